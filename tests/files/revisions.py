"""Accept or reject every tracked change of a Word file, by the rules of its format."""

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from plans.files.document import DraftText
from plans.files.marking import title
from plans.files.word import END, MARKED_TEXT

INSERTED, DELETED = qn("w:ins"), qn("w:del")


def settled(file: bytes, accept: bool) -> list[str]:
    """Give the paragraphs of the marked text with all changes accepted or rejected."""
    gone = DELETED if accept else INSERTED
    lines, text = [], ""
    for paragraph in marked_paragraphs(file):
        text += "".join(
            node.text or ""
            if node.tag in (qn("w:t"), qn("w:delText"))
            else "\t"
            if node.tag == qn("w:tab")
            else ""
            for node in paragraph.iter()
            if not any(parent.tag == gone for parent in node.iterancestors())
        )
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{gone}") is None:
            lines.append(text)
            text = ""
    assert text == ""
    return lines


def marked_paragraphs(file: bytes) -> list[Any]:
    """Give the paragraphs between the heading of the marked text and its end."""
    paragraphs = Document(io.BytesIO(file)).paragraphs
    names = [paragraph.text for paragraph in paragraphs]
    first = names.index(MARKED_TEXT) + 1
    assert names[-1] == END
    return [paragraph._p for paragraph in paragraphs[first:-1]]


def lines_of(draft: DraftText) -> list[str]:
    """Give the paragraphs that a draft alone would have."""
    return [
        line
        for clause in draft.clauses
        for line in (title(clause), *clause.text.split("\n"))
    ]
