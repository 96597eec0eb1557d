"""Parts of Word files: the page frame, styles, tables, fields and addresses."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from plans.files.wording import PROGRAM, clean

INK = "1B2025"
MUTED = "565F69"
ACCENT = "1D4E79"
LINE = "D5D0C6"
SOFT = "F4F2ED"
VERDICT_COLOURS = {
    "crosses": "9F231B",
    "open": "775200",
    "meets": "0B5B50",
    "contested": "5932A8",
}
SANS = "Calibri"
SERIF = "Cambria"
LANGUAGE = "en-GB"
MARGIN = Cm(2)
WIDTH = Cm(17)  # of the lines on an upright page
WIDTH_ACROSS = Cm(25.7)
# In the order that the schema asks for.
TABLE_PROPERTIES = (
    *("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"),
    *("tblLook", "tblCaption", "tblDescription"),
)
# The moment that each file in the archive bears: the first that a zip file can say.
EPOCH = (1980, 1, 1, 0, 0, 0)
APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://'
    'schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{PROGRAM}</Application></Properties>"
)

# Style, size in points, space before and after, colour, bold
HEADINGS = [
    ("Title", 22, 0, 2, INK, True),
    ("Subtitle", 12, 0, 10, MUTED, False),
    ("Heading 1", 15, 18, 6, ACCENT, True),
    ("Heading 2", 11.5, 14, 3, ACCENT, True),
    ("Heading 3", 11, 8, 2, ACCENT, True),
]
# Style, base, font, size, space before and after, colour
PARAGRAPHS = [
    ("Clause Text", "Normal", SERIF, 11, 0, 5, INK),
    ("Notice", "Normal", SANS, 10.5, 3, 3, INK),
    ("Small", "Normal", SANS, 9, 0, 2, MUTED),
    ("Table Text", "Normal", SANS, 9.5, 1, 1, INK),
    ("Table Head", "Table Text", SANS, 9.5, 1, 1, INK),
]


def blank(landscape: bool = False) -> Document:
    """Open an empty A4 document with this project's styles and nobody's traces."""
    document = new_document()
    _drop_traces(document)
    _set_language(document)
    _set_styles(document)
    section = document.sections[0]
    sides = [Cm(21), Cm(29.7)]
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        sides.reverse()
    section.page_width, section.page_height = sides
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1)
    return document


def describe(
    document: Document, title: str, subject: str, keywords: str, at: datetime
) -> None:
    """Say in the file's properties what it is, as of the moment of its records."""
    at = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    # Each holds at most 255 characters.
    properties.title = clean(title)[:255]
    properties.subject = clean(subject)[:255]
    properties.keywords = clean(keywords)[:255]
    properties.author = properties.last_modified_by = PROGRAM
    properties.comments = ""
    properties.category = "Comparison of peace-plan texts"
    properties.language = LANGUAGE
    properties.created = properties.modified = at
    properties.revision = 1


def frame(document: Document, title: str, line: str, address: str) -> None:
    """Set the header, and a footer with the page number and the address."""
    section = document.sections[0]
    width = WIDTH
    if section.orientation == WD_ORIENT.LANDSCAPE:
        width = WIDTH_ACROSS
    header = section.header.paragraphs[0]
    header.style = document.styles["Small"]
    header.text = clean(title)
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Small"]
    stops = footer.paragraph_format.tab_stops
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(clean(line) + "\tPage ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    below = section.footer.add_paragraph(style=document.styles["Small"])
    add_address(below, address)


def add_address(paragraph: Paragraph, address: str) -> None:
    """Write an address, as a link where it is one of the web."""
    address = clean(address)
    if not address.startswith(("https://", "http://")):
        paragraph.add_run(address)
        return
    relation = paragraph.part.relate_to(
        address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(address)
    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(ACCENT)
    link.append(run._r)
    paragraph._p.append(link)


def add_table(
    document: Document,
    widths: Sequence[Length],
    head: Sequence[str],
    title: str,
    summary: str,
) -> Table:
    """Open a table whose head repeats on each page; without a head it has no rows."""
    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    properties.append(_borders())
    properties.append(_margins())
    for name, text in (("tblCaption", title), ("tblDescription", summary)):
        properties.append(element(f"w:{name}", val=clean(text)))
    properties[:] = sorted(properties, key=_place_in_table_properties)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    if head:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("w:tblHeader"))
        for cell, text in zip(row.cells, head, strict=True):
            write(cell, text, "Table Head")
            shade(cell, SOFT)
        set_widths(row.cells, widths)
    return table


def add_row(
    table: Table, texts: Sequence[str], widths: Sequence[Length]
) -> list[_Cell]:
    """Add a row that stays on one page, and give its cells."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    cells = list(row.cells)
    for cell, text in zip(cells, texts, strict=True):
        write(cell, text)
    set_widths(cells, widths)
    return cells


def set_widths(cells: Iterable[_Cell], widths: Iterable[Length]) -> None:
    for cell, width in zip(cells, widths, strict=True):
        cell.width = width


def write(cell: _Cell, text: str, style: str = "Table Text") -> Paragraph:
    """Write the first paragraph of a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(clean(text))
    return paragraph


def shade(cell: _Cell, colour: str) -> None:
    shading = element("w:shd", val="clear", color="auto", fill=colour)
    cell._tc.get_or_add_tcPr().append(shading)


def add_verdict(paragraph: Paragraph, verdict: str) -> None:
    """Write a verdict in its word, and in its colour for those who see it."""
    run = paragraph.add_run(clean(verdict))
    run.font.bold = verdict in VERDICT_COLOURS
    colour = VERDICT_COLOURS.get(verdict, MUTED)
    run.font.color.rgb = RGBColor.from_string(colour)


def element(name: str, **attributes: str) -> Any:
    """Make an element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def midnight(day: date, minutes: int = 0) -> str:
    """Write the first moment of a day, or one a little later, as revisions bear it."""
    return f"{datetime.combine(day, time(minute=minutes)).isoformat()}Z"


def packed(document: Document) -> bytes:
    """Give the bytes of the file: the same document, the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/app.xml":
                content = APP.encode()
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return fixed.getvalue()


def _drop_traces(document: Document) -> None:
    """Take out what the library's template brings: its picture, data and settings."""
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(
                ("/thumbnail", "/customXml", "/stylesWithEffects")
            ):
                relations.pop(key)
    settings = document.settings.element
    for name in ("w:savePreviewPicture", "w:rsids", "w:proofState"):
        for found in settings.findall(qn(name)):
            settings.remove(found)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for found in settings.iter(qn("w:compatSetting")):
        if found.get(qn("w:name")) == "compatibilityMode":
            # Of Word 2013 and later; older ones open in a mode that lacks functions.
            found.set(qn("w:val"), "15")


def _set_language(document: Document) -> None:
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), LANGUAGE)
    for found in document.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), LANGUAGE)


def _set_styles(document: Document) -> None:
    styles = document.styles
    _dress(styles["Normal"], SANS, 10.5, (0, 5), INK)
    for name, size, before, after, colour, bold in HEADINGS:
        style = styles[name]
        _dress(style, SANS, size, (before, after), colour)
        style.font.bold, style.font.italic = bold, False
        style.paragraph_format.keep_with_next = True
        # The library's template draws a line below the title and spaces out letters.
        for path in ("w:pPr/w:pBdr", "w:rPr/w:spacing", "w:rPr/w:kern"):
            for found in style.element.findall(path, nsmap):
                found.getparent().remove(found)
    for name, base, font, size, before, after, colour in PARAGRAPHS:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        _dress(style, font, size, (before, after), colour)
    styles["Table Head"].font.bold = True
    styles["Clause Text"].paragraph_format.line_spacing = 1.15
    _frame_notice(styles["Notice"])
    _dress(styles["List Bullet"], SANS, 10.5, (0, 3), INK)
    for name in ("Header", "Footer"):
        _dress(styles[name], SANS, 9, (0, 0), MUTED)
    comment = styles.add_style("annotation text", WD_STYLE_TYPE.PARAGRAPH, True)
    _dress(comment, SANS, 10, (0, 2), INK)
    reference = styles.add_style("annotation reference", WD_STYLE_TYPE.CHARACTER, True)
    reference.font.size = Pt(8)
    # The ids by which comments know them.
    comment.element.set(qn("w:styleId"), "CommentText")
    reference.element.set(qn("w:styleId"), "CommentReference")


def _dress(
    style: Any, font: str, size: float, space: tuple[float, float], colour: str
) -> None:
    assert isinstance(style, ParagraphStyle)
    style.font.name = font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The theme's fonts would win over the names.
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), font)
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before = Pt(space[0])
    style.paragraph_format.space_after = Pt(space[1])


def _frame_notice(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    border = element("w:pBdr")
    border.append(element("w:left", val="single", sz="18", space="8", color=ACCENT))
    # The schema asks for the border before the spacing.
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind")
    style.paragraph_format.left_indent = Cm(0.4)


def _place_in_table_properties(child: Any) -> int:
    return TABLE_PROPERTIES.index(child.tag.partition("}")[2])


def _borders() -> Any:
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(
            element(f"w:{side}", val="single", sz="4", space="0", color=LINE)
        )
    return borders


def _margins() -> Any:
    margins = element("w:tblCellMar")
    for side, width in (
        ("top", "30"),
        ("left", "80"),
        ("bottom", "30"),
        ("right", "80"),
    ):
        margins.append(element(f"w:{side}", w=width, type="dxa"))
    return margins


def _add_field(paragraph: Paragraph, code: str) -> None:
    field = element("w:fldSimple", instr=code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)
