"""Pieces of REFI-QDA made from a form: what other programs' projects have and a study only holds to give it back.

Elements stand in the schema's order, without a namespace. A note of a coding, for which the schema has no place there,
stands in the Description of its selection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from qda.core.projects import AreaForm, CodingForm, SelectionForm, SourceForm, Values

ELEMENTS = {
    "text": "TextSource",
    "transcript": "TextSource",
    "pdf": "PDFSource",
    "picture": "PictureSource",
    "audio": "AudioSource",
    "video": "VideoSource",
}
AREAS = {"pdf": "PDFSelection", "picture": "PictureSelection", "audio": "AudioSelection", "video": "VideoSelection"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, attributes: dict[str, object], children: Iterable[str] = ()) -> str:
    """Return an element; attributes that are "" are left out, children that are "" too."""
    said = "".join(f" {key}={_attribute(value)}" for key, value in attributes.items() if value != "")
    inside = "".join(children)
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def _attribute(value: object) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", str(value)))


def words(name: str, text: str) -> str:
    """Return an element with text in it, "" without any."""
    return f"<{name}>{_words(text)}</{name}>" if text else ""


def _words(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def selection(form: SelectionForm) -> str:
    """Return a stretch of a text with all that stands on it."""
    start, end = (form.start, form.end) if form.start >= 0 else _numbers(form.raw)
    attributes: dict[str, object] = {
        "guid": form.guid,
        "name": form.name,
        "startPosition": start,
        "endPosition": end,
        **_made(form.coder, form.created_at),
    }
    described = words("Description", _described(form.description, form.codings))
    return element("PlainTextSelection", attributes, [described, *map(_coding, form.codings), *_noted(form.notes)])


def area(
    kind: str,
    guid: str,
    numbers: dict[str, object],
    codings: Sequence[CodingForm],
    *,
    description: str = "",
    name: str = "",
    coder: str = "",
    created_at: str = "",
) -> AreaForm:
    """Return a selection of a page, picture, sound or film; `numbers` are the attributes that say where it lies."""
    description = _described(description, codings)
    attributes = {"guid": guid, "name": name, **numbers, **_made(coder, created_at)}
    xml = element(AREAS[kind], attributes, [words("Description", description), *map(_coding, codings)])
    return AreaForm(guid, kind, xml, name, description, list(codings))


def source(form: SourceForm, raw: str = "") -> str:
    """Return the whole element of a source that has no text to be stored; `raw` is what text it has."""
    return _source(form, True, raw)


def shell(form: SourceForm) -> str:
    """Return the element of a source with its attributes alone."""
    return _source(form, False, "")


def _source(form: SourceForm, whole: bool, raw: str) -> str:
    name = ELEMENTS[form.kind]
    path = form.media[0].path if form.media else ""
    made = _made(form.coder, form.created_at)
    attributes: dict[str, object] = {"guid": form.guid, "name": form.name}
    attributes["richTextPath" if name == "TextSource" else "path"] = path
    attributes.update(made)
    children = [words("Description", form.description)]
    if whole:
        content = f"<PlainTextContent>{_words(raw)}</PlainTextContent>"
        stretches = [s.xml or selection(s) for s in form.selections]
        if name == "TextSource":
            children += [content, *stretches]
        else:
            children += [a.xml for a in form.areas]
            if name == "PDFSource" and raw:
                inner = {"guid": form.guid, "name": form.name, **made}
                children.append(element("Representation", inner, [content, *stretches]))
        children += [*map(_coding, form.whole), *_noted(form.notes), *_values(form.values)]
    return element(name, attributes, children)


def _numbers(raw: str) -> tuple[int, int]:
    """The numbers that a program has for a stretch that does not lie in its text."""
    told = re.match(r"(\d{1,18})-(\d{1,18})\Z", raw)
    return (int(told[1]), int(told[2])) if told else (0, 0)


def _made(coder: str, created_at: str) -> dict[str, object]:
    return {"creatingUser": coder, "creationDateTime": created_at}


def _described(description: str, codings: Sequence[CodingForm]) -> str:
    return "\n\n".join(dict.fromkeys(t for t in (description, *(c.note for c in codings)) if t))


def _coding(form: CodingForm) -> str:
    inside = [element("CodeRef", {"targetGUID": form.code}), *_noted(form.notes)]
    return element("Coding", {"guid": form.guid, **_made(form.coder, form.created_at)}, inside)


def _noted(guids: Iterable[str]) -> list[str]:
    return [element("NoteRef", {"targetGUID": guid}) for guid in guids]


def _values(values: Values) -> list[str]:
    return [
        element("VariableValue", {}, [element("VariableRef", {"targetGUID": variable}), words("TextValue", value)])
        for variable, value in values
    ]
