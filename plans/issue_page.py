"""An issue: who holds what on its options, and which of them drafts take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plans import models
from plans.analysis.facts import RedLine
from plans.citing import Cited, citations
from plans.line_entries import LineEntry
from plans.page_rows import ActorRow, DraftRow, OptionRow
from plans.snapshot import Snapshot
from plans.standing import Held, Taking, held, worst_held

# --- Options and actors


class StanceCell(NamedTuple):
    """What an actor's lines say of an option, at worst; `slug` is a line that does."""

    held: Held
    slug: str
    share: str  # "1 of 2 lines", empty where all of them say it


class ActorLines(NamedTuple):
    actor: ActorRow
    entries: list[LineEntry]


def by_actor(snapshot: Snapshot, entries: Iterable[LineEntry]) -> list[ActorLines]:
    """Entries by actor, in the order of actors."""
    found: dict[str, list[LineEntry]] = {}
    for entry in entries:
        found.setdefault(entry.line.actor, []).append(entry)
    return [
        ActorLines(actor, found[actor.slug])
        for actor in snapshot.actors.values()
        if actor.slug in found
    ]


def stance_table(
    options: Iterable[OptionRow], actors: Sequence[ActorLines]
) -> list[tuple[OptionRow, list[StanceCell]]]:
    """A row for each option, a cell for each actor."""
    return [
        (
            option,
            [
                _cell(option.slug, [entry.line.fact for entry in each.entries])
                for each in actors
            ],
        )
        for option in options
    ]


def _cell(option: str, lines: list[RedLine]) -> StanceCell:
    worst = worst_held(lines, option)
    saying = [line for line in lines if held(line, option) is worst]
    alike = len(saying) == len(lines)
    share = "" if alike else f"{len(saying)} of {len(lines)} lines"
    return StanceCell(worst, saying[0].id, share)


def refused(options: Iterable[OptionRow], lines: Iterable[RedLine]) -> set[str]:
    """The options that some line refuses."""
    lines = list(lines)
    return {
        option.slug
        for option in options
        if worst_held(lines, option.slug) is Held.REFUSED
    }


# --- Drafts


@dataclass(frozen=True)
class TakenOption:
    """An option that a draft takes, with the clauses that do."""

    label: str
    alternative: str
    proponents: str
    clauses: list[Taking]


class Dot(NamedTuple):
    x: str
    taken: bool


@dataclass(frozen=True)
class DraftOnIssue:
    """What a draft takes on the issue; `scale` has a dot for each option."""

    draft: DraftRow
    taken: list[TakenOption]
    scale: list[Dot]


def draft_rows(
    snapshot: Snapshot,
    options: Sequence[OptionRow],
    takings: Mapping[int, Sequence[Taking]],
) -> list[DraftOnIssue]:
    """Every draft, oldest first, with what it takes; nothing where it is silent."""
    return [
        DraftOnIssue(
            draft,
            _taken(snapshot, takings.get(draft.id, ())),
            _scale(options, takings.get(draft.id, ())),
        )
        for draft in snapshot.drafts()
    ]


def _taken(snapshot: Snapshot, takings: Iterable[Taking]) -> list[TakenOption]:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[Taking]] = {}
    for taking in takings:
        position = taking.position
        key = (position.option, position.alternative, position.proponents)
        grouped.setdefault(key, []).append(taking)
    actors, labels = snapshot.actors_by_slug, snapshot.option_labels
    return [
        TakenOption(
            labels[clauses[0].position.issue, option],
            alternative,
            ", ".join(actors[each].short_name for each in proponents),
            clauses,
        )
        for (option, alternative, proponents), clauses in grouped.items()
    ]


def _scale(options: Sequence[OptionRow], takings: Iterable[Taking]) -> list[Dot]:
    taken = {taking.position.option for taking in takings}
    return [
        Dot(str(12 * place + 6), option.slug in taken)
        for place, option in enumerate(options)
    ]


# --- Couplings


class Consequence(NamedTuple):
    """The options that a coupling leaves on an issue."""

    issue: str
    issue_title: str
    options: list[str]


@dataclass(frozen=True)
class CouplingInWords:
    option: OptionRow
    consequences: list[Consequence]
    note: str
    cited: list[Cited]


def couplings(
    snapshot: Snapshot, issue: str
) -> tuple[list[CouplingInWords], list[CouplingInWords]]:
    """What taking an option of the issue entails, and what elsewhere binds it.

    The first list has the couplings from the issue's own options; the second those
    from options of other issues, with the consequences for this issue alone.
    """
    options = snapshot.options
    left: dict[int, dict[str, list[OptionRow]]] = {}
    for coupling, option in snapshot.values(
        models.CouplingConsequence, "coupling_id", "option_id"
    ):
        if option in options:
            by_issue = left.setdefault(coupling, {})
            by_issue.setdefault(options[option].issue.slug, []).append(options[option])
    rows = [
        (pk, options[option], note)
        for pk, option, note in snapshot.values(
            models.Coupling, "id", "option_id", "note"
        )
        if option in options
        and (options[option].issue.slug == issue or issue in left.get(pk, {}))
    ]
    cited = citations(snapshot, {models.CouplingSource: [pk for pk, *_ in rows]})
    sources = cited[models.CouplingSource]
    from_here: list[CouplingInWords] = []
    to_here: list[CouplingInWords] = []
    for pk, option, note in rows:
        own = option.issue.slug == issue
        consequences = [
            Consequence(slug, found[0].issue.title, [each.label for each in found])
            for slug, found in left.get(pk, {}).items()
            if own or slug == issue
        ]
        words = CouplingInWords(option, consequences, note, sources.get(pk, []))
        (from_here if own else to_here).append(words)
    return from_here, to_here
