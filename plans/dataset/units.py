"""The records of a dataset as the rows that they are stored in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans import models
from plans.dataset import records, texts
from plans.dataset.base import Citation, Record
from plans.dataset.compose import Path
from plans.dataset.dataset import Dataset
from plans.dataset.tables import Key, Table, apart, key_of, link_key, owner_of


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of a table is to hold; foreign keys are the keys of their targets."""

    table: Table
    key: Key
    values: Mapping[str, Any]

    @property
    def owner(self) -> Key:
        """The key of the row that this one belongs to."""
        key: Key = self.values[owner_of(self.table)]
        return key


@dataclass(frozen=True, slots=True)
class Unit:
    """A record that is changed, kept and listed as one: an actor, or a clause.

    `record` leaves out the records inside it that are units of their own. Its rows
    begin with its own. `part`, `index` and `path` lead to it in the dataset.
    """

    record: Record
    rows: tuple[Row, ...]
    part: str
    index: int
    path: Path = ()

    @property
    def table(self) -> Table:
        """The table of the record's own row."""
        return self.rows[0].table

    @property
    def key(self) -> Key:
        """The key of the record's own row."""
        return self.rows[0].key


def units_of(dataset: Dataset) -> Iterator[Unit]:
    """Yield all records of a dataset, each part in its order."""
    for part, rows_of in ROWS.items():
        for index, record in enumerate(getattr(dataset, part)):
            yield Unit(without_units(record), _apart(rows_of(record)), part, index)
            if isinstance(record, texts.DraftRecord):
                yield from _clauses(index, record)
    for index, lineage in enumerate(dataset.lineages):
        yield from _links(index, lineage)


def without_units(record: Record) -> Record:
    """Leave out what is a unit of its own, or an order among units."""
    if isinstance(record, texts.DraftRecord):
        return record.model_copy(update={"clauses": ()})
    if isinstance(record, records.PlanRecord):
        return record.model_copy(update={"drafts": ()})
    return record


def _clauses(index: int, draft: texts.DraftRecord) -> Iterator[Unit]:
    for at, clause in enumerate(draft.clauses):
        rows = _apart(_clause(draft.id, clause))
        yield Unit(clause, rows, "drafts", index, ("clauses", at))


def _links(index: int, lineage: texts.LineageRecord) -> Iterator[Unit]:
    taken: set[Key] = set()
    for at, link in enumerate(lineage.links):
        ends: dict[str, list[Key]] = {
            "older": [(lineage.older, number) for number in link.older],
            "newer": [(lineage.newer, number) for number in link.newer],
        }
        key = apart(link_key((lineage.older,), (lineage.newer,), ends), taken)
        taken.add(key)
        rows = _apart(_link(key, lineage, link, ends))
        yield Unit(link, rows, "lineages", index, ("links", at))


def _apart(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Tell rows with the same key apart by number."""
    found: dict[tuple[Table, Key], Row] = {}
    taken: dict[Table, set[Key]] = {}
    for row in rows:
        keys = taken.setdefault(row.table, set())
        key = apart(row.key, keys)
        keys.add(key)
        found[row.table, key] = row if key == row.key else _renamed(row, key)
    return tuple(found.values())


def _renamed(row: Row, key: Key) -> Row:
    return Row(row.table, key, row.values)


def _row(table: Table, **values: Any) -> Row:
    return Row(table, key_of(table, values), values)


def _text(text: str | None) -> str:
    return text or ""


def _cited(
    table: Table, owner: Key, citations: Iterable[Citation | str]
) -> Iterator[Row]:
    for each in citations:
        citation = Citation(source=each) if isinstance(each, str) else each
        values = {owner_of(table): owner, "source": (citation.source,)}
        yield _row(table, **values, locator=_text(citation.locator))


def _named(
    table: Table, owner: Key, field: str, names: Iterable[str], **values: Any
) -> Iterator[Row]:
    for name in names:
        yield _row(table, **{owner_of(table): owner, field: (name,)}, **values)


def _source(record: records.SourceRecord) -> Iterator[Row]:
    yield _row(
        models.Source,
        slug=record.id,
        title=record.title,
        publisher=record.publisher,
        url=_text(record.url),
        date=_text(record.date),
        language=record.language,
        kind=record.kind,
        tier=record.tier,
        verified=record.verified,
    )


def _actor(record: records.ActorRecord) -> Iterator[Row]:
    key, logic, registers = (record.id,), record.security_logic, record.registers
    yield _row(
        models.Actor,
        slug=record.id,
        name=record.name,
        short_name=record.short_name,
        kind=record.kind,
        role=record.role,
        summary=record.summary,
        threat=logic.threat if logic else "",
        requirement=logic.requirement if logic else "",
        unavailable_compromises=list(logic.unavailable_compromises) if logic else [],
        normative_register=registers.normative if registers else "",
        strategic_register=registers.strategic if registers else "",
        systemic_register=registers.systemic if registers else "",
    )
    for whole in record.part_of:
        yield _row(models.ActorMembership, part=key, whole=(whole,))
    for each in logic.foundations if logic else ():
        values = {"date": each.date, "text": each.text, "source": (each.source,)}
        yield _row(models.ActorFoundation, actor=key, **values)
    yield from _cited(models.ActorSource, key, record.sources)


def _issue(record: records.IssueRecord) -> Iterator[Row]:
    yield _row(
        models.Issue,
        slug=record.id,
        category=record.category,
        title=record.title,
        question=record.question,
        bottleneck=_text(record.bottleneck),
    )
    for option in record.options:
        values = {"slug": option.id, "label": option.label}
        yield _row(models.Option, issue=(record.id,), **values)


def _coupling(record: records.CouplingRecord) -> Iterator[Row]:
    key, condition = (record.id,), record.condition
    option = (condition.issue, condition.option)
    yield _row(models.Coupling, slug=record.id, option=option, note=record.note)
    for choice in _choices(record.then):
        yield _row(models.CouplingConsequence, coupling=key, option=choice)
    yield from _cited(models.CouplingSource, key, record.sources)


def _choices(required: Sequence[records.RequirementRecord]) -> Iterator[Key]:
    for each in required:
        for option in each.options:
            yield each.issue, option


def _plan(record: records.PlanRecord) -> Iterator[Row]:
    values = {"title": record.title, "summary": record.summary}
    yield _row(models.Plan, slug=record.id, **values)
    yield from _named(models.PlanSponsor, (record.id,), "actor", record.sponsors)


def _draft(record: texts.DraftRecord) -> Iterator[Row]:
    key = (record.id,)
    yield _row(
        models.Draft,
        slug=record.id,
        plan=(record.plan,),
        title=record.title,
        short_title=record.short_title,
        date=record.date,
        status=record.status,
        completeness=record.completeness,
        summary=record.summary,
    )
    yield from _named(models.DraftAuthor, key, "actor", record.authors)
    yield from _named(models.DraftOrigin, key, "origin", record.derived_from)
    yield from _cited(models.DraftSource, key, record.sources)


def _clause(draft: str, record: texts.ClauseRecord) -> Iterator[Row]:
    key = (draft, record.number)
    yield _row(
        models.Clause,
        draft=(draft,),
        number=record.number,
        parent=(draft, record.parent) if record.parent else None,
        heading=record.heading,
        text=record.text,
        text_basis=record.text_basis,
        status=record.status,
        note=_text(record.note),
        deadline=_text(record.deadline),
    )
    parties = {"obligor": record.obligors, "beneficiary": record.beneficiaries}
    for role, names in parties.items():
        yield from _named(models.ClauseParty, key, "actor", names, role=role)
    for each in record.positions:
        position = _row(
            models.ClausePosition,
            clause=key,
            option=(each.issue, each.option),
            note=_text(each.note),
            alternative=_text(each.alternative),
        )
        yield position
        proponents = each.proponents
        yield from _named(models.PositionProponent, position.key, "actor", proponents)
    yield from _cited(models.ClauseSource, key, record.sources)


def _link(
    key: Key,
    lineage: texts.LineageRecord,
    record: texts.LinkRecord,
    ends: Mapping[str, list[Key]],
) -> Iterator[Row]:
    values = {"older_draft": (lineage.older,), "newer_draft": (lineage.newer,)}
    said = {"change": record.change, "note": record.note}
    yield Row(models.ClauseLink, key, {**values, **said})
    for side, clauses in ends.items():
        for clause in clauses:
            yield _row(models.ClauseLinkEnd, link=key, clause=clause, side=side)
    yield from _cited(models.ClauseLinkSource, key, record.sources)


def _red_line(record: records.RedLineRecord) -> Iterator[Row]:
    key, issue = (record.id,), (record.issue,) if record.issue else None
    later = record.superseded_by
    yield _row(
        models.RedLine,
        slug=record.id,
        actor=(record.actor,),
        issue=issue,
        title=record.title,
        statement=record.statement,
        kind=record.kind,
        strength=record.strength,
        stated_on=record.stated_on,
        valid_until=_text(record.valid_until),
        superseded_by=(later,) if later else None,
    )
    for stance in ("acceptable", "unacceptable"):
        for option in getattr(record, stance):
            yield _stance(key, issue, option, stance, "")
    for each in record.conditional:
        row = _stance(key, issue, each.option, "conditional", each.note)
        yield row
        for choice in _choices(each.requires):
            yield _row(models.StanceRequirement, stance=row.key, option=choice)
    yield from _cited(models.RedLineSource, key, record.sources)


def _stance(line: Key, issue: Key | None, option: str, stance: str, note: str) -> Row:
    return _row(
        models.RedLineStance,
        red_line=line,
        issue=issue,
        option=(*(issue or ()), option),
        stance=stance,
        note=note,
    )


def _event(record: records.EventRecord) -> Iterator[Row]:
    key = (record.id,)
    yield _row(
        models.Event,
        slug=record.id,
        date=record.date,
        end_date=_text(record.end_date),
        kind=record.kind,
        title=record.title,
        summary=record.summary,
    )
    yield from _named(models.EventActor, key, "actor", record.actors)
    yield from _named(models.EventDraft, key, "draft", record.drafts)
    yield from _cited(models.EventSource, key, record.sources)
    for test in record.tests:
        values = {"outcome": test.outcome, "note": test.note}
        line = (test.red_line,)
        yield _row(models.RedLineTest, event=key, red_line=line, **values)


def _indicator(record: records.IndicatorRecord) -> Iterator[Row]:
    row = _row(
        models.Indicator,
        actor=(record.actor,),
        variable=record.variable,
        reading=record.reading,
        as_of=record.as_of,
    )
    yield row
    yield from _cited(models.IndicatorSource, row.key, record.sources)


def _assessment(record: records.AssessmentRecord) -> Iterator[Row]:
    row = _row(
        models.Assessment,
        clause=(record.draft, record.clause),
        red_line=(record.red_line,),
        verdict=record.verdict,
        reason=record.reason,
    )
    yield row
    yield from _cited(models.AssessmentSource, row.key, record.sources)


ROWS: Mapping[str, Any] = {
    "sources": _source,
    "actors": _actor,
    "issues": _issue,
    "couplings": _coupling,
    "plans": _plan,
    "drafts": _draft,
    "red_lines": _red_line,
    "events": _event,
    "indicators": _indicator,
    "assessments": _assessment,
}
