"""The styles of our Word documents, on python-docx's own template: plain headings, quotes, notes, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.styles.style import ParagraphStyle

_SANS, _SERIF = "Calibri", "Cambria"
_INK, _SOFT, _ACCENT = "22252A", "5D636D", "1F5A72"


class _Styles:
    """The styles of a document by name: python-docx goes through all of them for each question."""

    def __init__(self, docx: Docx) -> None:
        self._styles = docx.styles
        self._known: dict[str | None, Any] = {style.name: style for style in docx.styles}

    def __getitem__(self, name: str) -> Any:
        return self._known[name]

    def paragraph(self, name: str) -> ParagraphStyle:
        """Return the style of that name; one that is not there is added, on `Normal`."""
        from docx.enum.style import WD_STYLE_TYPE

        if name not in self._known:
            self._known[name] = self._added(name, WD_STYLE_TYPE.PARAGRAPH, name[:3] == "toc")
            self._known[name].base_style = self._known["Normal"]
        found: ParagraphStyle = self._known[name]
        return found

    def character(self, name: str) -> Any:
        """Add a style of characters."""
        from docx.enum.style import WD_STYLE_TYPE

        return self._added(name, WD_STYLE_TYPE.CHARACTER, False)

    def _added(self, name: str, kind: Any, builtin: bool) -> Any:
        """Add a style as `docx.styles.add_style` does, which first looks whether it is there."""
        from docx.styles.style import StyleFactory

        return StyleFactory(self._styles.element.add_style_of_type(name, kind, builtin))


def dress(docx: Docx, language: str, *, wide: bool = False) -> None:
    """Give the document its paper (`wide`: turned on its side), fonts, language and styles."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    styles = _Styles(docx)
    section = docx.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.3)
    _style(styles, "Normal", _SERIF, 10.5, after=6, line=1.2)
    _language(docx, language)
    _style(styles, "Title", _SANS, 24, bold=True, after=10, line=1.0)
    _border(styles["Title"], None)
    for level, size in ((1, 16), (2, 13), (3, 11.5), (4, 11), (5, 10.5), (6, 10.5), (7, 10.5), (8, 10.5), (9, 10.5)):
        colour = _ACCENT if level == 2 else _INK
        _style(
            styles, f"Heading {level}", _SANS, size, bold=True, colour=colour, before=22 - 4 * min(level, 3), after=4
        )
    _style(styles, "Quote", _SERIF, 10.5, before=8, after=0, left=0.8, line=1.2)
    _style(styles, "Quote Source", _SANS, 9, colour=_SOFT, before=2, after=10, left=0.8)
    for name in ("Quote", "Quote Source"):
        _border(styles[name], _ACCENT)
    _style(styles, "Facts", _SANS, 10, after=1)
    _style(styles, "Foot", _SANS, 8.5, colour=_SOFT)
    _style(styles, "Note", _SANS, 9, colour=_SOFT, after=4)
    _style(styles, "Label", _SANS, 10.5, bold=True, before=12, after=3, keep=True)
    _style(styles, "Caption", _SANS, 10, bold=True, before=8, after=3, keep=True)
    _style(styles, "Code Block", "Consolas", 9, after=6, left=0.5)
    _style(styles, "Table Text", _SANS, 9, before=1, after=1)
    _style(styles, "Table Head", _SANS, 9, bold=True, colour=_SOFT, before=1, after=1, keep=True)
    _style(styles, "After Table", _SANS, 4, after=4)
    _style(styles, "toc 1", _SANS, 10.5, after=2)
    _style(styles, "toc 2", _SANS, 10, after=1, left=0.6)
    context = styles.character("Context")
    context.font.color.rgb = _rgb(_SOFT)
    _table_style(docx)


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour)


def _style(
    styles: _Styles,
    name: str,
    font: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = _INK,
    before: float = 0,
    after: float = 0,
    left: float = 0,
    line: float = 1.1,
    keep: bool = False,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    style = styles.paragraph(name)
    look = style.font
    look.name, look.size, look.bold, look.italic = font, Pt(size), bold, False
    look.color.rgb = _rgb(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):  # the theme would win
        fonts.attrib.pop(qn(key), None)
    fonts.set(qn("w:cs"), font)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.left_indent = Cm(left)
    if keep:
        form.keep_with_next = True


def _language(docx: Docx, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = docx.styles["Normal"].element.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    properties.append(mark)


def _border(style: Any, colour: str | None) -> None:
    """Draw a bar at the left of a style's paragraphs; no colour removes the template's line."""
    from docx.oxml import parse_xml

    properties = style.element.get_or_add_pPr()
    for old in properties.xpath("./w:pBdr"):
        properties.remove(old)
    if colour:
        border = parse_xml(
            '<w:pBdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
        )
        after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
        properties.insert_element_before(border, *after)


def _table_style(docx: Docx) -> None:
    from docx.oxml import parse_xml

    line = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="DEDAD0"/>'
    docx.styles.element.append(
        parse_xml(
            '<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="table" '
            'w:customStyle="1" w:styleId="TableQda"><w:name w:val="Table Qda"/><w:basedOn w:val="TableNormal"/>'
            f"<w:tblPr><w:tblBorders>{line.format('bottom', 4)}{line.format('insideH', 4)}</w:tblBorders></w:tblPr>"
            f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{line.format("bottom", 12)}</w:tcBorders></w:tcPr>'
            "</w:tblStylePr></w:style>"
        )
    )
