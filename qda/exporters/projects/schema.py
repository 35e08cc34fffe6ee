"""The schema of REFI-QDA projects as data: what may stand in an element, in which order, and what must.

A type has attributes, name -> kind, a `!` behind the kind of one that must be there, and children in their order, tag ->
type, a `1` behind the type of one that may stand there once. `STRING` is a type with text alone.
"""

from __future__ import annotations

from typing import NamedTuple

STRING = "string"
ELEMENTS = {
    "TextSource": "Text", "PictureSource": "Picture", "PDFSource": "PDF", "AudioSource": "Audio", "VideoSource": "Video",
    "PlainTextSelection": "PlainTextSelection", "PDFSelection": "PDFSelection", "PictureSelection": "PictureSelection",
    "AudioSelection": "Interval", "VideoSelection": "Interval", "TranscriptSelection": "TranscriptSelection",
    "Coding": "Coding", "Note": "Text", "Link": "Link", "Set": "Set", "Graph": "Graph", "Case": "Case",
}  # fmt: skip


class Type(NamedTuple):
    """A type of element."""

    attributes: dict[str, str]
    children: dict[str, str]


def _a(words: str) -> dict[str, str]:
    return dict(word.split(":") for word in words.split())


_MADE = "creatingUser:guid creationDateTime:time modifyingUser:guid modifiedDateTime:time"
_MEDIA = _a(f"guid:guid! name:text path:text currentPath:text {_MADE}")
_AREA = "firstX:integer! firstY:integer! secondX:integer! secondY:integer!"
_SELECTED = _a("Description:string1 Coding:Coding NoteRef:Ref")
_LAST = "Coding:Coding NoteRef:Ref VariableValue:VariableValue"


def _media(middle: str) -> Type:
    return Type(_MEDIA, _a(f"Description:string1 {middle} {_LAST}"))


TYPES = {
    STRING: Type({}, {}),
    "Ref": Type(_a("targetGUID:guid!"), {}),
    "Coding": Type(
        _a("guid:guid! creatingUser:guid creationDateTime:time"),
        _a("CodeRef:Ref1 NoteRef:Ref"),
    ),
    "VariableValue": Type(
        {},
        _a("VariableRef:Ref1 TextValue:string1 BooleanValue:string1 IntegerValue:string1 FloatValue:string1 ")
        | _a("DateValue:string1 DateTimeValue:string1"),
    ),
    "Text": Type(
        _a(f"guid:guid! name:text richTextPath:text plainTextPath:text {_MADE}"),
        _a(f"Description:string1 PlainTextContent:string1 PlainTextSelection:PlainTextSelection {_LAST}"),
    ),
    "PlainTextSelection": Type(
        _a(f"guid:guid! name:text startPosition:integer! endPosition:integer! {_MADE}"), _SELECTED
    ),
    "PDF": _media("PDFSelection:PDFSelection Representation:Text1"),
    "PDFSelection": Type(
        _a(f"guid:guid! name:text page:integer! {_AREA} {_MADE}"),
        _a("Description:string1 Representation:Text1 Coding:Coding NoteRef:Ref"),
    ),
    "Picture": _media("TextDescription:Text1 PictureSelection:PictureSelection"),
    "PictureSelection": Type(_a(f"guid:guid! name:text {_AREA} {_MADE}"), _SELECTED),
    "Audio": _media("Transcript:Transcript AudioSelection:Interval"),
    "Video": _media("Transcript:Transcript VideoSelection:Interval"),
    "Interval": Type(_a(f"guid:guid! name:text begin:integer! end:integer! {_MADE}"), _SELECTED),
    "Transcript": Type(
        _a(f"guid:guid! name:text richTextPath:text plainTextPath:text {_MADE}"),
        _a("Description:string1 PlainTextContent:string1 SyncPoint:SyncPoint TranscriptSelection:TranscriptSelection")
        | _a("NoteRef:Ref"),
    ),
    "TranscriptSelection": Type(_a(f"guid:guid! name:text fromSyncPoint:guid toSyncPoint:guid {_MADE}"), _SELECTED),
    "SyncPoint": Type(_a("guid:guid! timeStamp:integer position:integer"), {}),
    "Link": Type(
        _a("guid:guid! name:text direction:direction color:colour originGUID:guid targetGUID:guid"), _a("NoteRef:Ref")
    ),
    "Set": Type(_a("guid:guid! name:text!"), _a("Description:string1 MemberCode:Ref MemberSource:Ref MemberNote:Ref")),
    "Graph": Type(_a("guid:guid! name:text"), _a("Vertex:Vertex Edge:Edge")),
    "Vertex": Type(
        _a("guid:guid! representedGUID:guid name:text firstX:integer! firstY:integer! secondX:integer secondY:integer")
        | _a("shape:shape color:colour"),
        {},
    ),
    "Edge": Type(
        _a("guid:guid! representedGUID:guid name:text sourceVertex:guid! targetVertex:guid! color:colour")
        | _a("direction:direction lineStyle:line"),
        {},
    ),
    "Case": Type(
        _a("guid:guid! name:text"),
        _a("Description:string1 CodeRef:Ref VariableValue:VariableValue SourceRef:Ref SelectionRef:Ref"),
    ),
}
NEEDED = {"Coding": "CodeRef", "VariableValue": "VariableRef"}  # a child without which the element says nothing
WORDS = {
    "direction": ("Associative", "OneWay", "Bidirectional"),
    "line": ("dotted", "dashed", "solid"),
    "shape": (
        "Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle", "UpTriangle",
        "DownTriangle", "Note",
    ),
}  # fmt: skip
