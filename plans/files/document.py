"""What goes into a file: comparisons and synopses, as plain frozen data.

Whoever has asked the records fills these; the writers of files ask nothing further.
"""

from dataclasses import dataclass
from datetime import date, datetime

from plans.analysis.comparison import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause as its draft words it. A line end in the text begins a paragraph.

    `basis` says in words how close the text is to a public one, such as
    "restated from report"; empty where that was not recorded.
    """

    number: str
    heading: str
    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DraftText:
    """One of the two texts, its clauses in their order.

    `revision` says in words which state of the record was read, such as
    "revision of 21 November 2025, 14:05 UTC".
    """

    title: str
    date: date
    revision: str
    clauses: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one red line between the older and the newer text.

    `before` and `after` are verdicts in words, "unaddressed" and "contested"
    included. `source` is a line that can be cited: title, publisher, date, locator.
    """

    actor: str
    red_line: str
    before: str
    after: str
    source: str
    older_clauses: tuple[str, ...] = ()
    newer_clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedClause:
    """One link between the clauses of two texts, and what changed in it.

    `older` and `newer` are clause numbers; a dropped clause has no newer one, an
    added clause no older one. `sentence` is the change in words. `basis` is
    "recorded", "composed" or "proposed". `spans` compare the older texts with the
    newer ones, several texts on one side joined by a line end; where there are none
    the texts are compared when the file is written.
    """

    older: tuple[str, ...]
    newer: tuple[str, ...]
    change: str
    sentence: str
    basis: str = "recorded"
    likeness: float | None = None
    note: str = ""
    spans: tuple[Span, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonDocument:
    """A comparison of two texts, with all that a file of it says.

    Every clause of both texts stands in at least one of `changes`. `effects` are
    those of the whole texts. `recorded_at` is the moment up to which the records
    were read, with its time zone, and `address` the page to return to.
    """

    title: str
    older: DraftText
    newer: DraftText
    as_of: date
    recorded_at: datetime
    address: str
    notices: tuple[str, ...]
    changes: tuple[ComparedClause, ...]
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionTaken:
    """An option that a draft takes on an issue, and the clauses that take it.

    `alternative` is the letter of a contested version, with who proposes it in
    `proponents`; both are empty for settled text.
    """

    label: str
    clauses: tuple[str, ...]
    alternative: str = ""
    proponents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorVerdict:
    """What the draft's answer to an issue does to an actor's red lines."""

    actor: str
    verdict: str


@dataclass(frozen=True, slots=True)
class SynopsisCell:
    """What one draft says on one issue.

    `absence` says in words why there is no option: "not addressed", "not public".
    """

    options: tuple[OptionTaken, ...] = ()
    verdicts: tuple[ActorVerdict, ...] = ()
    absence: str = "not addressed"


@dataclass(frozen=True, slots=True)
class SynopsisRow:
    """An issue, with one cell for each draft."""

    category: str
    issue: str
    question: str
    cells: tuple[SynopsisCell, ...]


@dataclass(frozen=True, slots=True)
class SynopsisDraft:
    """A draft at the head of a column; `revision` as for a draft's text.

    A scenario has no date: it is no text.
    """

    title: str
    date: date | None
    revision: str


@dataclass(frozen=True, slots=True)
class Synopsis:
    """Issues against drafts. Rows of one category stand together.

    `actors` says in words whose red lines the verdicts are about.
    """

    title: str
    drafts: tuple[SynopsisDraft, ...]
    rows: tuple[SynopsisRow, ...]
    actors: str
    as_of: date
    recorded_at: datetime
    address: str
    notices: tuple[str, ...] = ()
