from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans import tables
from plans.addresses import address as page_address
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.verdicts import By, Outcome, cell, select, survey
from plans.evidence import EvidenceReader, in_words
from plans.forms.matrix import MatrixForm
from plans.models.choices import TextBasis
from plans.page_rows import ClauseRow, DraftRow, LineRow, newest_tabled
from plans.snapshot import Snapshot
from plans.views.common import citation, lead

Outcomes = Mapping[tuple[str, str], Outcome]
Columns = list[tables.Column]
AreaRows = Iterator[tuple[list[str], tables.Row]]

PANEL = "matrix-evidence"  # the id of the element that evidence is swapped into


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Lead to the matrix of a draft: the one asked for, else the newest tabled."""
    drafts = Snapshot().drafts()
    slug = request.GET.get("draft", "")
    draft = next((each for each in drafts if each.slug == slug), newest_tabled(drafts))
    if draft is None:
        raise Http404("No draft is recorded yet.")
    query = request.GET.copy()
    rows = query.pop("rows", ["clause"])[-1]
    query.pop("draft", None)
    page = "draft-issues" if rows == "issue" else "draft-matrix"
    return lead(page_address(page, draft.slug), query)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def draft_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    return _table(request, slug, "clause")


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def draft_issues(request: HttpRequest, slug: str) -> HttpResponse:
    return _table(request, slug, "issue")


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def matrix_cell(
    request: HttpRequest, slug: str, number: str, actor: str
) -> HttpResponse:
    return _table(request, slug, "clause", (number, actor))


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def issue_cell(request: HttpRequest, slug: str, issue: str, actor: str) -> HttpResponse:
    return _table(request, slug, "issue", (issue, actor))


@dataclass(frozen=True)
class Coded:
    """A draft's coding and the red lines that it is read against."""

    snapshot: Snapshot
    draft: DraftRow
    clauses: list[ClauseRow]
    by_clause: dict[int, list[Position]]
    lines: dict[str, LineRow]
    red_lines: list[RedLine]
    assessments: tuple[Assessment, ...]
    query: str  # what keeps addresses at the page's two times

    @property
    def positions(self) -> list[Position]:
        return [each for own in self.by_clause.values() for each in own]


def _table(
    request: HttpRequest, slug: str, by: By, opened: tuple[str, str] | None = None
) -> HttpResponse:
    form = MatrixForm(request.GET, [])
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    draft = snapshot.draft(slug)
    if draft is None:
        raise Http404("No draft has this address.")
    lines = snapshot.line_rows(reading.as_of)
    actors = {line.actor: line.actor_name for line in sorted(lines, key=_place)}
    form = MatrixForm(request.GET, list(actors.items()))
    coded = _coded(snapshot, draft, lines, form, proponents=opened is not None)
    context: dict[str, Any] = {
        "draft": draft,
        "reading": reading,
        "form": form,
        "by": by,
        "address": _address(draft, by, form, opened),
        "here": request.get_full_path(),
    }
    if opened:
        context["panel"] = _panel(coded, by, opened)
        # A cell's link asks for the evidence alone, to stand beside the table.
        if request.htmx.target == PANEL:  # type: ignore[attr-defined]
            return render(request, "plans/draft_matrix.html#panel", context)
    context |= _page(coded, by, form, context["address"], actors)
    context |= _links(draft, form) | citation(request, reading)
    return render(request, "plans/draft_matrix.html", context)


def _place(line: LineRow) -> tuple[int, str]:
    return line.actor_order, line.actor


def _coded(
    snapshot: Snapshot,
    draft: DraftRow,
    lines: list[LineRow],
    form: MatrixForm,
    *,
    proponents: bool,
) -> Coded:
    clauses = snapshot.clauses(draft.id)
    by_id = {clause.id: clause for clause in clauses}
    kind = form.asked("kind")
    red_lines = select(
        snapshot.as_facts(lines),
        form.reading().as_of.isoformat(),
        actors=form.asked("actors") or None,
        strength=form.asked("strength") or None,
        kinds=[kind] if kind else None,
    )
    return Coded(
        snapshot,
        draft,
        clauses,
        snapshot.positions_by_clause(by_id, proponents=proponents),
        {line.slug: line for line in lines},
        red_lines,
        snapshot.assessments(by_id),
        form.reading().query,
    )


def _address(
    draft: DraftRow, by: By, form: MatrixForm, opened: tuple[str, str] | None
) -> tables.Address:
    name = "plans:draft-matrix" if by == "clause" else "plans:draft-issues"
    return tables.Address(reverse(name, args=[draft.slug]), form.query(), opened)


def _links(draft: DraftRow, form: MatrixForm) -> dict[str, Any]:
    """Where the page leads with one of its filters changed."""
    reading = form.reading()
    return {
        "as_drafted": reading.as_of.isoformat() == draft.first_day,
        "as_drafted_url": form.query(as_of=draft.first_day) or ".",
        "today_url": form.query(as_of="") or ".",
        "clause_url": page_address("draft-matrix", draft.slug) + form.query(),
        "issue_url": page_address("draft-issues", draft.slug) + form.query(),
        "selects": form.selects(),
        "boxes": form.boxes(),
        "actors_asked": form.asked("actors"),
        "revision_text": form["revision_at"].value(),
        "filtered": any(
            form.asked(name)
            for name in ("actors", "area", "strength", "kind", "verdict", "order")
        ),
        "carried": [
            (name, form.asked(name)) for name in ("verdict", "show") if form.asked(name)
        ],
        "verdict_links": [
            {
                "verdict": value,
                "label": "crossing only" if value == "crosses" else label,
                "url": form.query(verdict=value) or "?",
                "chosen": form.asked("verdict") == value,
            }
            for value, label in form.fields["verdict"].choices  # type: ignore[attr-defined]
        ],
    }


def _page(
    coded: Coded,
    by: By,
    form: MatrixForm,
    address: tables.Address,
    actors: Mapping[str, str],
) -> dict[str, Any]:
    """The table with its totals, as the page shows them."""
    snapshot = coded.snapshot
    outcomes, standings = survey(
        coded.positions, coded.red_lines, coded.assessments, by
    )
    urls = {actor: page_address("actor-detail", actor) for actor in actors}
    touched = {actor for _, actor in outcomes}
    asked = form.asked("actors")
    columns = tables.columns(
        [
            (slug, name, urls[slug])
            for slug, name in actors.items()
            if (slug in asked if asked else slug in touched)
        ],
        form.asked("show"),
    )
    verdict = form.asked("verdict")
    keys = tables.with_verdict(outcomes, verdict) if verdict else None
    rows = _clause_rows if by == "clause" else _issue_rows
    groups = tables.grouped(
        (
            (area, row)
            for areas, row in rows(coded, outcomes, columns, address)
            if keys is None or row.key in keys
            for area in tables.in_area(areas, form.asked("area"))
        ),
        by_area=form.asked("order") != "number",
    )
    return {
        "columns": columns,
        "show_links": [
            {
                "name": column.name,
                "url": form.query(show=column.slug),
                "chosen": column.shown,
            }
            for column in columns
        ],
        "groups": groups,
        "width": len(columns) + 1,
        "row_count": sum(len(group.rows) for group in groups),
        "untouched": [
            name for slug, name in actors.items() if slug not in touched and not asked
        ],
        "totals": tables.totals(standings, coded.lines, urls),
        "any_unaddressed": any(
            each.verdict is Verdict.UNADDRESSED for each in standings.values()
        ),
        "drafts": snapshot.drafts(),
        "position_count": len(coded.positions),
        "not_public": [
            each for each in coded.clauses if each.text_basis == TextBasis.NOT_PUBLIC
        ],
    }


def _clause_rows(
    coded: Coded, outcomes: Outcomes, columns: Columns, address: tables.Address
) -> AreaRows:
    issues = coded.snapshot.issue_names
    areas = coded.snapshot.issue_areas
    draft_url, query = coded.draft.url, coded.query
    for clause in coded.clauses:
        positions = coded.by_clause[clause.id]
        hidden = clause.text_basis == TextBasis.NOT_PUBLIC
        row = tables.Row(
            clause.number,
            clause.heading,
            f"{draft_url}clauses/{clause.number}/{query}",
            tables.about(positions, issues),
            tables.cells(
                clause.number,
                f"Clause {clause.number}",
                outcomes,
                columns,
                address,
                tables.UNKNOWN if hidden else tables.BLANK,
            ),
        )
        yield [areas[each.issue] for each in positions], row


def _issue_rows(
    coded: Coded, outcomes: Outcomes, columns: Columns, address: tables.Address
) -> AreaRows:
    snapshot = coded.snapshot
    taken: dict[str, list[str]] = {}
    for position in coded.positions:
        label = snapshot.option_names[position.issue, position.option]
        letter = f"{position.alternative}: " if position.alternative else ""
        taken.setdefault(position.issue, []).append(f"{letter}{label}")
    for issue in snapshot.issues.values():
        options = dict.fromkeys(taken.get(issue.slug, []))
        row = tables.Row(
            issue.slug,
            issue.title,
            page_address("issue-detail", issue.slug) + coded.query,
            "; ".join(options) or "not addressed",
            tables.cells(issue.slug, issue.title, outcomes, columns, address),
        )
        yield [issue.category], row


def _panel(coded: Coded, by: By, opened: tuple[str, str]) -> dict[str, Any]:
    """The evidence of one cell; an empty cell says what is known of it."""
    key, actor = opened
    snapshot = coded.snapshot
    if actor not in snapshot.actor_names:
        raise Http404("No red line of this actor is in force on the day.")
    clauses = [
        clause
        for clause in coded.clauses
        if (clause.number == key if by == "clause" else _takes(coded, clause, key))
    ]
    if by == "clause" and not clauses:
        raise Http404("The draft has no clause with this number.")
    found = cell(key, actor, coded.positions, coded.red_lines, coded.assessments, by)
    lines = [coded.lines[each.red_line.id] for each in found.evidence] if found else []
    reader = EvidenceReader(snapshot, lines, [clause.id for clause in clauses])
    return {
        "key": key,
        "actor": actor,
        "actor_name": snapshot.actor_names[actor],
        "issue_name": snapshot.issue_names.get(key, key),
        "evidence": reader.of(found) if found else None,
        "clauses": [
            {
                "clause": clause,
                "url": f"{coded.draft.url}clauses/{clause.number}/",
                "positions": in_words(
                    snapshot,
                    [
                        each
                        for each in coded.by_clause[clause.id]
                        if by == "clause" or each.issue == key
                    ],
                ),
                "cited": reader.clause_cited.get(clause.id, []),
            }
            for clause in clauses
        ],
    }


def _takes(coded: Coded, clause: ClauseRow, issue: str) -> bool:
    return any(each.issue == issue for each in coded.by_clause[clause.id])
