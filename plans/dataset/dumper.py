"""One of the tracker's rows, with what belongs to it, as a record of a dataset."""

from collections.abc import Mapping
from typing import Any, TypeVar

from plans import models
from plans.dataset import records, texts
from plans.dataset.base import Citation, Record
from plans.dataset.stored import Stored
from plans.dataset.tables import Key, Table

R = TypeVar("R", bound=Record)


class Dumper:
    """Makes records of rows; what they refer to has the keys that `stored` gives."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def record(self, row: Any) -> Any:
        """Give the record of a row, without the records that are units inside it."""
        make: Any = MAKERS[type(row)]
        return make(self, row)

    def _key(self, row: Any, name: str, table: Table) -> Key:
        return self.stored.key(table, getattr(row, f"{name}_id"))

    def _names(
        self, table: Table, row: Any, name: str, target: Table, **only: str
    ) -> tuple[str, ...]:
        """What the parts of a row point at, by the last word of its key."""
        return tuple(
            self._key(part, name, target)[-1]
            for part in self.stored.parts_of(table, row)
            if all(getattr(part, field) == value for field, value in only.items())
        )

    def _citations(self, table: Table, row: Any) -> tuple[Citation, ...]:
        return tuple(
            make(
                Citation,
                source=self._key(part, "source", models.Source)[0],
                locator=_maybe(part.locator),
            )
            for part in self.stored.parts_of(table, row)
        )

    def _required(
        self, table: Table, row: Any
    ) -> tuple[records.RequirementRecord, ...]:
        """Options by issue, issues in the order in which they first stand."""
        options: dict[str, list[str]] = {}
        for part in self.stored.parts_of(table, row):
            issue, option = self._key(part, "option", models.Option)
            options.setdefault(issue, []).append(option)
        return tuple(
            make(records.RequirementRecord, issue=issue, options=tuple(found))
            for issue, found in options.items()
        )

    def _source(self, row: models.Source) -> Record:
        return make(
            records.SourceRecord,
            id=row.slug,
            title=_text(row.title),
            publisher=_text(row.publisher),
            url=_maybe(row.url),
            date=_maybe(row.date),
            language=row.language,
            kind=row.kind,
            tier=row.tier,
            verified=row.verified,
        )

    def _actor(self, row: models.Actor) -> Record:
        return make(
            records.ActorRecord,
            id=row.slug,
            name=_text(row.name),
            short_name=_text(row.short_name),
            kind=row.kind,
            role=row.role,
            part_of=self._names(models.ActorMembership, row, "whole", models.Actor),
            summary=_text(row.summary),
            security_logic=self._security_logic(row),
            registers=_registers(row),
            sources=self._citations(models.ActorSource, row),
        )

    def _security_logic(self, row: models.Actor) -> Record | None:
        foundations = tuple(
            make(
                records.FoundationRecord,
                date=part.date,
                text=_text(part.text),
                source=self._key(part, "source", models.Source)[0],
            )
            for part in self.stored.parts_of(models.ActorFoundation, row)
        )
        compromises = tuple(_text(str(each)) for each in row.unavailable_compromises)
        threat, requirement = _text(row.threat), _text(row.requirement)
        if not (threat or requirement or compromises or foundations):
            return None
        return make(
            records.SecurityLogicRecord,
            threat=threat,
            requirement=requirement,
            unavailable_compromises=compromises,
            foundations=foundations,
        )

    def _issue(self, row: models.Issue) -> Record:
        return make(
            records.IssueRecord,
            id=row.slug,
            category=row.category,
            title=_text(row.title),
            question=_text(row.question),
            bottleneck=_maybe(row.bottleneck),
            options=tuple(
                make(records.OptionRecord, id=each.slug, label=_text(each.label))
                for each in self.stored.parts_of(models.Option, row)
            ),
        )

    def _coupling(self, row: models.Coupling) -> Record:
        issue, option = self._key(row, "option", models.Option)
        return make(
            records.CouplingRecord,
            id=row.slug,
            condition=make(records.ChoiceRecord, issue=issue, option=option),
            then=self._required(models.CouplingConsequence, row),
            note=_text(row.note),
            sources=self._names(models.CouplingSource, row, "source", models.Source),
        )

    def _plan(self, row: models.Plan) -> Record:
        return make(
            records.PlanRecord,
            id=row.slug,
            title=_text(row.title),
            summary=_text(row.summary),
            sponsors=self._names(models.PlanSponsor, row, "actor", models.Actor),
            drafts=(),
        )

    def _draft(self, row: models.Draft) -> Record:
        return make(
            texts.DraftRecord,
            id=row.slug,
            plan=self._key(row, "plan", models.Plan)[0],
            title=_text(row.title),
            short_title=_text(row.short_title),
            date=row.date,
            authors=self._names(models.DraftAuthor, row, "actor", models.Actor),
            status=row.status,
            completeness=row.completeness,
            derived_from=self._names(models.DraftOrigin, row, "origin", models.Draft),
            summary=_text(row.summary),
            sources=self._names(models.DraftSource, row, "source", models.Source),
            clauses=(),
        )

    def _clause(self, row: models.Clause) -> Record:
        parent = row.parent_id and self.stored.key(models.Clause, row.parent_id)[1]
        parties = (models.ClauseParty, row, "actor", models.Actor)
        return make(
            texts.ClauseRecord,
            number=row.number,
            parent=parent,
            heading=_text(row.heading),
            text=_text(row.text),
            text_basis=row.text_basis,
            status=row.status,
            note=_maybe(row.note),
            obligors=self._names(*parties, role="obligor"),
            beneficiaries=self._names(*parties, role="beneficiary"),
            deadline=_maybe(row.deadline),
            positions=tuple(
                self._position(each)
                for each in self.stored.parts_of(models.ClausePosition, row)
            ),
            sources=self._citations(models.ClauseSource, row),
        )

    def _position(self, row: models.ClausePosition) -> Record:
        issue, option = self._key(row, "option", models.Option)
        return make(
            texts.PositionRecord,
            issue=issue,
            option=option,
            note=_maybe(row.note),
            proponents=self._names(
                models.PositionProponent, row, "actor", models.Actor
            ),
            alternative=_maybe(row.alternative),
        )

    def _link(self, row: models.ClauseLink) -> Record:
        ends = (models.ClauseLinkEnd, row, "clause", models.Clause)
        return make(
            texts.LinkRecord,
            older=self._names(*ends, side="older"),
            newer=self._names(*ends, side="newer"),
            change=row.change,
            note=_text(row.note),
            sources=self._names(models.ClauseLinkSource, row, "source", models.Source),
        )

    def _red_line(self, row: models.RedLine) -> Record:
        later = row.superseded_by_id
        stances = (models.RedLineStance, row, "option", models.Option)
        return make(
            records.RedLineRecord,
            id=row.slug,
            actor=self._key(row, "actor", models.Actor)[0],
            issue=row.issue_id and self.stored.key(models.Issue, row.issue_id)[0],
            title=_text(row.title),
            statement=_text(row.statement),
            kind=row.kind,
            strength=row.strength,
            acceptable=self._names(*stances, stance="acceptable"),
            unacceptable=self._names(*stances, stance="unacceptable"),
            conditional=tuple(
                make(
                    records.ConditionalRecord,
                    option=self._key(each, "option", models.Option)[1],
                    requires=self._required(models.StanceRequirement, each),
                    note=_text(each.note),
                )
                for each in self.stored.parts_of(models.RedLineStance, row)
                if each.stance == "conditional"
            ),
            stated_on=row.stated_on,
            valid_until=_maybe(row.valid_until),
            superseded_by=later and self.stored.key(models.RedLine, later)[0],
            sources=self._citations(models.RedLineSource, row),
        )

    def _event(self, row: models.Event) -> Record:
        return make(
            records.EventRecord,
            id=row.slug,
            date=row.date,
            end_date=_maybe(row.end_date),
            kind=row.kind,
            title=_text(row.title),
            summary=_text(row.summary),
            actors=self._names(models.EventActor, row, "actor", models.Actor),
            drafts=self._names(models.EventDraft, row, "draft", models.Draft),
            sources=self._names(models.EventSource, row, "source", models.Source),
            tests=tuple(
                make(
                    records.TestRecord,
                    red_line=self._key(each, "red_line", models.RedLine)[0],
                    outcome=each.outcome,
                    note=_text(each.note),
                )
                for each in self.stored.parts_of(models.RedLineTest, row)
            ),
        )

    def _indicator(self, row: models.Indicator) -> Record:
        return make(
            records.IndicatorRecord,
            actor=self._key(row, "actor", models.Actor)[0],
            variable=row.variable,
            reading=_text(row.reading),
            as_of=row.as_of,
            sources=self._citations(models.IndicatorSource, row),
        )

    def _assessment(self, row: models.Assessment) -> Record:
        draft, clause = self._key(row, "clause", models.Clause)
        return make(
            records.AssessmentRecord,
            draft=draft,
            clause=clause,
            red_line=self._key(row, "red_line", models.RedLine)[0],
            verdict=row.verdict,
            reason=_text(row.reason),
            sources=self._citations(models.AssessmentSource, row),
        )


MAKERS: Mapping[Table, Any] = {
    models.Source: Dumper._source,
    models.Actor: Dumper._actor,
    models.Issue: Dumper._issue,
    models.Coupling: Dumper._coupling,
    models.Plan: Dumper._plan,
    models.Draft: Dumper._draft,
    models.Clause: Dumper._clause,
    models.ClauseLink: Dumper._link,
    models.RedLine: Dumper._red_line,
    models.Event: Dumper._event,
    models.Indicator: Dumper._indicator,
    models.Assessment: Dumper._assessment,
}


def make(record: type[R], /, **values: Any) -> R:
    """Make a record without checking it: an editor's row need not keep every rule."""
    return record.model_construct(**values)


def _registers(row: models.Actor) -> Record | None:
    texts = {
        "normative": _text(row.normative_register),
        "strategic": _text(row.strategic_register),
        "systemic": _text(row.systemic_register),
    }
    return make(records.RegistersRecord, **texts) if any(texts.values()) else None


def _text(text: str) -> str:
    """Text as a reader of files gives it; browsers send other ends of lines."""
    return text.replace("\r\n", "\n").strip()


def _maybe(text: str) -> str | None:
    return _text(text) or None
