"""Scenarios among the tracked records: what they take, who saved them last, and how."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Max

from plans import models
from plans.addresses import address
from plans.analysis.choices import Outlook, as_positions, find_contradictions
from plans.analysis.facts import RedLine, Verdict
from plans.analysis.solver import OutOfTime
from plans.analysis.verdicts import evaluate, standings
from plans.forms.sandbox import Choices, choice_pairs
from plans.page_rows import ScenarioRow
from plans.sandbox import Sandbox
from plans.sandbox_offers import Taken
from plans.scenario_edits import former
from plans.settling import Asked, stop_after
from plans.snapshot import Snapshot


class Saved(NamedTuple):
    """The last save of a scenario; `user` is empty where nobody was signed in.

    `stamp` is what `latest_revision_stamp` gives.
    """

    at: datetime
    user: str
    stamp: str


class Crossed(NamedTuple):
    """How many lines of how many actors the choices of a scenario cross."""

    lines: int
    actors: int


@dataclass(frozen=True)
class Gone:
    """A scenario that was deleted, as it last was."""

    record: models.Scenario
    taken: Taken


def scenarios(snapshot: Snapshot) -> list[ScenarioRow]:
    """All scenarios, by name."""
    rows = snapshot.values(models.Scenario, *ScenarioRow._fields)
    found = [ScenarioRow(*row) for row in rows]
    return sorted(found, key=lambda row: (row.name.casefold(), row.slug))


def scenario(snapshot: Snapshot, slug: str) -> ScenarioRow | None:
    """The scenario of an address, None where there is none."""
    rows = list(snapshot.values(models.Scenario, *ScenarioRow._fields, slug=slug))
    return ScenarioRow(*rows[0]) if rows else None


def origin_of(snapshot: Snapshot, choices: Choices) -> ScenarioRow | None:
    """The scenario that the choices of an address came from, if they came from one."""
    slug = dict(choices.origin).get("scenario", "")
    return scenario(snapshot, slug) if slug else None


def choices(snapshot: Snapshot, ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What scenarios take: for each an option by issue, in the order of issues."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, issue, option in snapshot.values(
        models.ScenarioChoice,
        "scenario_id",
        "option__issue__slug",
        "option__slug",
        scenario_id__in=ids,
    ):
        found[pk][issue] = option
    return {
        pk: {slug: found[pk][slug] for slug in snapshot.issues_by_slug if slug in own}
        for pk, own in ((pk, found[pk]) for pk in ids)
    }


class _Newest(NamedTuple):
    """The newest row of a scenario in the history of a table."""

    at: datetime
    number: int
    user: str


NEVER = _Newest(datetime.min.replace(tzinfo=UTC), 0, "")


def last_saved(snapshot: Snapshot, ids: Collection[int]) -> dict[int, Saved]:
    """When scenarios were last saved and by whom: two queries for all of them."""
    tables = [
        _newest(snapshot, model, owner, ids)
        for model, owner in (
            (models.Scenario, "id"),
            (models.ScenarioChoice, "scenario_id"),
        )
    ]
    found = {}
    for pk in ids:
        rows = [table.get(pk, NEVER) for table in tables]
        stamp = ".".join(str(row.number) for row in rows)
        found[pk] = Saved(max(rows).at, max(rows).user, stamp)
    return found


def _newest(
    snapshot: Snapshot, model: Any, owner: str, ids: Collection[int]
) -> dict[int, _Newest]:
    rows = model.history.filter(**{f"{owner}__in": list(ids)}).order_by()
    if snapshot.moment:
        rows = rows.filter(history_date__lte=snapshot.moment)
    newest = rows.values(owner).annotate(newest=Max("history_id")).values("newest")
    user = [f"history_user__{name}" for name in ("first_name", "last_name", "username")]
    return {
        pk: _Newest(at, number, f"{first or ''} {last or ''}".strip() or name or "")
        for pk, at, number, first, last, name in rows.filter(
            history_id__in=newest
        ).values_list(owner, "history_date", "history_id", *user)
    }


def crossed(taken: Taken, lines: Iterable[RedLine]) -> Crossed:
    """Count the lines that options cross."""
    found = [
        each.red_line.actor
        for each in standings(as_positions(taken.items()), list(lines)).values()
        if each.verdict is Verdict.CROSSES
    ]
    return Crossed(len(found), len(set(found)))


def judged(snapshot: Snapshot, asked: Asked, taken: Taken, seconds: float) -> Sandbox:
    """What options do to the lines of a question; what is ahead is left out."""
    question = replace(asked.question, taken=dict(taken))
    try:
        broken = find_contradictions(question, stop_after(seconds))
    except OutOfTime:
        outlook = Outlook((), (), (), None, finished=False)
    else:
        outlook = Outlook(broken, (), (), None, finished=True)
    verdicts = evaluate(as_positions(taken.items()), list(question.lines.values()))
    return Sandbox(
        snapshot, replace(asked, question=question), taken, outlook, verdicts
    )


def sandbox_url(
    taken: Taken, question: str = "", origin: tuple[str, str] | None = None
) -> str:
    """The address of the sandbox with these choices under a question's query.

    `origin` are slug and stamp of the scenario that changes are to be saved to.
    """
    pairs = choice_pairs(taken)
    if origin:
        pairs += [("scenario", origin[0]), ("stamp", origin[1])]
    parts = [question.removeprefix("?"), urlencode(pairs)]
    return f"{address('sandbox')}?{'&'.join(part for part in parts if part)}"


def gone(slug: str) -> Gone | None:
    """The scenario that had this address and was deleted, None where none was."""
    last = former(slug)
    if last is None:
        return None
    before = last.history_date
    if last.history_type == "-":
        before -= timedelta(microseconds=1)
    return Gone(last.instance, choices(Snapshot(before), [last.id])[last.id])
