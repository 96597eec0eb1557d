"""A synopsis as the page shows it, and as the files hold it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plans import models
from plans.addresses import address
from plans.analysis.facts import first_day
from plans.files.document import (
    ActorVerdict,
    OptionTaken,
    Synopsis,
    SynopsisCell,
    SynopsisDraft,
    SynopsisRow,
)
from plans.files.wording import moment
from plans.forms.reading import Reading
from plans.forms.synopsis import SynopsisForm
from plans.markup import CHIPS
from plans.models.choices import Category
from plans.page_rows import Beside, DraftRow, ScenarioRow, by_area
from plans.scenarios import last_saved
from plans.snapshot import Snapshot
from plans.synopses import Cell, Gathered, Row, Taken

# A sign beside the words, so that a change is seen without reading every cell.
STEPS = {"new": ("+", "now addressed"), "gone": ("−", "no longer addressed")}
STEPS["changed"] = ("→", "changed")
# A scenario comes after no draft: it only differs.
DIFFERENCES = {"new": ("+", "not addressed in"), "changed": ("→", "other than in")}


def columns(
    form: SynopsisForm, gathered: Gathered, drafts: Sequence[Beside]
) -> list[dict[str, Any]]:
    """The heads of the table, with what moves a draft aside or takes it out."""
    last = len(drafts) - 1
    return [
        {
            "draft": draft,
            "is_scenario": isinstance(draft, ScenarioRow),
            "day": day,
            "left": form.query(_swapped(drafts, place - 1)) if place else "",
            "right": form.query(_swapped(drafts, place)) if place < last else "",
            "without": form.query([*drafts[:place], *drafts[place + 1 :]])
            if last
            else "",
        }
        for place, (draft, day) in enumerate(zip(drafts, gathered.days, strict=True))
    ]


def _swapped(drafts: Sequence[Beside], place: int) -> list[Beside]:
    """The drafts with one and its right neighbour in each other's place."""
    swapped = list(drafts)
    swapped[place : place + 2] = swapped[place : place + 2][::-1]
    return swapped


def groups(
    gathered: Gathered, rows: Sequence[Row], actor: str, actor_name: str, revision: str
) -> list[dict[str, Any]]:
    """The rows by area, in the order of the areas, their cells ready made."""
    queries = [_query(day, revision) for day in gathered.days]
    plain = f"?revision_at={escape(revision)}" if revision else ""
    return [
        {
            "title": area.label,
            "rows": [
                {
                    "title": row.issue.title,
                    "question": row.issue.question,
                    "url": address("issue-detail", row.issue.slug) + plain,
                    "cells": _row_cells(gathered, row, queries, actor, actor_name),
                }
                for row in own
            ],
        }
        for area, own in by_area(rows, lambda row: row.issue.category)
    ]


def _query(day: date, revision: str) -> str:
    pinned = f"&amp;revision_at={escape(revision)}" if revision else ""
    return f"?as_of={day.isoformat()}{pinned}"


def _row_cells(
    gathered: Gathered, row: Row, queries: Sequence[str], actor: str, name: str
) -> SafeString:
    made = [
        _cell(draft, row, cell, query, actor, name)
        for draft, cell, query in zip(gathered.drafts, row.cells, queries, strict=True)
    ]
    # Safe: each cell escapes what comes from a record.
    return mark_safe("".join(made))  # noqa: S308


def _cell(
    draft: Beside, row: Row, cell: Cell, query: str, actor: str, name: str
) -> str:
    """One `<td>`; every text, slug and number in it is escaped here."""
    outcome = cell.outcome
    shade = f" v-{outcome.verdict}" if outcome else ""
    parts = [f'<td class="answer{shade}" data-label="{escape(draft.short_title)}">']
    parts += [_taken(draft, each, query) for each in cell.taken]
    if not cell.taken:
        parts.append(f'<p class="absence">{cell.absence}')
        parts += [", clause ", _clauses(draft, cell.hidden, query)] * bool(cell.hidden)
        parts.append("</p>")
    if cell.step and cell.is_scenario:
        sign, words = DIFFERENCES[cell.step]
        parts.append(
            f'<p class="step"><span aria-hidden="true">{sign}</span> {words} '
            f"{escape(cell.since)}</p>"
        )
    elif cell.step:
        sign, words = STEPS[cell.step]
        since = f" since {escape(cell.since)}" if cell.since else ""
        parts.append(
            f'<p class="step"><span aria-hidden="true">{sign}</span> {words}{since}</p>'
        )
    if outcome:
        url = escape(_evidence(draft, row.issue.slug, actor))
        anchor = f"#choice-{escape(row.issue.slug)}" if cell.is_scenario else ""
        label = escape(f"{row.issue.title}, {draft.short_title}, {name}")
        count = f' <span class="count">{outcome.crossed}</span>'
        parts.append(
            f'<p><a class="chip v-{outcome.verdict}" href="{url}{query}{anchor}" '
            f'aria-label="{label}: {outcome.verdict}{CHIPS[outcome.verdict]}'
            f"{outcome.verdict}{count if outcome.crossed > 1 else ''}</a></p>"
        )
    parts.append("</td>")
    return "".join(parts)


def _evidence(draft: Beside, issue: str, actor: str) -> str:
    if isinstance(draft, ScenarioRow):
        return draft.url
    return address("issue-cell", draft.slug, issue, actor)


def _taken(draft: Beside, taken: Taken, query: str) -> str:
    letter = f'<span class="tag">{escape(taken.alternative)}</span> '
    named = ", ".join(taken.proponents)
    by = f' <span class="meta">put forward by {escape(named)}</span>'
    says = f' <span class="says">{_clauses(draft, taken.clauses, query)}</span>'
    return (
        f"<p>{letter if taken.alternative else ''}{escape(taken.label)}"
        f"{says if taken.clauses else ''}{by if named else ''}</p>"
    )


def _clauses(draft: Beside, numbers: Sequence[str], query: str) -> str:
    title = escape(draft.short_title)
    return ", ".join(
        f'<a href="{escape(draft.url)}clauses/{escape(number)}/{query}" '
        f'aria-label="{title}, clause {escape(number)}">{escape(number)}</a>'
        for number in numbers
    )


def notices(gathered: Gathered) -> list[str]:
    """What a reader must know of these texts."""
    said = [
        "Texts are restated, and coded issue by issue by the rules of the codebook."
    ]
    for draft in gathered.drafts:
        hidden = gathered.hidden.get(draft.key, [])
        if isinstance(draft, ScenarioRow):
            said.append(
                f"{draft.name}: a scenario of this tracker’s editors, no text and "
                "nobody’s proposal. “Undecided” means that it takes no option."
            )
        elif hidden:
            several = "clauses" if len(hidden) > 1 else "clause"
            verb = "are" if len(hidden) > 1 else "is"
            said.append(
                f"{draft.short_title}: {several} {', '.join(hidden)} {verb} not public."
            )
        elif draft.completeness == "partial":
            said.append(f"{draft.short_title}: only a part of the text is recorded.")
    if any(gathered.hidden.values()):
        said.append(
            "“Not public” stands where lineage leads from such a clause to one on the "
            "issue. “Not addressed” means that no public clause takes an option."
        )
    return said


def revisions(drafts: Sequence[Beside], until: datetime | None) -> Mapping[str, str]:
    """By key, for each column which state of its record was read, in words.

    `until` is the moment that the records are read at, None for now.
    """
    texts = {each.id: each.key for each in drafts if isinstance(each, DraftRow)}
    others = {each.id: each.key for each in drafts if isinstance(each, ScenarioRow)}
    found = _last_revisions(list(texts), until)
    moments = {texts[pk]: at for pk, at in found.items()}
    if others:
        saved = last_saved(Snapshot(until), list(others))
        moments |= {others[pk]: each.at for pk, each in saved.items()}
    return {key: f"revision of {moment(at)}" for key, at in moments.items()}


def _last_revisions(
    drafts: Sequence[int], until: datetime | None
) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for model, key in ((models.Draft, "id"), (models.Clause, "draft_id")):
        past: Any = model
        rows = past.history.filter(**{f"{key}__in": drafts})
        if until is not None:
            rows = rows.filter(history_date__lte=until)
        # Ordered, each row of the history would be a group of its own.
        last = rows.order_by().values_list(key).annotate(Max("history_date"))
        for pk, at in last:
            found[pk] = max(at, found.get(pk, at))
    return found


def as_file(
    gathered: Gathered,
    rows: Sequence[Row],
    who: tuple[str, bool],
    reading: Reading,
    recorded_at: datetime,
    pinned: str,
) -> Synopsis:
    """The synopsis as the writers of files take it.

    `who` names the actor, or is empty, and says whether each draft's own day counts.
    """
    actor, own_days = who
    read = revisions(gathered.drafts, reading.revision_at)
    areas = dict(Category.choices)
    order = list(areas)
    days = ", each draft on the day it appeared" if own_days else ""
    return Synopsis(
        title="Synopsis: " + ", ".join(draft.short_title for draft in gathered.drafts),
        drafts=tuple(
            SynopsisDraft(
                draft.title,
                date.fromisoformat(first_day(draft.date))
                if isinstance(draft, DraftRow)
                else None,
                read.get(draft.key, "revision not known"),
            )
            for draft in gathered.drafts
        ),
        rows=tuple(
            SynopsisRow(
                str(areas[row.issue.category]),
                row.issue.title,
                row.issue.question,
                tuple(_file_cell(cell, actor) for cell in row.cells),
            )
            for row in sorted(rows, key=lambda row: order.index(row.issue.category))
        ),
        actors=f"{actor}{days}" if actor else "nobody: no verdicts are shown",
        as_of=reading.as_of,
        recorded_at=recorded_at,
        address=pinned,
        notices=tuple(notices(gathered)),
    )


def _file_cell(cell: Cell, actor: str) -> SynopsisCell:
    absence = cell.absence
    if cell.hidden:
        absence += f", clause {', '.join(cell.hidden)}"
    return SynopsisCell(
        tuple(
            OptionTaken(each.label, each.clauses, each.alternative, each.proponents)
            for each in cell.taken
        ),
        (ActorVerdict(actor, cell.outcome.verdict.value),) if cell.outcome else (),
        absence,
    )
