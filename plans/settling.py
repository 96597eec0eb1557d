"""Settlements among the tracked records: what to ask, how to call it, and how long."""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from plans import models
from plans.analysis.facts import Coupling, Requirement
from plans.analysis.settlement_explain import Words
from plans.analysis.settlements import Question
from plans.analysis.solver import Stop
from plans.analysis.verdicts import select
from plans.line_drafts import frame_names
from plans.models.choices import BINDING_KINDS
from plans.page_rows import DraftRow, LineRow
from plans.snapshot import Snapshot


@dataclass(frozen=True)
class Asked:
    """A question with the words for its answer, and the rows of its red lines by id.

    `holders` are all actors with a line in force on the day, chosen or not.
    """

    question: Question
    words: Words
    rows: dict[str, LineRow]
    holders: frozenset[str] = frozenset()


def gather(
    snapshot: Snapshot,
    on: date,
    actors: Collection[str] | None = None,
    strength: str | None = None,
    kinds: Collection[str] | None = BINDING_KINDS,
    draft: DraftRow | None = None,
    taken: Mapping[str, str] | None = None,
) -> Asked:
    """Ask whether these actors' lines in force on a day leave room for a settlement.

    None is all actors, any strength, every kind. `taken` are options, by issue, that
    every settlement is to take. A constant number of queries. Raises ValueError for an
    option that its issue does not have.
    """
    rows = {row.slug: row for row in snapshot.line_rows(on)}
    lines = select(
        snapshot.as_facts(list(rows.values())), on.isoformat(), actors, strength, kinds
    )
    holders = frozenset(row.actor for row in rows.values())
    rows = {line.id: rows[line.id] for line in lines}
    positions = snapshot.positions(snapshot.clauses(draft.id)) if draft else None
    issues: dict[str, list[str]] = {slug: [] for slug in snapshot.issues_by_slug}
    for option in snapshot.options.values():
        issues[option.issue.slug].append(option.slug)
    question = Question(
        issues,
        lines,
        couplings(snapshot),
        positions,
        sources(snapshot, rows),
        taken or {},
    )
    return Asked(question, words(snapshot, rows, question), rows, holders)


def couplings(snapshot: Snapshot) -> tuple[Coupling, ...]:
    """The couplings of the frame, each with the options left of every issue."""
    found: dict[str, tuple[str, str, str, dict[str, list[str]]]] = {}
    for slug, issue, option, note, other, left in snapshot.values(
        models.Coupling,
        "slug",
        "option__issue__slug",
        "option__slug",
        "note",
        "consequences__option__issue__slug",
        "consequences__option__slug",
    ):
        then = found.setdefault(slug, (issue, option, note, {}))[3]
        if other is not None:
            then.setdefault(other, []).append(left)
    return tuple(
        Coupling(
            slug,
            issue,
            option,
            tuple(
                Requirement(other, frozenset(options))
                for other, options in then.items()
            ),
            note,
        )
        for slug, (issue, option, note, then) in found.items()
    )


def sources(snapshot: Snapshot, rows: dict[str, LineRow]) -> dict[str, frozenset[str]]:
    """The sources that each of these red lines rests on."""
    lines = {row.id: slug for slug, row in rows.items()}
    found: dict[str, list[str]] = defaultdict(list)
    for line, source in snapshot.values(
        models.RedLineSource,
        "red_line_id",
        "source__slug",
        red_line_id__in=list(lines),
    ):
        found[lines[line]].append(source)
    return {slug: frozenset(found[slug]) for slug in rows}


def words(snapshot: Snapshot, rows: dict[str, LineRow], question: Question) -> Words:
    """How actors, issues, options and red lines are called inside a sentence."""
    return Words(
        frame_names(snapshot),
        {slug: row.title for slug, row in rows.items()},
        question.options,
    )


def stop_after(seconds: float) -> Stop:
    """Give what tells the search that so many seconds, from now, are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
