"""What changed between two drafts, link by link: marked up, and in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plans.analysis.alignment_scores import ClauseText
from plans.analysis.changes_figures import FigureChange, changed_figures, figures
from plans.analysis.comparison import Span, compare, tokens
from plans.analysis.lineage import Link
from plans.analysis.phrases import listed

WordKind = Literal["replaced", "removed", "added"]

# Texts that share less than this part of the shorter one are not marked up: a reader
# would meet chance words among the changes.
LITTLE = 0.25
# How many words of a passage a sentence quotes from its beginning and its end.
QUOTED = 16
HEAD, TAIL = 9, 4
# Enough characters around a figure to hold its unit.
CONTEXT = 30
MARKS = " \t\n,.;:"

FATES = {
    "moved": "moved, text unchanged",
    "merged": "merged",
    "split": "split",
    "dropped": "dropped",
    "added": "added",
    "moved-out": "moved out of the text",
    "unknown": "fate unknown",
}


class WordChange(NamedTuple):
    """Words of the older text and what took their place; one of them may be empty."""

    kind: WordKind
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class Change:
    """A link with the texts of its clauses and what differs between them.

    Texts that are not public are empty. Of a clause dropped or added, and where a text
    is not public, there is nothing to compare: no words and no figures. `replaced`
    says that the texts share too little to be marked up word by word: the older is
    then one removed span and the newer one added span, without a list of words.
    """

    link: Link
    older_text: str
    newer_text: str
    spans: tuple[Span, ...]
    words: tuple[WordChange, ...]
    figures: tuple[FigureChange, ...]
    replaced: bool


def changes(
    links: Iterable[Link],
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
) -> tuple[Change, ...]:
    """Compare the texts of each link, in the order of the links.

    Clauses of one side are read in the order of the link. Raises KeyError for a
    clause that its draft does not have.
    """
    first = {clause.number: clause for clause in older}
    second = {clause.number: clause for clause in newer}
    return tuple(_change(link, first, second) for link in links)


def sentence(change: Change) -> str:
    """Say in one line what changed, such as "Clause 6 → 4: “in peacetime” added".

    Long passages are quoted by their beginning and end.
    """
    return f"{_clauses(change.link)}: {'; '.join(_parts(change))}"


def _change(
    link: Link, older: Mapping[str, ClauseText], newer: Mapping[str, ClauseText]
) -> Change:
    before = _text(older[number] for number in link.older)
    after = _text(newer[number] for number in link.newer)
    if not (before and after):
        whole = (Span("removed", before), Span("added", after))
        spans = tuple(span for span in whole if span.text)
        return Change(link, before, after, spans, (), (), False)
    if before == after:
        return Change(link, before, after, (Span("kept", before),), (), (), False)
    spans = compare(before, after)
    found = changed_figures(before, after)
    if _shared(spans) < LITTLE:
        spans = (Span("removed", before), Span("added", after))
        return Change(link, before, after, spans, (), found, True)
    return Change(link, before, after, spans, tuple(_words(spans)), found, False)


def _text(clauses: Iterable[ClauseText]) -> str:
    return "\n".join(clause.text.strip() for clause in clauses if clause.public)


def _shared(spans: Iterable[Span]) -> float:
    """Give the part of the shorter text that the longer one keeps."""
    counts = {"kept": 0, "removed": 0, "added": 0}
    for span in spans:
        counts[span.kind] += _count(span.text)
    kept = counts["kept"]
    return kept / max(1, kept + min(counts["removed"], counts["added"]))


def _count(text: str) -> int:
    # The first character tells for all but a few, and is quickly asked.
    return sum(
        token[0].isalnum() or any(map(str.isalnum, token)) for token in tokens(text)
    )


def _words(spans: Sequence[Span]) -> Iterator[WordChange]:
    """List what was replaced, removed and added; changes of white space are none."""
    before = removed = added = ""
    for span in (*spans, Span("kept", "")):
        if span.kind == "removed":
            removed = span.text
        elif span.kind == "added":
            added = span.text
        else:
            yield from _parted(*_whole_figures(before, removed, added, span.text))
            before, removed, added = span.text, "", ""


def _whole_figures(before: str, older: str, newer: str, after: str) -> tuple[str, str]:
    """Complete figures by what was kept around them: 10 of 10 years, 5 of Article 5."""
    if not (older and newer):
        return older, newer
    wholes = []
    for text in (older, newer):
        near = f"{before[-CONTEXT:]}{text}{after[:CONTEXT]}"
        start = len(before[-CONTEXT:])
        end = start + len(text)
        wholes += [
            (near[each.start : start], each.text, near[end : each.end])
            for each in figures(near)
            if each.start <= start and end <= each.end
        ]
    # Only where both figures are completed by the same words.
    if len(wholes) == 2 and wholes[0][::2] == wholes[1][::2]:
        return wholes[0][1], wholes[1][1]
    return older, newer


def _parted(older: str, newer: str) -> Iterator[WordChange]:
    """Part a passage at its figures where they correspond, to show them alone."""
    before, after = figures(older), figures(newer)
    if [each.kind for each in before] != [each.kind for each in after]:
        before, after = [], []
    at_older = at_newer = 0
    for first, second in zip(before, after, strict=True):
        yield from _pair(older[at_older : first.start], newer[at_newer : second.start])
        yield from _pair(first.text, second.text)
        at_older, at_newer = first.end, second.end
    yield from _pair(older[at_older:], newer[at_newer:])


def _pair(older: str, newer: str) -> Iterator[WordChange]:
    older, newer = older.strip(), newer.strip()
    if older == newer:
        return
    kind: WordKind = "replaced"
    if not (older and newer):
        kind = "removed" if older else "added"
    yield WordChange(kind, older, newer)


def _clauses(link: Link) -> str:
    several = len(link.older) > 1 or len(link.newer) > 1
    sides = [listed(side, "and") for side in (link.older, link.newer) if side]
    return f"{'Clauses' if several else 'Clause'} {' → '.join(dict.fromkeys(sides))}"


def _parts(change: Change) -> Iterator[str]:
    """Say what became of the clauses, then what became of their words."""
    link = change.link
    two_sided = bool(link.older and link.newer)
    if link.change in FATES:
        yield FATES[link.change]
    elif link.moved:
        yield "moved"
    if not two_sided:
        if link.change not in FATES:
            yield link.change
        return
    if not (change.older_text and change.newer_text):
        yield _not_public(change)
    elif change.replaced:
        yield "text replaced"
        yield from _figures(change.figures)
    elif change.words:
        yield from _said(change.words)
    elif link.change != "moved":
        yield "text unchanged"


def _not_public(change: Change) -> str:
    if change.older_text or change.newer_text:
        return f"{'newer' if change.older_text else 'older'} text not public"
    return "texts not public"


def _figures(found: Iterable[FigureChange]) -> Iterator[str]:
    for each in found:
        if each.older and each.newer:
            yield f"{each.older} replaced by {each.newer}"


def _said(words: Iterable[WordChange]) -> Iterator[str]:
    """Say each change of words; marks alone are told only where nothing else is."""
    said = False
    for _, before, after in words:
        older, newer = before.strip(MARKS), after.strip(MARKS)
        if older == newer:
            continue
        said = True
        if older and newer:
            yield f"{_quoted(older)} replaced by {_quoted(newer)}"
        else:
            yield f"{_quoted(older or newer)} {'removed' if older else 'added'}"
    if not said:
        yield "punctuation changed"


def _quoted(text: str) -> str:
    """Quote a passage; a figure alone stands without marks."""
    found = figures(text)
    if len(found) == 1 and found[0].text == text:
        return text
    parts = text.split()
    if len(parts) > QUOTED:
        parts = [*parts[:HEAD], "…", *parts[-TAIL:]]
    return f"“{' '.join(parts)}”"
