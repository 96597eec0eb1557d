"""The tracked records, as they stand or as they stood at a moment of record time.

A page asks a `Snapshot` for rows and for facts; the same code then shows the page as
it is and as it was. A constant number of queries serves any number of rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from plans import models
from plans.analysis import facts

M = TypeVar("M", bound=Model)


class IssueRow(NamedTuple):
    id: int
    slug: str
    category: str
    title: str
    question: str
    bottleneck: str


class OptionRow(NamedTuple):
    id: int
    slug: str
    label: str
    issue: IssueRow


class ActorRow(NamedTuple):
    id: int
    slug: str
    short_name: str
    name: str
    role: str


class ClauseRow(NamedTuple):
    id: int
    number: str
    heading: str
    text: str
    text_basis: str
    status: str


class Snapshot:
    """The records at a moment, or as they are now (`moment` None)."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment

    def rows(self, model: type[M], *order: str) -> QuerySet[M]:
        """Rows of a tracked model in the given order, ready to be filtered further.

        Of the past they are instances of the same model, not to be saved.
        """
        if self.moment is None:
            return model._default_manager.order_by(*order)
        return model.history.as_of(self.moment).order_by(*order)  # type: ignore[attr-defined]

    def in_order(self, model: type[M]) -> QuerySet[M]:
        """Rows in the order that they have among their siblings."""
        return self.rows(model, *_order(model))

    def prefetch(self, lookup: str, model: type[Model], *nested: Prefetch) -> Prefetch:
        """What `prefetch_related` takes, so that related rows are of this moment too.

        `lookup` names a relation, `model` the model it leads to, `nested` what is to
        be prefetched from there.
        """
        return Prefetch(lookup, self.in_order(model).prefetch_related(*nested))

    def values(self, model: type[Model], *fields: str, **where: Any) -> Iterable[Any]:
        """Tuples of the named fields, in order, of the rows that match."""
        return self.in_order(model).filter(**where).values_list(*fields)

    # --- The coding frame: small, needed whole, read once a page

    @cached_property
    def issues(self) -> dict[int, IssueRow]:
        """Issues by primary key, in their order."""
        rows = self.values(models.Issue, *IssueRow._fields)
        return {row[0]: IssueRow(*row) for row in rows}

    @cached_property
    def options(self) -> dict[int, OptionRow]:
        """Options by primary key; those of one issue in their order."""
        issues = self.issues
        rows = self.values(models.Option, "id", "slug", "label", "issue_id")
        return {
            pk: OptionRow(pk, slug, label, issues[issue])
            for pk, slug, label, issue in rows
            if issue in issues
        }

    @cached_property
    def actors(self) -> dict[int, ActorRow]:
        """Actors by primary key, in their order."""
        rows = self.values(models.Actor, *ActorRow._fields)
        return {row[0]: ActorRow(*row) for row in rows}

    @cached_property
    def option_labels(self) -> dict[tuple[str, str], str]:
        """Labels of options by the slugs of issue and option."""
        return {(o.issue.slug, o.slug): o.label for o in self.options.values()}

    @cached_property
    def issues_by_slug(self) -> dict[str, IssueRow]:
        return {issue.slug: issue for issue in self.issues.values()}

    @cached_property
    def actors_by_slug(self) -> dict[str, ActorRow]:
        return {actor.slug: actor for actor in self.actors.values()}

    # --- Facts for the analysis

    def clauses(self, draft_id: int) -> list[ClauseRow]:
        rows = self.values(models.Clause, *ClauseRow._fields, draft_id=draft_id)
        return [ClauseRow(*row) for row in rows]

    def positions(self, clauses: Iterable[ClauseRow]) -> tuple[facts.Position, ...]:
        """The positions that clauses take, in the order of the clauses."""
        found = self.positions_by_clause({clause.id: clause for clause in clauses})
        return tuple(position for each in found.values() for position in each)

    def positions_by_clause(
        self, clauses: dict[int, ClauseRow]
    ) -> dict[int, list[facts.Position]]:
        options, actors = self.options, self.actors
        rows = list(
            self.values(
                models.ClausePosition,
                "id",
                "clause_id",
                "option_id",
                "alternative",
                "note",
                clause_id__in=list(clauses),
            )
        )
        proponents: dict[int, list[str]] = defaultdict(list)
        for position, actor in self.values(
            models.PositionProponent,
            "position_id",
            "actor_id",
            position_id__in=[row[0] for row in rows],
        ):
            proponents[position].append(actors[actor].slug)
        found: dict[int, list[facts.Position]] = {pk: [] for pk in clauses}
        for pk, clause, option_id, alternative, note in rows:
            option = options[option_id]
            found[clause].append(
                facts.Position(
                    clauses[clause].number,
                    option.issue.slug,
                    option.slug,
                    alternative,
                    tuple(proponents.get(pk, ())),
                    note,
                )
            )
        return found

    def red_lines(
        self, on: date | None = None, **where: Any
    ) -> tuple[facts.RedLine, ...]:
        """Red lines inside the coding frame, in force on a day (None: ever held).

        `where` narrows the rows further, by fields of the model.
        """
        rows = self.rows(models.RedLine, "order", "id").filter(
            issue_id__isnull=False, **where
        )
        if on is not None:
            # Partial dates are ISO text: a month sorts before each of its days.
            day = on.isoformat()
            rows = rows.filter(stated_on__lte=day).filter(
                Q(valid_until="") | Q(valid_until__gt=day)
            )
        lines = list(
            rows.values_list(
                "id",
                "slug",
                "actor_id",
                "issue_id",
                "kind",
                "strength",
                "stated_on",
                "valid_until",
            )
        )
        stances = self._stances([line[0] for line in lines])
        actors, issues = self.actors, self.issues
        empty: _Stances = _Stances(frozenset(), frozenset(), ())
        return tuple(
            facts.RedLine(
                id=slug,
                actor=actors[actor].slug,
                issue=issues[issue].slug,
                kind=kind,
                strength=strength,
                acceptable=(stance := stances.get(pk, empty)).acceptable,
                unacceptable=stance.unacceptable,
                conditional=stance.conditional,
                stated_on=stated_on,
                valid_until=valid_until,
            )
            for pk, slug, actor, issue, kind, strength, stated_on, valid_until in lines
        )

    def _stances(self, red_lines: Collection[int]) -> dict[int, "_Stances"]:
        rows = list(
            self.values(
                models.RedLineStance,
                "id",
                "red_line_id",
                "option_id",
                "stance",
                "note",
                red_line_id__in=red_lines,
            )
        )
        requirements = self._requirements(
            [row[0] for row in rows if row[3] == "conditional"]
        )
        options = self.options
        accepted: dict[int, set[str]] = defaultdict(set)
        refused: dict[int, set[str]] = defaultdict(set)
        conditional: dict[int, list[facts.Conditional]] = defaultdict(list)
        for pk, line, option_id, stance, note in rows:
            option = options[option_id].slug
            if stance == "acceptable":
                accepted[line].add(option)
            elif stance == "unacceptable":
                refused[line].add(option)
            else:
                conditional[line].append(
                    facts.Conditional(option, requirements.get(pk, ()), note)
                )
        return {
            line: _Stances(
                frozenset(accepted.get(line, ())),
                frozenset(refused.get(line, ())),
                tuple(conditional.get(line, ())),
            )
            for line in {row[1] for row in rows}
        }

    def _requirements(
        self, stances: Collection[int]
    ) -> dict[int, tuple[facts.Requirement, ...]]:
        options = self.options
        grouped: dict[int, dict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for stance, option_id in self.values(
            models.StanceRequirement, "stance_id", "option_id", stance_id__in=stances
        ):
            option = options[option_id]
            grouped[stance][option.issue.slug].append(option.slug)
        return {
            stance: tuple(
                facts.Requirement(issue, frozenset(slugs))
                for issue, slugs in by_issue.items()
            )
            for stance, by_issue in grouped.items()
        }

    def assessments(
        self, clauses: dict[int, ClauseRow]
    ) -> tuple[facts.Assessment, ...]:
        """Editors' overrides of verdicts on these clauses."""
        rows = list(
            self.rows(models.Assessment, "id")
            .filter(clause_id__in=list(clauses))
            .values_list("clause_id", "red_line_id", "verdict", "reason")
        )
        if not rows:
            return ()
        slugs = dict(
            self.rows(models.RedLine)
            .filter(id__in={row[1] for row in rows})
            .values_list("id", "slug")
        )
        return tuple(
            facts.Assessment(
                clauses[clause].number, slugs[line], facts.Verdict(verdict), reason
            )
            for clause, line, verdict, reason in rows
            if line in slugs
        )


class _Stances(NamedTuple):
    acceptable: frozenset[str]
    unacceptable: frozenset[str]
    conditional: tuple[facts.Conditional, ...]


def _order(model: type[Model]) -> list[str]:
    names = {field.name for field in model._meta.concrete_fields}
    return ["order", "id"] if "order" in names else ["id"]
