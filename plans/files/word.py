"""A comparison as a Word file with tracked changes and comments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import cycle
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from plans.files import marking, word_parts
from plans.files.document import (
    ComparedClause,
    ComparisonDocument,
    DraftText,
    Effect,
    Passage,
)
from plans.files.marking import Hand, Role, Trace, mark_up
from plans.files.word_parts import add_row, add_table, add_verdict, element, midnight
from plans.files.wording import (
    PROGRAM,
    about_comparison,
    basis,
    clean,
    dated,
    day,
    effect_line,
    link,
    sentences,
    unchanged,
)

AUTHORS = {Hand.EDIT: PROGRAM, Hand.MOVE: f"{PROGRAM} (moved text)"}
INITIALS = "CT"
STYLES = {
    Role.HEADING: "Heading 2",
    Role.SUBHEADING: "Heading 3",
    Role.TEXT: "Clause Text",
}
MARKED_TEXT = "Marked text"
END = "End of the marked text."
FACT_WIDTHS = Cm(4.2), Cm(12.8)
EFFECT_WIDTHS = Cm(2.4), Cm(4.6), Cm(3), Cm(2.4), Cm(4.6)


def comparison_docx(document: ComparisonDocument) -> bytes:
    """Write a comparison as a Word file; the same comparison gives the same bytes.

    Accepting all changes leaves the newer text below the heading "Marked text",
    rejecting all leaves the older one. Characters that a Word file cannot hold are
    left out. Changes that do not fit the texts, and a moment of the records without
    a time zone, are a ValueError.
    """
    older, newer = _cleaned(document.older), _cleaned(document.newer)
    changes = [_clean_change(change) for change in document.changes]
    paragraphs = mark_up(older, newer, changes)
    file = word_parts.blank()
    subject = f"{dated(document.older)} compared with {dated(document.newer)}"
    word_parts.describe(
        file, document.title, subject, document.address, document.recorded_at
    )
    told = f"Red lines as of {day(document.as_of)}"
    word_parts.frame(file, document.title, told, document.address)
    _add_first_page(file, document)
    _add_marked_text(file, paragraphs, document)
    return word_parts.packed(file)


def _cleaned(draft: DraftText) -> list[Passage]:
    return [
        replace(
            clause,
            number=clean(clause.number),
            heading=clean(clause.heading).replace("\n", " "),
            text=clean(clause.text),
        )
        for clause in draft.clauses
    ]


def _clean_change(change: ComparedClause) -> ComparedClause:
    return replace(
        change,
        older=tuple(map(clean, change.older)),
        newer=tuple(map(clean, change.newer)),
        spans=tuple(replace(span, text=clean(span.text)) for span in change.spans),
    )


# --- Before the text


def _add_first_page(file: Document, document: ComparisonDocument) -> None:
    _add(file, document.title, "Title")
    _add(file, "Comparison of two texts, clause by clause", "Subtitle")
    _add_facts(file, document)
    for notice in document.notices:
        _add(file, notice, "Notice")
    _add(file, "What changed", "Heading 1")
    _add_changes(file, document)
    _add(file, "For whom", "Heading 1")
    _add_effects(file, document)
    _add(file, "How to read the marked text", "Heading 1")
    _add_legend(file, document)


def _add_facts(file: Document, document: ComparisonDocument) -> None:
    table = add_table(
        file, FACT_WIDTHS, (), "About this file", "What is compared, as of when"
    )
    for label, value in about_comparison(document):
        is_address = label == "Address"
        texts = (label, "" if is_address else value)
        cells = add_row(table, texts, FACT_WIDTHS)
        cells[0].paragraphs[0].runs[0].font.bold = True
        if is_address:
            word_parts.add_address(cells[1].paragraphs[0], value)
    file.add_paragraph(style="Small")


def _add_changes(file: Document, document: ComparisonDocument) -> None:
    same = unchanged(document)
    kept = set(map(id, same))
    for change in document.changes:
        if id(change) in kept:
            continue
        line = change.sentence or f"{link(change)}: {change.change}."
        if told := basis(change):
            line += f" Link {told}."
        _add(file, line, "List Bullet")
    if same:
        links = ", ".join(
            ", ".join(change.older)
            if change.older == change.newer
            else f"{', '.join(change.older)} → {', '.join(change.newer)}"
            for change in same
        )
        _add(file, f"Kept: clauses {links}.", "List Bullet")
    if not document.changes:
        _add(file, "Neither text has a clause.")


def _add_effects(file: Document, document: ComparisonDocument) -> None:
    if not document.effects:
        _add(file, "No effect on a stated red line could be derived from these texts.")
        return
    head = ("Actor", "Red line", "Verdict", "Clauses", "Source")
    summary = "Verdicts on the older and the newer text, by actor and red line"
    table = add_table(file, EFFECT_WIDTHS, head, "For whom", summary)
    for effect in document.effects:
        where = f"{_places(effect.older_clauses)} → {_places(effect.newer_clauses)}"
        texts = (effect.actor, effect.red_line, "", where, effect.source)
        cells = add_row(table, texts, EFFECT_WIDTHS)
        _add_transition(cells[2].paragraphs[0], effect)


def _places(clauses: Sequence[str]) -> str:
    return ", ".join(clauses) if clauses else "none"


def _add_transition(paragraph: Paragraph, effect: Effect) -> None:
    if effect.before == effect.after:
        paragraph.add_run("still ")
    else:
        add_verdict(paragraph, effect.before)
        paragraph.add_run(" → ")
    add_verdict(paragraph, effect.after)


def _add_legend(file: Document, document: ComparisonDocument) -> None:
    older, newer = document.older.title, document.newer.title
    line = file.add_paragraph(style="List Bullet")
    line.add_run("Words put in").font.underline = True
    line.add_run(f" stand in “{clean(newer)}” only; ")
    line.add_run("words taken out").font.strike = True
    line.add_run(f" stand in “{clean(older)}” only.")
    _add(
        file,
        "These are tracked changes. Accepting all of them leaves the newer text, "
        "rejecting all leaves the older one. They bear the date of the newer text.",
        "List Bullet",
    )
    _add(
        file,
        f"A clause that stands in another order is marked by “{AUTHORS[Hand.MOVE]}”, "
        "taken out at its old place and put in at its new one; what changed in its "
        f"words is marked there by “{AUTHORS[Hand.EDIT]}”.",
        "List Bullet",
    )
    _add(
        file,
        "Comments say which red lines a change touches, whose they are and according "
        "to which source. A verdict is about stated positions: crosses, open, meets, "
        "silent; contested where versions of a clause differ; unaddressed where no "
        "clause speaks on the issue.",
        "List Bullet",
    )


def _add(file: Document, text: str, style: str = "Normal") -> Paragraph:
    return file.add_paragraph(clean(text), style)


# --- The text with its changes


def _add_marked_text(
    file: Document,
    paragraphs: Sequence[marking.Paragraph],
    document: ComparisonDocument,
) -> None:
    _add(file, MARKED_TEXT, "Heading 1")
    # Looking a style up for each paragraph takes longer than all else.
    styles = {role: file.styles[name].style_id for role, name in STYLES.items()}
    # LibreOffice joins revisions of one hand and moment across the end of a paragraph
    # that is in both texts, and rejects that end with them: so moments alternate.
    stamps = cycle([midnight(document.newer.date), midnight(document.newer.date, 10)])
    stamp = next(stamps)
    for paragraph in paragraphs:
        made = file.add_paragraph()._p
        made.style = styles[paragraph.role]
        _fill(made, paragraph, stamp)
        if remark := _remark(paragraph):
            comment = _add_comment(file, remark, document)
            _anchor(made, comment, paragraph.end, stamp)
        if paragraph.end == marking.KEPT:
            stamp = next(stamps)
    # The last paragraph of a file cannot be taken out: it must be nobody's text.
    _add(file, END, "Small")
    _number_revisions(file)


def _fill(target: Any, paragraph: marking.Paragraph, stamp: str) -> None:
    if paragraph.end != marking.KEPT:
        properties = element("w:rPr")
        for name, hand in _revisions(paragraph.end):
            properties.append(_revision(name, hand, stamp))
        target.get_or_add_pPr().append(properties)
    for piece in paragraph.pieces:
        if piece.text:
            run = _run(piece.text, piece.trace.deleted is not None)
            target.append(_wrapped(run, piece.trace, stamp))


def _revisions(trace: Trace) -> list[tuple[str, Hand]]:
    revisions = [("w:ins", trace.inserted), ("w:del", trace.deleted)]
    return [(name, hand) for name, hand in revisions if hand]


def _revision(name: str, hand: Hand, stamp: str) -> Any:
    return element(name, id="0", author=AUTHORS[hand], date=stamp)


def _wrapped(run: Any, trace: Trace, stamp: str) -> Any:
    for name, hand in reversed(_revisions(trace)):
        revision = _revision(name, hand, stamp)
        revision.append(run)
        run = revision
    return run


def _run(text: str, deleted: bool) -> Any:
    run = OxmlElement("w:r")
    for place, part in enumerate(text.split("\t")):
        if place:
            run.append(element("w:tab"))
        if part:
            words = element("w:delText" if deleted else "w:t")
            words.set(qn("xml:space"), "preserve")
            words.text = part
            run.append(words)
    return run


def _number_revisions(file: Document) -> None:
    """Number the revisions on from the comments, so that no id stands twice."""
    first = len(file.comments)
    found = file.element.body.iter(qn("w:ins"), qn("w:del"))
    for number, revision in enumerate(found, start=first):
        revision.set(qn("w:id"), str(number))


# --- Comments


def _remark(paragraph: marking.Paragraph) -> list[str]:
    """Say what the comment at the head of a clause says; empty where there is none."""
    change = paragraph.change
    if change is None:
        return []
    lines = []
    if paragraph.leads:
        lines += [effect_line(effect) for effect in change.effects]
        lines += [f"Note: {change.note}"] if change.note else []
    many = len(change.older) > 1 or len(change.newer) > 1
    if not (paragraph.place or many or lines or basis(change)):
        return []
    told = f"{link(change)}: {change.change}."
    origin = f"Link {basis(change)}." if basis(change) else ""
    return [sentences((told, paragraph.place, origin)), *lines]


def _add_comment(
    file: Document, lines: Sequence[str], document: ComparisonDocument
) -> str:
    comment = file.comments.add_comment(author=PROGRAM, initials=INITIALS)
    comment._comment_elm.date = datetime.combine(
        document.newer.date, time(), tzinfo=UTC
    )
    first = comment.paragraphs[0]
    first.add_run(clean(lines[0])).font.bold = True
    for line in lines[1:]:
        comment.add_paragraph(clean(line))
    return str(comment.comment_id)


def _anchor(target: Any, comment: str, trace: Trace, stamp: str) -> None:
    """Anchor a comment on a paragraph; it goes where the paragraph goes."""
    start = element("w:commentRangeStart", id=comment)
    properties = target.pPr
    properties.addnext(start)
    target.append(element("w:commentRangeEnd", id=comment))
    reference = OxmlElement("w:r")
    look = element("w:rPr")
    look.append(element("w:rStyle", val="CommentReference"))
    reference.append(look)
    reference.append(element("w:commentReference", id=comment))
    target.append(_wrapped(reference, trace, stamp))
