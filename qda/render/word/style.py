"""The styles of our Word documents, on python-docx's own template: plain headings, quotes, notes, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.styles.style import ParagraphStyle

_SANS, _SERIF = "Calibri", "Cambria"
_INK, _SOFT, _ACCENT = "22252A", "5D636D", "1F5A72"


def dress(docx: Docx, language: str, *, wide: bool = False) -> None:
    """Give the document its paper (`wide`: turned on its side), fonts, language and styles."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    section = docx.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.3)
    _style(docx, "Normal", _SERIF, 10.5, after=6, line=1.2)
    _language(docx, language)
    _style(docx, "Title", _SANS, 24, bold=True, after=10, line=1.0)
    _border(docx.styles["Title"], None)
    for level, size in ((1, 16), (2, 13), (3, 11.5), (4, 11), (5, 10.5), (6, 10.5), (7, 10.5), (8, 10.5), (9, 10.5)):
        colour = _ACCENT if level == 2 else _INK
        _style(docx, f"Heading {level}", _SANS, size, bold=True, colour=colour, before=22 - 4 * min(level, 3), after=4)
    _style(docx, "Quote", _SERIF, 10.5, before=8, after=0, left=0.8, line=1.2)
    _style(docx, "Quote Source", _SANS, 9, colour=_SOFT, before=2, after=10, left=0.8)
    for name in ("Quote", "Quote Source"):
        _border(docx.styles[name], _ACCENT)
    _style(docx, "Facts", _SANS, 10, after=1)
    _style(docx, "Foot", _SANS, 8.5, colour=_SOFT)
    _style(docx, "Note", _SANS, 9, colour=_SOFT, after=4)
    _style(docx, "Label", _SANS, 10.5, bold=True, before=12, after=3, keep=True)
    _style(docx, "Caption", _SANS, 10, bold=True, before=8, after=3, keep=True)
    _style(docx, "Code Block", "Consolas", 9, after=6, left=0.5)
    _style(docx, "Table Text", _SANS, 9, before=1, after=1)
    _style(docx, "Table Head", _SANS, 9, bold=True, colour=_SOFT, before=1, after=1, keep=True)
    _style(docx, "After Table", _SANS, 4, after=4)
    _style(docx, "toc 1", _SANS, 10.5, after=2)
    _style(docx, "toc 2", _SANS, 10, after=1, left=0.6)
    context = docx.styles.add_style("Context", WD_STYLE_TYPE.CHARACTER)
    context.font.color.rgb = _rgb(_SOFT)
    _table_style(docx)


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour)


def _style(
    docx: Docx,
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
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    styles = docx.styles
    style: ParagraphStyle
    if name in styles:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name[:3] == "toc")
        style.base_style = styles["Normal"]
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    style.font.color.rgb = _rgb(colour)
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
