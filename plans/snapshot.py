"""The tracked records, as they stand or as they stood at a moment of record time.

A page asks a `Snapshot` for rows and for facts; the same code then shows the page as
it is and as it was. A constant number of queries serves any number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet

from plans import models, prepared
from plans.analysis import facts
from plans.page_rows import ActorRow, ClauseRow, DraftRow, IssueRow, LineRow, OptionRow
from plans.past_values import past_values

M = TypeVar("M", bound=Model)


class Snapshot:
    """The records at a moment, or as they are now (`moment` None)."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment
        # What the facts that were read speak of, by the slugs that they use.
        self.issue_names: dict[str, str] = {}
        self.issue_areas: dict[str, str] = {}
        self.option_names: dict[tuple[str, str], str] = {}
        self.actor_names: dict[str, str] = {}

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

    def values(self, model: type[Model], *paths: str, **where: Any) -> Iterable[Any]:
        """Tuples of the named fields of the rows that match, in their order.

        A path may follow foreign keys ("option__issue__slug"); of the past, each step
        leads to the row as it stood then. So may the names in `where`, whose values
        are plain ones. A path may begin with a relation to many rows: a row then comes
        once for each of them.
        """
        if self.moment is None:
            return prepared.fetch(model, paths, _order_of(model, paths), where)
        return past_values(self.in_order, model, paths, where)

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

    def draft(self, slug: str) -> DraftRow | None:
        """The draft of an address, None where there is none."""
        rows = list(self.values(models.Draft, *DraftRow.PATHS, slug=slug))
        return DraftRow(*rows[0]) if rows else None

    def drafts(self) -> list[DraftRow]:
        """All drafts, oldest first."""
        rows = self.values(models.Draft, *DraftRow.PATHS)
        return sorted((DraftRow(*row) for row in rows), key=lambda row: row.date)

    def clauses(self, draft_id: int) -> list[ClauseRow]:
        """The clauses of a draft, in their order."""
        rows = self.values(models.Clause, *ClauseRow._fields, draft_id=draft_id)
        return [ClauseRow(*row) for row in rows]

    def positions(self, clauses: Iterable[ClauseRow]) -> tuple[facts.Position, ...]:
        """The positions that clauses take, in the order of the clauses."""
        found = self.positions_by_clause({clause.id: clause for clause in clauses})
        return tuple(position for each in found.values() for position in each)

    def positions_by_clause(
        self, clauses: Mapping[int, ClauseRow], *, proponents: bool = True
    ) -> dict[int, list[facts.Position]]:
        """The positions of each clause, none for one that takes none.

        Without `proponents` they are not read, and so empty.
        """
        paths = [
            "id",
            "clause_id",
            "option__issue__slug",
            "option__issue__title",
            "option__issue__category",
            "option__slug",
            "option__label",
            "alternative",
            "note",
        ]
        if proponents:
            # A position comes once for each of its proponents.
            paths += ["proponents__actor__slug", "proponents__actor__short_name"]
        rows = self.values(models.ClausePosition, *paths, clause_id__in=list(clauses))
        found: dict[int, list[facts.Position]] = {pk: [] for pk in clauses}
        last = None
        for pk, clause, issue, title, area, option, label, letter, note, *by in rows:
            self.issue_names[issue] = title
            self.issue_areas[issue] = area
            self.option_names[issue, option] = label
            actors: tuple[str, ...] = ()
            if by and by[0] is not None:
                actors = (by[0],)
                self.actor_names[by[0]] = by[1]
            own = found[clause]
            if pk == last:
                actors = own.pop().proponents + actors
            last = pk
            own.append(
                facts.Position(
                    clauses[clause].number, issue, option, letter, actors, note
                )
            )
        return found

    def line_rows(self, on: date | None = None, **where: Any) -> list[LineRow]:
        """Red lines inside the coding frame, in force on a day (None: ever held).

        `where` narrows the rows further, by columns of the model.
        """
        where["issue_id__isnull"] = False
        # Partial dates are ISO text: a month sorts before each of its days.
        day = on.isoformat() if on else ""
        if day:
            where["stated_on__lte"] = day
        rows = self.values(models.RedLine, *LineRow.PATHS, **where)
        lines = [LineRow(*row) for row in rows]
        if day:
            lines = [
                line for line in lines if not line.valid_until or line.valid_until > day
            ]
        for line in lines:
            self.actor_names[line.actor] = line.actor_name
            self.issue_names[line.issue] = line.issue_title
        return lines

    def red_lines(
        self, on: date | None = None, **where: Any
    ) -> tuple[facts.RedLine, ...]:
        """The red lines of `line_rows` as facts."""
        return self.as_facts(self.line_rows(on, **where))

    def as_facts(self, lines: Sequence[LineRow]) -> tuple[facts.RedLine, ...]:
        """Red lines with the options that they accept, refuse and tie to conditions."""
        accepted, refused, conditional = self._stances(
            {line.id: line.issue for line in lines}
        )
        nothing: frozenset[str] = frozenset()
        return tuple(
            facts.RedLine(
                line.slug,
                line.actor,
                line.issue,
                line.kind,
                line.strength,
                frozenset(accepted[line.id]) if line.id in accepted else nothing,
                frozenset(refused[line.id]) if line.id in refused else nothing,
                tuple(conditional.get(line.id, ())),
                line.stated_on,
                line.valid_until,
            )
            for line in lines
        )

    def _stances(
        self, issues: Mapping[int, str]
    ) -> tuple[
        dict[int, list[str]], dict[int, list[str]], dict[int, list[facts.Conditional]]
    ]:
        accepted: dict[int, list[str]] = defaultdict(list)
        refused: dict[int, list[str]] = defaultdict(list)
        # By red line and option: the note, and the options required by issue.
        conditions: dict[tuple[int, str], tuple[str, dict[str, list[str]]]] = {}
        for line, option, label, stance, note, *required in self.values(
            models.RedLineStance,
            "red_line_id",
            "option__slug",
            "option__label",
            "stance",
            "note",
            "requirements__option__issue__slug",
            "requirements__option__issue__title",
            "requirements__option__slug",
            "requirements__option__label",
            red_line_id__in=issues,
        ):
            self.option_names[issues[line], option] = label
            if stance == "acceptable":
                accepted[line].append(option)
            elif stance == "unacceptable":
                refused[line].append(option)
            else:
                needs = conditions.setdefault((line, option), (note, {}))[1]
                self._require(needs, *required)
        conditional: dict[int, list[facts.Conditional]] = defaultdict(list)
        for (line, option), (note, needs) in conditions.items():
            requires = tuple(
                facts.Requirement(issue, frozenset(options))
                for issue, options in needs.items()
            )
            conditional[line].append(facts.Conditional(option, requires, note))
        return accepted, refused, conditional

    def _require(
        self,
        needs: dict[str, list[str]],
        issue: str | None,
        title: str,
        option: str,
        label: str,
    ) -> None:
        """Note an option that a condition requires; None where it requires none."""
        if issue is not None:
            self.issue_names[issue] = title
            self.option_names[issue, option] = label
            needs.setdefault(issue, []).append(option)

    def assessments(
        self, clauses: Mapping[int, ClauseRow]
    ) -> tuple[facts.Assessment, ...]:
        """Editors' overrides of verdicts on these clauses."""
        found = self.assessments_by_clause(clauses)
        return tuple(assessment for each in found.values() for assessment in each)

    def assessments_by_clause(
        self, clauses: Mapping[int, ClauseRow]
    ) -> dict[int, list[facts.Assessment]]:
        """The overrides on each clause: those of several drafts may bear one number."""
        found: dict[int, list[facts.Assessment]] = {pk: [] for pk in clauses}
        for clause, red_line, verdict, reason in self.values(
            models.Assessment,
            "clause_id",
            "red_line__slug",
            "verdict",
            "reason",
            clause_id__in=list(clauses),
        ):
            if red_line is not None:
                number, judged = clauses[clause].number, facts.Verdict(verdict)
                own = facts.Assessment(number, red_line, judged, reason)
                found[clause].append(own)
        return found


@cache
def _order(model: type[Model]) -> tuple[str, ...]:
    names = {field.name for field in model._meta.concrete_fields}
    return ("order", "id") if "order" in names else ("id",)


@cache
def _order_of(model: type[Model], paths: tuple[str, ...]) -> tuple[str, ...]:
    """The order of rows that come once for each row behind a relation to many."""
    order = list(_order(model))
    for head in dict.fromkeys(path.partition("__")[0] for path in paths):
        field: Any = model._meta.get_field(head)
        if field.one_to_many:
            order += [f"{head}__{name}" for name in _order(field.related_model)]
    return tuple(order)
