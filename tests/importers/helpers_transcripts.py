# ruff: noqa: E501 (texts as people write them stand on one line)
"""What the tests of transcripts share: one talk in four languages, files of cues, and what was said in a draft."""

from __future__ import annotations

from helpers_importers import tiles

from qda.core.drafts import Draft, ReadOptions
from qda.importers.captions.cues import read
from qda.importers.plain.text_file import recognise


def cues(text: str | bytes, *speakers: str, form: str = "auto") -> Draft:
    """The draft of a file of cues, its segments checked."""
    raw = text if isinstance(text, bytes) else text.encode()
    made = read(raw, "x", "x.vtt", ReadOptions(form=form, speakers=speakers))
    tiles(made)
    return made


def said(made: Draft) -> list[tuple[str | None, str]]:
    """Who said what, turn by turn."""
    return [(s.author, made.text[s.start : s.end]) for s in made.segments if s.kind == "turn"]


def when(made: Draft, kind: str = "turn") -> list[tuple[str, str]]:
    """The beginning and the end of the segments of a kind, "" where it is not told."""
    found = [s.metadata or {} for s in made.segments if s.kind == kind]
    return [(m.get("start_time", ""), m.get("end_time", "")) for m in found]


def told(text: str, *speakers: str) -> Draft:
    """The draft of a text with patterns of --speaker."""
    made = recognise(text, "x", ReadOptions(speakers=speakers))
    tiles(made)
    return made


# One talk in four languages: (who asks, who answers, question, answer, more of the answer, thanks)
TALKS = {
    "nl": ("Interviewer", "Anneke", "Hoe bent u hier begonnen?", "Via een vriendin, denk ik.", "Dat was in de winter.", "Dank u wel."),
    "en": ("Interviewer", "Maud", "How did you come to start here?", "It was through a friend, I think.", "That was in the winter.", "Thank you."),
    "de": ("Interviewerin", "Käthe", "Wie haben Sie hier angefangen?", "Das war über eine Freundin, glaube ich.", "Es war im Winter.", "Danke schön."),
    "fr": ("Enquêtrice", "Zoé", "Comment avez-vous commencé ici ?", "C’était par une amie, je crois.", "C’était en hiver.", "Merci beaucoup."),
}  # fmt: skip

VTT = {
    "zoom": "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n{a}: {q}\n\n2\n00:00:03.500 --> 00:00:05.000\n{b}: {r}\n\n3\n00:00:05.000 --> 00:00:07.250\n{m}\n\n4\n00:01:08.000 --> 00:01:09.000\n{a}: {t}\n",
    "teams": "WEBVTT\n\nd2/12-0\n00:00:01.000 --> 00:00:03.000\n<v {a}>{q}</v>\n\nd2/13-0\n00:00:03.500 --> 00:00:05.000\n<v {b}>{r}</v>\n\nd2/13-1\n00:00:05.000 --> 00:00:07.250\n<v {b}>{m}</v>\n\nd2/14-0\n00:01:08.000 --> 00:01:09.000\n<v {a}>{t}</v>",
    "one cue": "WEBVTT - Talk\nKind: captions\n\nSTYLE\n::cue {{ color: red }}\n\nREGION\nid:r\n\nNOTE made by hand\nover two lines\n\n00:01.000 --> 00:03.000 align:start\n<v.loud {a}>{q}</v>\n\n00:03.500 --> 00:07.250\n<v {b}>{r} <c.y>{m}</c></v>\n\n01:08.000 --> 01:09.000\n<v {a}>{t}",
    "whisper": "WEBVTT\n\n00:01.000 --> 00:03.000\n[{a}]: {q}\n\n00:03.500 --> 00:05.000\n[{b}]: {r}\n\n00:05.000 --> 00:07.250\n[{b}]: {m}\n\n01:08.000 --> 01:09.000\n[{a}]: {t}\n",
    "srt": '\ufeff1\r\n00:00:01,000 --> 00:00:03,000\r\n{a}: {q}\r\n\r\n2\r\n00:00:03,500 --> 00:00:05,000\r\n<i>{b}:</i> {r}\r\n\r\n3\r\n00:00:05,000 --> 00:00:07,250\r\n<font color="#ff0">{m}</font>\r\n\r\n4\r\n00:01:08,000 --> 00:01:09,000\r\n{{\\an8}}{a}:\r\n{t}\r\n',
    "glued": "1\n0:00:01,000 --> 0:00:03,000\n{a}: {q}\n2\n0:00:03,500 --> 0:00:05,000\n{b}: {r}\n3\n0:00:05,000 --> 0:00:07,250\n{m}\n4\n0:01:08,000 --> 0:01:09,000\n{a}: {t}",
    "arrows": "WEBVTT\n\n00:01.000 --> 00:03.000\n&gt;&gt; {a}: {q}\n\n00:03.500 --> 00:07.250\n>> {b}: {r}\n{m}\n\n01:08.000 --> 01:09.000\n>> {a}: {t}",
}

TALK = {
    "nl": ["Hoe kwam u bij de molen?", "Lopend, mijn vader maalde er al toen ik klein was.", "En daarna?", "Daarna kwam de stoom.", "Vond u dat erg?", "Ach, de stilte werd minder."],
    "en": ["How did you come to the mill?", "On foot, my father ground there when I was small.", "And after that?", "After that steam came.", "Did you mind?", "Well, the silence grew less."],
    "de": ["Wie kamen Sie zur Mühle?", "Zu Fuß, mein Vater mahlte dort schon.", "Und danach?", "Danach kam der Dampf.", "War das schlimm?", "Ach, es wurde weniger still."],
    "fr": ["Comment êtes-vous venue au moulin ?", "À pied, mon père y travaillait déjà.", "Et après ?", "Après, la vapeur est arrivée.", "Était-ce triste ?", "Bah, le silence a diminué."],
    "es": ["¿Cómo llegó al molino?", "A pie, mi padre ya trabajaba allí.", "¿Y después?", "Después llegó el vapor.", "¿Le molestó?", "Bueno, había menos silencio."],
}  # fmt: skip


def talk(way: str, a: str, b: str, language: str = "nl", between: str = "\n\n") -> str:
    """A talk of six turns in a way of writing labels; `{n}` is the label, `{t}` what is said, `{k}` the turn's number."""
    return between.join(
        way.format(n=(a, b)[i % 2], t=t, k=i + 1, s=f"00:0{i}:1{i}") for i, t in enumerate(TALK[language])
    )


def turns(made: Draft) -> list[str | None]:
    """Who has the turns, one after the other."""
    return [who for who, _ in said(made)]
