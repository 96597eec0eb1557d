"""The tracker's rows as the records of a dataset."""

from typing import Any

from plans import models
from plans.dataset import records, texts
from plans.dataset.dataset import Dataset
from plans.dataset.dumper import Dumper, make
from plans.dataset.stored import Stored
from plans.dataset.tables import Table


def dump_dataset(version: str) -> Dataset:
    """Give all that is stored as a dataset, in as many queries as there are tables.

    Parts whose rows have an order stand in it; sources, couplings and assessments by
    their ids, events by date. What editors wrote is not checked: it may break rules
    that only a reader of files holds records to.
    """
    dump = _Dump(Stored())
    return Dataset(
        version=version,
        sources=dump.part(models.Source, "id"),
        actors=dump.part(models.Actor),
        issues=dump.part(models.Issue),
        plans=dump.plans(),
        drafts=dump.drafts(),
        red_lines=dump.part(models.RedLine),
        couplings=dump.part(models.Coupling, "id"),
        events=dump.part(models.Event, "date", "id"),
        indicators=dump.part(models.Indicator),
        lineages=dump.lineages(),
        assessments=dump.part(models.Assessment, "draft", "clause", "red_line"),
    ).in_order()


class _Dump:
    """Makes the parts of a dataset."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.dumper = Dumper(stored)

    def part(self, table: Table, *order: str) -> tuple[Any, ...]:
        """All records of a table, by some of their fields or else as they stand."""
        found = map(self.dumper.record, self.stored.rows[table])
        return tuple(
            sorted(found, key=lambda each: [getattr(each, name) for name in order])
        )

    def plans(self) -> tuple[records.PlanRecord, ...]:
        """All plans, with their drafts."""
        drafts: dict[int, list[str]] = {}
        for row in self.stored.rows[models.Draft]:
            drafts.setdefault(row.plan_id, []).append(row.slug)
        return tuple(
            self.dumper.record(plan).model_copy(
                update={"drafts": tuple(drafts.get(plan.pk, ()))}
            )
            for plan in self.stored.rows[models.Plan]
        )

    def drafts(self) -> tuple[texts.DraftRecord, ...]:
        """All drafts, with their clauses."""
        clauses: dict[int, list[texts.ClauseRecord]] = {}
        for row in self.stored.rows[models.Clause]:
            clauses.setdefault(row.draft_id, []).append(self.dumper.record(row))
        return tuple(
            self.dumper.record(draft).model_copy(
                update={"clauses": tuple(clauses.get(draft.pk, ()))}
            )
            for draft in self.stored.rows[models.Draft]
        )

    def lineages(self) -> tuple[texts.LineageRecord, ...]:
        """The links, as many as stand between two drafts in one record."""
        links: dict[tuple[str, str], list[Any]] = {}
        for row in self.stored.rows[models.ClauseLink]:
            pair = [
                self.stored.key(models.Draft, pk)[0]
                for pk in (row.older_draft_id, row.newer_draft_id)
            ]
            links.setdefault((pair[0], pair[1]), []).append(self.dumper.record(row))
        return tuple(
            make(texts.LineageRecord, older=older, newer=newer, links=tuple(found))
            for (older, newer), found in links.items()
        )
