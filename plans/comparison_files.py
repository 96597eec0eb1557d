"""A comparison as the document that files are written from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from plans.analysis import effects as analysis
from plans.analysis.changes import Change, sentence
from plans.analysis.explain import verdict_in_words
from plans.analysis.facts import Verdict
from plans.comparisons import Comparison, Read
from plans.files.document import (
    ComparedClause,
    ComparisonDocument,
    DraftText,
    Effect,
    Passage,
)
from plans.files.wording import clean, moment
from plans.models import Clause, ClausePosition, Draft, RedLineSource
from plans.page_rows import ClauseRow
from plans.templatetags.tracker import day

NOT_PUBLIC = "[The content of this clause is not public.]"
RESTATED = (
    "Both texts are restated in the tracker’s own words, clause by clause. What is "
    "marked as changed is substance, not the wording of the originals."
)
WITHHELD = (
    "The content of some clauses is not public ({clauses}). Nothing is derived from "
    "them, and where only one of two texts is public, they are not compared."
)
PROPOSED = (
    "Where no editor has recorded which clause continues which, the link is proposed "
    "by the tracker, or composed over other drafts, and says so."
)
OWN_MOMENTS = (
    "One draft is compared with itself at two moments of this tracker’s records: what "
    "changed is the record. Each side is read against the red lines as recorded then."
)


@dataclass(frozen=True)
class Pinned:
    """At which two times a comparison was read, and the address to return to."""

    as_of: date
    recorded_at: datetime
    address: str


def as_document(found: Comparison, pinned: Pinned) -> ComparisonDocument:
    """Give all that a file of a comparison says; a few queries more than a page."""
    older, newer = _text(found.older), _text(found.newer)
    cited = _sources(found)
    title = f"{older.title} compared with {newer.title}"
    if found.one_draft:
        title = f"{newer.title} at two moments of the records"
    return ComparisonDocument(
        title=title,
        older=older,
        newer=newer,
        as_of=pinned.as_of,
        recorded_at=pinned.recorded_at,
        address=pinned.address,
        notices=tuple(notices(found)),
        changes=tuple(
            _change(found, change, effects, cited)
            for change, effects in zip(
                found.changes, found.effects_by_change, strict=True
            )
        ),
        effects=tuple(
            _effect(found, each, cited)
            for each in found.effects
            if each.changed or each.before is Verdict.CROSSES
        ),
    )


def notices(found: Comparison) -> list[str]:
    """Say what a reader of a comparison must know of its two texts."""
    said = [OWN_MOMENTS if found.one_draft else RESTATED]
    hidden = [
        f"{each.draft.short_title}: {', '.join(numbers)}"
        for each in (found.older, found.newer)
        if (numbers := [c.number for c in each.clauses if not c.is_public])
    ]
    if hidden:
        said.append(WITHHELD.format(clauses="; ".join(hidden)))
    for read in (found.older, found.newer):
        if read.draft.completeness == "partial":
            said.append(
                f"“{read.draft.title}” is known in part only: a clause that is not "
                "recorded may still have been in it."
            )
    if any(change.link.basis != "recorded" for change in found.changes):
        said.append(PROPOSED)
    return said


def _text(read: Read) -> DraftText:
    revision = _last_revision(read)
    said = f"revision of {moment(revision)}" if revision else "no revision recorded"
    title = read.draft.title
    return DraftText(
        title,
        date.fromisoformat(read.draft.first_day),
        said,
        tuple(_passage(clause) for clause in read.clauses),
    )


def _passage(clause: ClauseRow) -> Passage:
    return Passage(
        clause.number,
        clause.heading,
        clause.text.strip() if clause.is_public else NOT_PUBLIC,
        clause.basis_label,
    )


def _last_revision(read: Read) -> datetime | None:
    """When the draft, a clause of it or a position last changed by its moment."""
    wanted: list[tuple[Any, dict[str, Any]]] = [
        (Draft, {"id": read.draft.id}),
        (Clause, {"draft_id": read.draft.id}),
        (ClausePosition, {"clause_id__in": [each.id for each in read.clauses]}),
    ]
    until = read.snapshot.moment
    then = {"history_date__lte": until} if until else {}
    found = (
        model.history.filter(**where, **then)
        .order_by()
        .aggregate(last=Max("history_date"))["last"]
        for model, where in wanted
    )
    return max((each for each in found if each), default=None)


def _sources(found: Comparison) -> dict[str, str]:
    """The sources of each red line in one line."""
    cited: dict[str, list[str]] = defaultdict(list)
    for slug, locator, title, publisher, dated in found.newer.snapshot.values(
        RedLineSource,
        "red_line__slug",
        "locator",
        "source__title",
        "source__publisher",
        "source__date",
        red_line_id__in=[row.id for row in found.rows.values()],
    ):
        parts = (title, publisher, day(dated), locator)
        cited[slug].append(", ".join(part for part in parts if part))
    return {slug: "; ".join(lines) for slug, lines in cited.items()}


def _change(
    found: Comparison,
    change: Change,
    effects: tuple[analysis.Effect, ...],
    cited: dict[str, str],
) -> ComparedClause:
    link = change.link
    clauses = [found.older.by_number[number] for number in link.older]
    clauses += [found.newer.by_number[number] for number in link.newer]
    # Spans leave out what is not public, and follow the order of the link.
    fit = all(clause.is_public for clause in clauses) and all(
        list(numbers) == [number for number in texts if number in numbers]
        for numbers, texts in (
            (link.older, found.older.by_number),
            (link.newer, found.newer.by_number),
        )
    )
    return ComparedClause(
        link.older,
        link.newer,
        link.change,
        clean(sentence(change)),
        link.basis,
        link.likeness,
        link.note,
        change.spans if fit else (),
        tuple(_effect(found, each, cited) for each in effects if each.changed),
    )


def _effect(
    found: Comparison, effect: analysis.Effect, cited: dict[str, str]
) -> Effect:
    row = found.rows[effect.red_line.id]
    return Effect(
        row.actor_name,
        row.title,
        verdict_in_words(effect.before, row.kind),
        verdict_in_words(effect.after, row.kind),
        cited.get(row.slug, ""),
        effect.older,
        effect.newer,
    )
