"""Two texts, word by word: what was kept, removed and added.

No word is taken for noise: "not" counts as much as a name. Only the final clean-up
looks at how short a word is, and it shows more of the text as changed, never less.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel, LCSseq

Kind = Literal["kept", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that both texts have, or only one of them."""

    kind: Kind
    text: str


MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October"
    "|November|December)"
)
YEAR = r"(?:19|20)\d\d(?!\w)"
# Letters and digits with the accents that may follow them as characters of their own.
LETTERS = r"\w[\w\u0300-\u036f]*"
TOKEN = re.compile(
    # A date in words, of any language where it has a day and a year.
    rf"\d{{1,2}}[ \xa0][^\W\d_]{{3,12}}[ \xa0]{YEAR}"
    rf"|\d{{1,2}}[ \xa0]{MONTH}(?!\w)"
    rf"|{MONTH}[ \xa0]{YEAR}"
    # A figure, an ISO date, a clause number: 600,000, 0.19, 2025-11-20, 28-point, 10.b
    rf"|\d\w*(?:[.,:/\xa0\u2009\u202f]\d\w*|[-\u2011]{LETTERS})*(?:\.[a-z](?!\w))?"
    r"|(?:[A-Z]\.){2,}"
    rf"|{LETTERS}(?:['’\-\u2011]{LETTERS})*"
    r"|\s+"
    r"|.",
    re.DOTALL,
)

SHORT = 5
ARTICLES = frozenset({"The", "A", "An"})
# Marks that end a sentence or set words apart hold a change back as a figure does.
BARRIERS = frozenset('.;:!?()[]{}«»“”"„')


class _Word(NamedTuple):
    """A token with the white space before it."""

    space: str
    token: str

    @property
    def text(self) -> str:
        return self.space + self.token


class _Block(NamedTuple):
    """Words that the texts share, or words of the older given up for the newer's."""

    kept: bool
    older: list[_Word]
    newer: list[_Word]


def tokens(text: str) -> list[str]:
    """Cut a text into words, figures, dates, marks and white space.

    Joined, the tokens give the text back. An empty text has none.
    """
    return TOKEN.findall(text)


def compare(older: str, newer: str) -> tuple[Span, ...]:
    """Mark up the difference of two texts, word by word.

    The kept and removed spans make up the older text, the kept and added ones the
    newer. No span is empty; in one place the removed span comes before the added one.
    A short kept run between two changes is shown as part of the change, so that a
    reader meets phrases; figures, dates and names are always shown as kept.
    """
    blocks = _fold(_align(_words(older), _words(newer)))
    return tuple(_spans(_pieces(blocks)))


def has_changes(spans: Iterable[Span]) -> bool:
    """Say whether a comparison found any difference."""
    return any(span.kind != "kept" for span in spans)


def likeness(older: str, newer: str) -> float:
    """Give the share of words, figures and marks in common, from 0 to 1.

    Twice the longest common sequence over both lengths; white space does not count.
    Two texts without any word are alike.
    """
    return Indel.normalized_similarity(*_numbered(_words(older), _words(newer)))


def _words(text: str) -> list[_Word]:
    """Cut a text into words; the last is empty and holds the closing white space."""
    words = []
    space = ""
    for token in tokens(text):
        if token.isspace():
            space = token
        else:
            words.append(_Word(space, token))
            space = ""
    return [*words, _Word(space, "")]


def _numbered(older: list[_Word], newer: list[_Word]) -> tuple[list[int], list[int]]:
    """Number the tokens, as the matcher compares hashes and those may collide."""
    numbers: dict[str, int] = {}
    first, second = (
        [numbers.setdefault(word.token, len(numbers)) for word in words[:-1]]
        for words in (older, newer)
    )
    return first, second


def _align(older: list[_Word], newer: list[_Word]) -> list[_Block]:
    """Pair the words that both texts share; kept and changed blocks take turns."""
    blocks: list[_Block] = []
    for code in LCSseq.opcodes(*_numbered(older, newer)):
        block = _Block(
            code.tag == "equal",
            older[code.src_start : code.src_end],
            newer[code.dest_start : code.dest_end],
        )
        if blocks and blocks[-1].kept == block.kept:
            block = _joined(blocks.pop(), block)
        blocks.append(block)
    closing = _Block(True, older[-1:], newer[-1:])
    if blocks and blocks[-1].kept:
        closing = _joined(blocks.pop(), closing)
    return [*blocks, closing]


def _joined(*blocks: _Block) -> _Block:
    return _Block(
        all(block.kept for block in blocks),
        [word for block in blocks for word in block.older],
        [word for block in blocks for word in block.newer],
    )


def _fold(blocks: list[_Block]) -> list[_Block]:
    """Join changes that only a run of one or two short words keeps apart."""
    folded: list[_Block] = []
    for block in blocks:
        while len(folded) > 1 and _is_confetti(folded[-2], folded[-1], block):
            run, before = folded.pop(), folded.pop()
            block = _joined(before, run, block)
        folded.append(block)
    return folded


def _is_confetti(before: _Block, run: _Block, after: _Block) -> bool:
    if not run.kept or any(_is_anchor(word.token) for word in run.older):
        return False
    if _is_figure_replaced(before) or _is_figure_replaced(after):
        return False
    removed = _count(before.older) + _count(after.older)
    added = _count(before.newer) + _count(after.newer)
    return (
        _count(run.older) <= 2
        # Two insertions, or two deletions, read best as they are.
        and min(removed, added) > 0
        and _count(run.older) < max(removed, added)
    )


def _is_anchor(token: str) -> bool:
    """Say whether a token stays kept on its own: a figure, a name, a longer word."""
    if token in BARRIERS or not token:
        return True
    capitalised = token != token.lower() and token not in ARTICLES
    return len(token) > SHORT or capitalised or _is_figure(token)


def _is_figure(token: str) -> bool:
    return any(map(str.isdigit, token))


def _is_figure_replaced(block: _Block) -> bool:
    """Say whether one figure takes the place of another: a change to be seen alone."""
    return len(block.older) == len(block.newer) == 1 and all(
        _is_figure(word.token) for word in (*block.older, *block.newer)
    )


def _count(words: Iterable[_Word]) -> int:
    return sum(any(map(str.isalnum, word.token)) for word in words)


def _pieces(blocks: Iterable[_Block]) -> Iterator[tuple[str, str, str]]:
    """Turn blocks into steps: text removed, text added and the text kept after it."""
    for block in blocks:
        if not block.kept:
            removed = "".join(word.text for word in block.older)
            added = "".join(word.text for word in block.newer)
            yield removed, added, ""
            continue
        kept = ""
        for old, new in zip(block.older, block.newer, strict=True):
            if old.space == new.space:
                kept += old.text
                continue
            if kept:
                yield "", "", kept
            yield old.space, new.space, ""
            kept = old.token
        if kept:
            yield "", "", kept


_Part = tuple[Kind, str]


def _spans(pieces: Iterable[tuple[str, str, str]]) -> Iterator[Span]:
    """Join steps into spans that are not empty, no two neighbours of one kind."""
    parts: list[_Part] = []
    removed = added = ""
    for more_removed, more_added, kept in pieces:
        removed += more_removed
        added += more_added
        if kept:
            parts += [*_change(removed, added), ("kept", kept)]
            removed = added = ""
    parts += _change(removed, added)
    filled = (part for part in parts if part[1])
    for kind, group in groupby(filled, key=itemgetter(0)):
        yield Span(kind, "".join(text for _, text in group))


def _change(removed: str, added: str) -> list[_Part]:
    """Show a change, less the white space at its ends that both texts share."""
    if removed == added:
        return [("kept", removed)]
    head = _common_space(removed, added)
    removed, added = removed[len(head) :], added[len(head) :]
    tail = _common_space(removed[::-1], added[::-1])[::-1]
    end = -len(tail) or None
    return [
        ("kept", head),
        ("removed", removed[:end]),
        ("added", added[:end]),
        ("kept", tail),
    ]


def _common_space(first: str, second: str) -> str:
    """Give the white space with which both texts begin."""
    common = takewhile(
        lambda pair: pair[0] == pair[1], zip(first, second, strict=False)
    )
    return "".join(takewhile(str.isspace, (character for character, _ in common)))
