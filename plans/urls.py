from django.urls import include, path, register_converter

from plans.models.clauses import CLAUSE_NUMBER
from plans.views import (
    actors,
    changes,
    checks,
    clauses,
    compare,
    conditions,
    drafts,
    events,
    formulas,
    issues,
    line_tests,
    lineages,
    matrix,
    overview,
    pressures,
    proposals,
    red_lines,
    reference,
    sandbox,
    scenario_saves,
    scenarios,
    search,
    settlement_maps,
    settlements,
    sources,
    synopsis,
)

app_name = "plans"


class ClauseNumberConverter:
    regex = CLAUSE_NUMBER

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ClauseNumberConverter, "number")

# /drafts/<slug>/
draft_urls = [
    path("", drafts.draft_detail, name="draft-detail"),
    path("clauses/<number:number>/", clauses.clause_detail, name="clause-detail"),
    path(
        "clauses/<number:number>/history/",
        clauses.clause_history,
        name="clause-history",
    ),
    path(
        "clauses/<number:number>/lineage/",
        lineages.clause_lineage,
        name="clause-lineage",
    ),
    path(
        "compare/<slug:older>/lineage/",
        proposals.compare_lineage,
        name="compare-lineage",
    ),
    path("check/", checks.draft_check, name="draft-check"),
    path("matrix/", matrix.draft_matrix, name="draft-matrix"),
    path(
        "matrix/<number:number>/<slug:actor>/", matrix.matrix_cell, name="matrix-cell"
    ),
    path("issues/", matrix.draft_issues, name="draft-issues"),
    path("issues/<slug:issue>/<slug:actor>/", matrix.issue_cell, name="issue-cell"),
]

# /drafts/<slug>/compare/<older>/
draft_urls += [
    path("compare/<slug:older>/", compare.draft_compare, name="draft-compare"),
    path(
        "compare/<slug:older>/files/<slug:kind>/",
        compare.compare_file,
        name="compare-file",
    ),
]

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("plans/", drafts.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", drafts.plan_detail, name="plan-detail"),
    path("plans/<slug:slug>/lineage/", lineages.plan_lineage, name="plan-lineage"),
    path("drafts/<slug:slug>/", include(draft_urls)),
    path("matrix/", matrix.matrix, name="matrix"),
    path("synopsis/", synopsis.synopsis, name="synopsis"),
    path("synopsis/files/<slug:kind>/", synopsis.synopsis_file, name="synopsis-file"),
    path("compare/", compare.compare, name="compare"),
    path("settlement/", settlements.settlement, name="settlement"),
    path(
        "settlement/files/<slug:kind>/",
        settlements.settlement_file,
        name="settlement-file",
    ),
    path("settlement/map/", settlement_maps.settlement_map, name="settlement-map"),
    path(
        "settlement/map/<slug:issue>/",
        settlement_maps.settlement_map_cell,
        name="settlement-map-cell",
    ),
    path(
        "settlement/map/<slug:issue>/<slug:actor>/",
        settlement_maps.settlement_map_cell,
        name="settlement-map-cell",
    ),
    path(
        "settlement/over-time/",
        settlement_maps.settlement_time,
        name="settlement-time",
    ),
    path("settlement/check/", checks.check, name="check"),
    path(
        "settlement/formulas/",
        formulas.settlement_formulas,
        name="settlement-formulas",
    ),
    path(
        "settlement/sandbox/save/", scenario_saves.scenario_save, name="scenario-save"
    ),
    path("scenarios/", scenarios.scenario_list, name="scenario-list"),
    path("scenarios/<slug:slug>/", scenarios.scenario_detail, name="scenario-detail"),
    path(
        "scenarios/<slug:slug>/history/",
        scenarios.scenario_history,
        name="scenario-history",
    ),
    path(
        "scenarios/<slug:slug>/delete/",
        scenarios.scenario_delete,
        name="scenario-delete",
    ),
    path("actors/", actors.actor_list, name="actor-list"),
    path("actors/<slug:slug>/", actors.actor_detail, name="actor-detail"),
    path("conditions/", conditions.actor_conditions, name="actor-conditions"),
    path("pressures/", pressures.actor_pressures, name="actor-pressures"),
    path("red-lines/", red_lines.red_line_list, name="red-line-list"),
    path("red-lines/<slug:slug>/", red_lines.red_line_detail, name="red-line-detail"),
    path(
        "red-lines/<slug:slug>/history/",
        red_lines.red_line_history,
        name="red-line-history",
    ),
    path("under-test/", line_tests.red_line_tests, name="red-line-tests"),
    path("issues/", issues.issue_list, name="issue-list"),
    path("issues/<slug:slug>/", issues.issue_detail, name="issue-detail"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:slug>/", sources.source_detail, name="source-detail"),
    path("timeline/", events.event_list, name="event-list"),
    path("timeline/<slug:slug>/", events.event_detail, name="event-detail"),
    path("settlement/sandbox/", sandbox.sandbox, name="sandbox"),
    path("search/", search.search, name="search"),
    path("changes/", changes.change_list, name="change-list"),
    path("changes/feed/", changes.ChangeFeed(), name="change-feed"),
    path("method/", reference.method, name="method"),
    path("method/codebook/", reference.codebook, name="codebook"),
    path("about/", reference.about, name="about"),
]
