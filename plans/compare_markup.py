"""The pieces of a comparison that its page has hundreds of, as ready strings.

Everything that comes from a record is escaped first; only then is it marked up.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape  # Django's own takes three times as long for text
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from plans.analysis.changes import Change, sentence
from plans.analysis.changes_figures import figures
from plans.analysis.comparison import Span
from plans.analysis.facts import Verdict
from plans.templatetags.tracker import GLYPHS

REMOVED = (
    '<del><span class="visually-hidden">removed: </span>',
    '<span class="visually-hidden">, end of removal</span></del>',
)
ADDED = (
    '<ins><span class="visually-hidden">added: </span>',
    '<span class="visually-hidden">, end of addition</span></ins>',
)
MARKS = {"removed": REMOVED, "added": ADDED, "kept": ("", "")}
SIGNS = {
    verdict.value: f'<span class="glyph" aria-hidden="true">{GLYPHS[verdict]}</span>'
    for verdict in Verdict
}
HIDDEN_TEXT = '<p class="clause-text unknown">The content is not public.</p>'


class Labelled(NamedTuple):
    """A clause at the head of its text: its name, its address, what it rests on."""

    name: str
    url: str
    basis: str
    text: str | None  # None where it is not public


class Word(NamedTuple):
    """A verdict as a word, and where its evidence is; empty where there is none."""

    verdict: Verdict
    word: str
    url: str


class Touch(NamedTuple):
    """What a change does to the red lines of an actor, `lines` of them alike."""

    actor: str
    before: Word
    after: Word
    lines: int


def marked(spans: Iterable[Span]) -> SafeString:
    """Spans of text, removed and added ones marked, for eyes and for ears."""
    made = []
    for span in spans:
        start, end = MARKS[span.kind]
        made.append(f"{start}{escape(span.text)}{end}")
    # Safe: the text of every span was escaped.
    return mark_safe("".join(made))  # noqa: S308


def side(clauses: Sequence[Labelled], spans: Iterable[Span]) -> SafeString:
    """One side of a pair: each clause under its label, its part of the spans marked.

    The spans make up the public texts of the clauses, joined by line ends.
    """
    public = [clause.text for clause in clauses if clause.text is not None]
    parts = iter(_by_clause(spans, public))
    made = []
    for clause in clauses:
        made.append(_label(clause))
        if clause.text is None:
            made.append(HIDDEN_TEXT)
        else:
            made.append(f'<p class="clause-text">{marked(next(parts))}</p>')
    # Safe: labels and texts were escaped where they were made.
    return mark_safe("".join(made))  # noqa: S308


def inline(clauses: Sequence[Labelled], spans: Sequence[Span]) -> SafeString:
    """Both sides in one text under the labels of all clauses."""
    hidden = HIDDEN_TEXT if any(each.text is None for each in clauses) else ""
    text = f'<p class="clause-text">{marked(spans)}</p>' if spans else ""
    labels = "".join(map(_label, clauses))
    made = f'<div class="pair-labels">{labels}</div>{text}{hidden}'
    # Safe: labels and texts were escaped where they were made.
    return mark_safe(made)  # noqa: S308


def head(
    anchor: str, numbers: str, heading: str, tags: Iterable[str], level: str
) -> SafeString:
    """The head of a pair: a link to itself, its heading, what became of it."""
    told = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags if tag)
    made = (
        f'<div class="pair-head"><{level}><a class="num" href="#{escape(anchor)}">'
        f"{escape(numbers)}</a> {escape(heading)}</{level}>{told}</div>"
    )
    # Safe: anchors, numbers, headings and tags were escaped; `level` is written here.
    return mark_safe(made)  # noqa: S308


def options(items: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select box from (value, label)."""
    made = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in items
    )
    # Safe: values and labels were escaped.
    return mark_safe(made)  # noqa: S308


def none(title: str) -> SafeString:
    """The place of a side without a clause."""
    # Safe: the title was escaped.
    return mark_safe(  # noqa: S308
        f'<p class="pair-none">No counterpart in {escape(title)}.</p>'
    )


def column(sides: Iterable[SafeString]) -> SafeString:
    """Sides of a pair, each in its column."""
    # Safe: sides are ready strings.
    return mark_safe(  # noqa: S308
        "".join(f'<div class="pair-side">{each}</div>' for each in sides)
    )


def _label(clause: Labelled) -> str:
    basis = f' <span class="tag">{escape(clause.basis)}</span>' if clause.basis else ""
    return (
        f'<p class="pair-label"><a href="{escape(clause.url)}">'
        f"{escape(clause.name)}</a>{basis}</p>"
    )


def _by_clause(spans: Iterable[Span], texts: Sequence[str]) -> list[list[Span]]:
    """Cut spans where one clause's text ends and the next one's begins."""
    if len(texts) == 1:
        return [list(spans)]
    found: list[list[Span]] = [[]]
    left = len(texts[0]) if texts else 0
    for kind, text in ((span.kind, span.text) for span in spans):
        while len(text) > left and len(found) < len(texts):
            if left:
                found[-1].append(Span(kind, text[:left]))
            text = text[left + 1 :]  # less the line end between the two
            left = len(texts[len(found)])
            found.append([])
        if text:
            found[-1].append(Span(kind, text))
            left -= len(text)
    return found + [[]] * (len(texts) - len(found))


def touches(changed: Iterable[Touch], same: Iterable[Touch], note: str) -> SafeString:
    """Chips of what changed for whom, what stayed as it was, and a note."""
    made = []
    for each in changed:
        count = f' <span class="count">{each.lines}</span>' if each.lines > 1 else ""
        made.append(
            f'<li><span class="chip v-{each.after.verdict}">{escape(each.actor)} '
            f'<span class="was">{_evidence(each.before)}</span> → '
            f"{SIGNS[each.after.verdict]}{_evidence(each.after)}{count}</span></li>"
        )
    chips = f"<ul>{''.join(made)}</ul>" if made else ""
    stayed = ", ".join(f"{escape(each.actor)} {_evidence(each.after)}" for each in same)
    rest = f'<p class="meta">unchanged: {stayed}</p>' if stayed else ""
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    # Safe: names, words, addresses and the note were escaped.
    return mark_safe(f"{chips}{rest}{told}")  # noqa: S308


def line_row(
    title: str,
    url: str,
    about: str,
    before: Word,
    older: Sequence[str],
    after: Word,
    newer: Sequence[str],
) -> SafeString:
    """A row of a table: a red line, its verdict and clauses on either side."""
    made = (
        f'<tr><th scope="row"><a href="{escape(url)}">{escape(title)}</a> '
        f'<span class="meta">{escape(about)}</span></th>'
        f"{_verdict_cells('Before', before, older)}"
        f"{_verdict_cells('After', after, newer)}</tr>"
    )
    # Safe: titles, words, addresses and numbers were escaped.
    return mark_safe(made)  # noqa: S308


def _verdict_cells(label: str, word: Word, clauses: Sequence[str]) -> str:
    numbers = escape(", ".join(clauses)) if clauses else "none"
    return (
        f'<td data-label="{label}"><span class="verdict-word v-{word.verdict}">'
        f"{SIGNS[word.verdict]} {_evidence(word)}</span></td>"
        f'<td class="nums" data-label="Clauses">{numbers}</td>'
    )


def _evidence(word: Word) -> str:
    if not word.url:
        return escape(word.word)
    return f'<a href="{escape(word.url)}">{escape(word.word)}</a>'


def in_words(change: Change, heading: str, url: str) -> SafeString:
    """A change in one line, its clauses a link, the figures that changed called out."""
    clauses, _, said = sentence(change).partition(": ")
    called = {each for found in change.figures for each in (found.older, found.newer)}
    about = f' <span class="muted">{escape(heading)}</span>' if heading else ""
    made = f'<a href="{escape(url)}">{escape(clauses)}</a>{about}: '
    # Safe: every part of the sentence was escaped.
    return mark_safe(made + "".join(_called_out(said, called)))  # noqa: S308


def _called_out(text: str, called: set[str]) -> Iterator[str]:
    at = 0
    for figure in figures(text):
        if figure.text in called:
            yield escape(text[at : figure.start])
            yield f'<b class="figure">{escape(figure.text)}</b>'
            at = figure.end
    yield escape(text[at:])
