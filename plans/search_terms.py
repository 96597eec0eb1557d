"""What a reader searches for, and where it occurs in a text.

The words of a query are read as `websearch_to_tsquery` of PostgreSQL reads them:
"quoted words" stand together, a minus excludes, `or` gives a choice, and all other
words must occur. Words are compared by their stem; common words do not count.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WORD = re.compile(r"\w+")
TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')
HYPHENED = re.compile(r"\w+(?:-[^\W\d]\w*)+")
POSSESSIVE = re.compile(r"['’]s\b", re.I)
CONTEXT, LENGTH = 8, 40  # words before the first match, words in all

# The list of PostgreSQL's English configuration (Snowball's).
_COMMON = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his
    himself she her hers herself it its itself they them their theirs themselves what
    which who whom this that these those am is are was were be been being have has had
    having do does did doing a an the and but if or because as until while of at by
    for with about against between into through during before after above below to
    from up down in out on off over under again further then once here there when
    where why how all any both each few more most other some such no nor not only own
    same so than too very s t can will just don should now
"""
COMMON = frozenset(_COMMON.split())


class Part(NamedTuple):
    """A piece of an excerpt; a match is to be marked."""

    text: str
    is_match: bool = False


class Term(NamedTuple):
    """Stems that stand side by side; None stands for a common word among them."""

    stems: tuple[str | None, ...]
    excluded: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(stem for stem in self.stems if stem)


class Field(NamedTuple):
    """A text of a record, and how much an occurrence in it counts."""

    text: str
    weight: float


class Terms:
    """A query, parsed: any of the alternatives, each with all of its terms."""

    def __init__(self, query: str) -> None:
        self.alternatives = [terms for terms in _alternatives(query) if terms]

    def __bool__(self) -> bool:
        return bool(self.alternatives)

    @property
    def stems(self) -> frozenset[str]:
        """The stems to be marked in an excerpt."""
        return frozenset(
            word
            for terms in self.alternatives
            for term in terms
            if not term.excluded
            for word in term.words
        )

    def score(self, fields: Sequence[Field]) -> float:
        """Say how well a record matches; zero where it does not."""
        texts = [(stems_of(field.text), field.weight) for field in fields]
        return max((_score(terms, texts) for terms in self.alternatives), default=0)

    def marked(self, text: str) -> list[Part]:
        """The whole text, with every match told apart."""
        wanted, parts, at = self.stems, [], 0
        for word in WORD.finditer(text):
            if stem(word[0]) in wanted:
                parts += [Part(text[at : word.start()]), Part(word[0], True)]
                at = word.end()
        return [*parts, Part(text[at:])]


def excerpt(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The words around the first match; of a text without one, the beginning."""
    words: list[tuple[int, int]] = []
    matches, place = [], 0
    for part in parts:
        for word in WORD.finditer(part.text):
            if part.is_match:
                matches.append(len(words))
            words.append((place + word.start(), place + word.end()))
        place += len(part.text)
    first = max(0, matches[0] - CONTEXT) if matches else 0
    last = first + LENGTH
    start = words[first][0] if first else 0
    end = words[last - 1][1] if last < len(words) else place
    shown = [Part("… ")] if start else []
    place = 0
    for part in parts:
        piece = part.text[max(0, start - place) : max(0, end - place)]
        shown.append(Part(piece, part.is_match))
        place += len(part.text)
    if end < place:
        shown.append(Part(" …"))
    return tuple(part for part in shown if part.text)


def for_websearch(query: str) -> str:
    """Write a query for `websearch_to_tsquery`, hyphened words as their parts.

    PostgreSQL would find such a word only where it is hyphened in the text as well.
    """
    return " ".join(
        f'{minus}"{phrase}"' if phrase or not plain else HYPHENED.sub(_parted, plain)
        for minus, phrase, plain in TERM.findall(query)
    )


def _parted(word: re.Match[str]) -> str:
    return f'"{word[0].replace("-", " ")}"'


def stem(word: str) -> str:
    """Cut the endings of English inflection from a word, in small letters."""
    word = word.lower()
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search("[aeiouy]", root):
            word = root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
            break
    word = word.removesuffix("e") if len(word) > 3 else word
    return word[:-1] + "i" if word.endswith("y") and word[-2] not in "aeiou" else word


def spellings(stem: str) -> tuple[str, ...]:
    """What to look for where a database folds the case of ASCII letters alone.

    Every word with this stem contains one of them.
    """
    root = stem[:-1] if stem.endswith("i") else stem
    if root.isascii():
        return (root,)
    return (root, root.capitalize(), root.upper())


def stems_of(text: str) -> list[str]:
    return [stem(word) for word in WORD.findall(POSSESSIVE.sub("", text))]


def _alternatives(query: str) -> Iterable[list[Term]]:
    terms: list[Term] = []
    for minus, phrase, plain in TERM.findall(query):
        if plain.lower() == "or":
            yield terms
            terms = []
            continue
        words = WORD.findall(POSSESSIVE.sub("", phrase or plain).lower())
        stems = [None if word in COMMON else stem(word) for word in words]
        while stems and stems[0] is None:
            stems.pop(0)
        while stems and stems[-1] is None:
            stems.pop()
        if stems:
            terms.append(Term(tuple(stems), bool(minus) or plain.startswith("-")))
    yield terms


def _score(terms: list[Term], texts: list[tuple[list[str], float]]) -> float:
    score = 0.0
    for term in terms:
        found = [(_count(term.stems, stems), weight) for stems, weight in texts]
        if term.excluded:
            if any(count for count, _ in found):
                return 0.0
            score += 0.01
            continue
        best = max((weight for count, weight in found if count), default=0.0)
        if not best:
            return 0.0
        # More occurrences count, but never as much as a better place.
        score += best + 0.01 * min(5, sum(count for count, _ in found))
    return score / len(terms)


def _count(wanted: tuple[str | None, ...], stems: list[str]) -> int:
    if len(wanted) == 1:
        return stems.count(wanted[0] or "")
    return sum(
        all(
            want is None or want == got
            for want, got in zip(wanted, stems[start:], strict=False)
        )
        for start in range(len(stems) - len(wanted) + 1)
    )
