# ruff: noqa: E501 (messages stand on one line, as programs write them)
"""Chats saved as text: WhatsApp, Zoom, Telegram's copied messages, Discord's text export; and texts that only look so."""

from __future__ import annotations

import pytest
from helpers_importers import draft, texts

from qda.core.drafts import Draft
from qda.importers.chats.chat_dates import Stamp, order_of


def posts(made: Draft) -> list[tuple[str | None, str | None]]:
    return [(s.author, s.date) for s in made.segments if s.kind == "post"]


def counted(made: Draft) -> list[str]:
    """The words that are someone's own: of posts, without what is boilerplate in them."""
    inner = {s.parent for s in made.segments if s.kind == "boilerplate" and s.parent is not None}
    return [made.text[s.start : s.end] for n, s in enumerate(made.segments) if s.kind == "post" and n not in inner]


def test_whatsapp_of_an_android_telephone_in_dutch() -> None:
    made = draft(
        "12-03-2024 21:58 - Berichten en oproepen worden end-to-end versleuteld.\n"
        '12-03-2024 21:58 - Ria Hoek heeft de groep "Pad: noord" gemaakt\n'
        "12-03-2024 21:59 - Ria Hoek: Wie heeft het hek opengezet?\n"
        "12-03-2024 22:01 - +31 6 12345678: Ik niet: ik was weg.\n"
        "\n"
        "Misschien de wind.\n"
        "13-03-2024 08:02 - Ria Hoek: IMG-20240313-WA0001.jpg (bestand bijgevoegd)\n"
        "Dit is het hek\n"
        "13-03-2024 08:03 - Bas: <Media weggelaten>\n"
        "13-03-2024 08:04 - Bas: Dit bericht is verwijderd\n"
    )
    assert made.kind == "forum" and made.date == "2024-03-12T21:59"
    assert posts(made) == [
        ("Ria Hoek", "2024-03-12T21:59"), ("+31 6 12345678", "2024-03-12T22:01"), ("Ria Hoek", "2024-03-13T08:02"),
        ("Bas", "2024-03-13T08:03"), ("Bas", "2024-03-13T08:04"),
    ]  # fmt: skip
    assert counted(made) == [
        "Wie heeft het hek opengezet?",
        "Ik niet: ik was weg.\n\nMisschien de wind.",
        "Dit is het hek",
    ]
    assert made.notes == [
        "WhatsApp: 5 posts by 3 people; left out of the words: 2 service messages, 1 medium without words, 1 deleted message"
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("[14/03/2024, 9:15:02\u202fAM] Pat: Hello\n[14/03/2024, 9:16:07\u202fPM] Sam: Hi\n[14/03/2024, 9:17:02\u202fPM] Pat: So", "2024-03-14T09:15:02", "2024-03-14T21:17:02"),
        ("1/4/23, 11:58\u202fPM - Pat: Hello\n1/5/23, 12:03\u202fAM - Sam: Hi\n1/5/23, 12:04\u202fAM - Pat: So", "2023-01-04T23:58", "2023-01-05T00:04"),
        ("12.03.24, 09:15 - Jana: Hallo\n12.03.24, 09:17 - Uwe: Moin\n12.03.24, 09:18 - Jana: Na", "2024-03-12T09:15", "2024-03-12T09:18"),
        ("[12.03.24, 09:15:02] Jana: Hallo\n[12.03.24, 09:17:02] Uwe: Moin\n[12.03.24, 09:18:02] Jana: Na", "2024-03-12T09:15:02", "2024-03-12T09:18:02"),
        ("13/03/2024 à 09:15 - Élise: Bonjour\n13/03/2024 à 09:17 - Paul: Oui\n13/03/2024 à 09:18 - Élise: Bon", "2024-03-13T09:15", "2024-03-13T09:18"),
        ("20/6/2017 8:28\xa0p.\xa0m. - Lupe: Hola\n20/6/2017 8:29\xa0p.\xa0m. - Beto: Sí\n21/6/2017 8:00\xa0a.\xa0m. - Lupe: Va", "2017-06-20T20:28", "2017-06-21T08:00"),
        ("13/03/2024 09:15 - Rui: Olá\n13/03/2024 09:17 - Ana: Sim\n13/03/2024 09:18 - Rui: Bom", "2024-03-13T09:15", "2024-03-13T09:18"),
        ("12.3.2024 klo 9.15 - Aino: Hei\n12.3.2024 klo 9.17 - Eero: Joo\n12.3.2024 klo 9.18 - Aino: No", "2024-03-12T09:15", "2024-03-12T09:18"),
        ("2024. 03. 12. 9:15 - Anna: Szia\n2024. 03. 12. 9:17 - Béla: Jó\n2024. 03. 12. 9:18 - Anna: Na", "2024-03-12T09:15", "2024-03-12T09:18"),
        ("2024/3/12 下午9:15 - 小王: 谁来?\n2024/3/12 下午9:17 - 小李: 我\n2024/3/12 下午9:18 - 小王: 好", "2024-03-12T21:15", "2024-03-12T21:18"),
    ],
)  # fmt: skip
def test_dates_and_times_as_each_country_writes_them(text: str, first: str, last: str) -> None:
    made = draft(text)
    assert [d for _, d in posts(made)][::2] == [first, last] and len(posts(made)) == 3


def test_whatsapp_of_an_iphone() -> None:
    made = draft(
        "[12-03-2024 09:14:03] Straat: \u200eBerichten en gesprekken worden end-to-end versleuteld.\n"
        "[12-03-2024 09:15:02] Werk: Joris: Wie is er morgen?\n"
        "\u200e[12-03-2024 09:16:02] ~\u202fMila: \u200eafbeelding weggelaten\n"
        "[13-03-2024 09:16:40] ~\u202fMila: Ik \u200e<Dit bericht is bewerkt>\n"
        "[13-03-2024 09:17:02] Werk: Joris: Mooi: dan open ik om acht uur\n"
    )
    assert posts(made)[::2] == [("Werk: Joris", "2024-03-12T09:15:02"), ("Mila", "2024-03-13T09:16:40")]
    assert counted(made) == ["Wie is er morgen?", "Ik", "Mooi: dan open ik om acht uur"]
    assert [s.metadata for s in made.segments if s.kind == "post"] == [None, None, {"edited": True}, None]


def test_the_order_of_day_and_month_is_told_where_it_is_a_guess() -> None:
    line = "{} 09:1{} - {}: Dag allemaal\n"
    shown = "".join(
        line.format(d, n, w)
        for n, (d, w) in enumerate([("04/05/2024", "Pim"), ("14/05/2024", "Tine"), ("15/05/2024", "Pim")])
    )
    assert posts(draft(shown))[0][1] == "2024-05-04T09:10" and not any("guess" in n for n in draft(shown).notes)
    one = "".join(line.format("04/05/2024", n, w) for n, w in enumerate(("Pim", "Tine", "Pim")))
    assert posts(draft(one))[0][1] == "2024-05-04T09:10" and any(
        "dates such as 4/5/2024 are read with the day first: a guess" in n for n in draft(one).notes
    )


def stamps(*figures: tuple[int, int, int], mark: str = "/", half: bool = False) -> list[Stamp]:
    return [Stamp(f, 9, n, None, mark, half) for n, f in enumerate(figures)]


def test_day_and_month_over_the_whole_file() -> None:
    assert order_of(stamps((1, 2, 24), (1, 13, 24))) == ("mdy", "")
    assert order_of(stamps((2, 1, 24), (13, 1, 24))) == ("dmy", "")
    assert order_of(stamps((2024, 1, 2))) == ("ymd", "")
    assert order_of(stamps((1, 2, 24), mark=".")) == ("dmy", "")
    assert order_of(stamps((11, 3, 24), (12, 3, 24), (1, 4, 24))) == ("dmy", ""), (
        "as months first the last would be the earliest"
    )
    assert order_of(stamps((3, 11, 24), (3, 12, 24), (4, 1, 24))) == ("mdy", "")
    assert order_of(stamps((1, 4, 23), (1, 5, 23), (1, 6, 23)))[0] == "mdy", "three days, not three months"
    assert order_of(stamps((1, 4, 23), half=True), "en")[0] == "mdy" and order_of(stamps((1, 4, 23)), "nl")[0] == "dmy"


def test_zoom() -> None:
    made = draft(
        "09:01:03\t From  Ria Hoek : Who left the gate open?\n09:02:10\t From  Bas : Not me\nand not my dog.\n09:02:30\t From  Ria Hoek : <file>\n"
    )
    assert [a for a, _ in posts(made)] == ["Ria Hoek", "Bas", "Ria Hoek"] and texts(made, "post")[
        1
    ] == "Not me\nand not my dog."
    assert made.segments[1].metadata == {"time": "09:01:03"} and any("no date" in n for n in made.notes)
    newer = draft(
        "2024-03-12 09:01:03 From Ria Hoek to Everyone:\n\tWho left the gate open?\n"
        '2024-03-12 09:02:10 From Bas to Ria Hoek(Direct Message):\n\tReplying to "Who left the gate..."\n\t\n\tNot me.\n'
        '2024-03-12 09:02:30 From Tine to Everyone:\n\tReacted to "Not me." with 👍\n'
    )
    assert posts(newer) == [("Ria Hoek", "2024-03-12T09:01:03"), ("Bas", "2024-03-12T09:02:10")]
    assert counted(newer) == ["Who left the gate open?", "Not me."] and "1 reaction" in newer.notes[0]
    answer = next(s for s in newer.segments if s.author == "Bas")
    assert answer.reply_to == 1 and answer.metadata == {"to": "Ria Hoek", "private": "direct message"}
    assert [
        a
        for a, _ in posts(
            draft(
                "09:01:03\t Van Ria Hoek aan Iedereen : Wie was het?\n09:02:10\t Van Bas aan Ria Hoek (Direct bericht) : Ik"
            )
        )
    ] == ["Ria Hoek", "Bas"]


def test_messages_copied_from_telegram_and_discords_text() -> None:
    made = draft("Ria Hoek, [12.03.2024 09:15]\nWie heeft het hek opengezet?\n\nBas, [12.03.2024 09:17]\nIk niet.\n")
    assert posts(made) == [("Ria Hoek", "2024-03-12T09:15"), ("Bas", "2024-03-12T09:17")]
    rule = "=" * 62
    made = draft(
        f"{rule}\nGuild: Pad\nChannel: Text / noord\n{rule}\n\n[12-Mar-24 09:15 AM] ria#0001\nWie heeft het hek opengezet?\n\n"
        f"[12-Mar-24 02:17 PM] bas\nIk niet.\n\n{{Attachments}}\nhttps://cdn.example/hek.png\n\n{rule}\nExported 2 message(s)\n{rule}\n"
    )
    assert posts(made) == [("ria#0001", "2024-03-12T09:15"), ("bas", "2024-03-12T14:17")]
    assert counted(made) == ["Wie heeft het hek opengezet?", "Ik niet."]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-12 09:15:02 - INFO: service started\n2024-03-12 09:15:03 - WARN: disk is nearly full\n2024-03-12 09:15:07 - INFO: service stopped\n",
        "[2024-03-12 09:15:02] production.ERROR: gone\n[2024-03-12 09:15:03] production.INFO: back\n[2024-03-12 09:15:09] production.INFO: here\n",
        "12-03-2024 09:00 - Opening: de voorzitter heet ons welkom\n12-03-2024 09:15 - Verslag: de vorige vergadering\n12-03-2024 09:45 - Rondvraag: wie nog iets heeft\n",
        "12-03-2024 09:15 - Vandaag naar de markt geweest. Druk.\n13-03-2024 10:21 - Regen, de hele dag.\n14-03-2024 21:07 - Een brief: eindelijk.\n",
        "12-03-2024 09:15 - Stemming: goed\n13-03-2024 10:21 - Stemming: matig\n14-03-2024 21:07 - Stemming: goed\n",
    ],
)  # fmt: skip
def test_a_log_an_agenda_and_a_diary_are_no_chats(text: str) -> None:
    assert draft(text).kind == "plain"


def test_a_talk_with_times_stays_an_interview() -> None:
    made = draft(
        "[00:00:01] Interviewer: Hoe lang woont u hier?\n[00:00:07] Ria Hoek: Elf jaar in mei.\n[00:01:02] Interviewer: En bevalt het?\n[00:01:07] Ria Hoek: Ja.\n"
    )
    assert made.kind == "interview"


def test_messages_copied_from_teams() -> None:
    made = draft(
        "[13-3-2024 09:15] Ria Hoek\nWie komt er?\n[13-3-2024 09:17] Bas\nIk kom.\nMisschien.\n[14-3-2024 09:18] Ria Hoek\nFijn.\n"
    )
    assert posts(made) == [
        ("Ria Hoek", "2024-03-13T09:15"),
        ("Bas", "2024-03-13T09:17"),
        ("Ria Hoek", "2024-03-14T09:18"),
    ]
    assert counted(made)[1] == "Ik kom.\nMisschien." and made.metadata["chat"] == "Teams"
    log = draft("[2024-03-12 09:13] Server started\nok\n[2024-03-12 09:14] Server stopped\nok\n")
    assert log.kind == "plain"
