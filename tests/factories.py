"""Small records for tests: each function makes one, with what it cannot do without."""

from itertools import count
from typing import Any

from plans.models import (
    Actor,
    Clause,
    ClauseParty,
    ClausePosition,
    ClauseSource,
    Coupling,
    CouplingConsequence,
    Draft,
    Event,
    Issue,
    Option,
    Plan,
    PositionProponent,
    RedLine,
    RedLineSource,
    RedLineStance,
    RedLineTest,
    Scenario,
    ScenarioChoice,
    Source,
    StanceRequirement,
)

_numbers = count(1)


def make_actor(slug: str = "", **values: Any) -> Actor:
    slug = slug or f"actor-{next(_numbers)}"
    values = {
        "name": slug.capitalize(),
        "short_name": slug.capitalize(),
        "kind": "state",
        "role": "belligerent",
        "summary": f"The actor {slug}.",
        **values,
    }
    return Actor.objects.create(slug=slug, **values)


def make_source(slug: str = "", **values: Any) -> Source:
    slug = slug or f"source-{next(_numbers)}"
    values = {
        "title": f"Report {slug}",
        "publisher": "Newspaper",
        "url": f"https://example.org/{slug}",
        "date": "2025-11-20",
        "language": "en",
        "kind": "press-report",
        "tier": "named-press",
        **values,
    }
    return Source.objects.create(slug=slug, **values)


def make_issue(
    slug: str = "", options: tuple[str, ...] = ("yes", "no"), **values: Any
) -> Issue:
    slug = slug or f"issue-{next(_numbers)}"
    title = slug.replace("-", " ").capitalize()
    values = {"category": "forces", "title": title, "question": f"{title}?", **values}
    issue = Issue.objects.create(slug=slug, **values)
    for place, option in enumerate(options, 1):
        label = option.replace("-", " ").capitalize()
        Option.objects.create(issue=issue, slug=option, label=label, order=place * 10)
    return issue


def make_plan(slug: str = "", **values: Any) -> Plan:
    slug = slug or f"plan-{next(_numbers)}"
    values = {"title": f"Plan {slug}", "summary": "A track.", **values}
    return Plan.objects.create(slug=slug, **values)


def make_draft(slug: str = "", clauses: int = 0, **values: Any) -> Draft:
    slug = slug or f"draft-{next(_numbers)}"
    values = {
        "title": f"Draft {slug}",
        "short_title": slug,
        "date": "2025-11-20",
        "status": "leaked",
        "completeness": "full",
        "summary": "A version.",
        **values,
    }
    draft = Draft.objects.create(
        slug=slug, plan=values.pop("plan", None) or make_plan(), **values
    )
    for number in range(1, clauses + 1):
        make_clause(draft, str(number))
    return draft


def make_clause(draft: Draft | None = None, number: str = "1", **values: Any) -> Clause:
    draft = draft or make_draft()
    values = {
        "heading": f"Heading {number}",
        "text": f"The text of clause {number}.",
        "text_basis": "restated-from-full-text",
        "status": "open",
        "order": draft.clauses.count() * 10 + 10,
        **values,
    }
    return Clause.objects.create(draft=draft, number=number, **values)


def make_position(
    clause: Clause, option: Option, *proponents: Actor, **values: Any
) -> ClausePosition:
    position = ClausePosition.objects.create(clause=clause, option=option, **values)
    for place, actor in enumerate(proponents, 1):
        PositionProponent.objects.create(
            position=position, actor=actor, order=place * 10
        )
    return position


def make_party(clause: Clause, actor: Actor, role: str = "obligor") -> ClauseParty:
    return ClauseParty.objects.create(clause=clause, actor=actor, role=role, order=10)


def cite(clause: Clause, source: Source, locator: str = "") -> ClauseSource:
    return ClauseSource.objects.create(
        clause=clause, source=source, locator=locator, order=10
    )


def make_red_line(
    actor: Actor | None = None,
    issue: Issue | None = None,
    slug: str = "",
    **values: Any,
) -> RedLine:
    slug = slug or f"red-line-{next(_numbers)}"
    values = {
        "title": f"Line {slug}",
        "statement": "It said so.",
        "kind": "red-line",
        "strength": "firm",
        "stated_on": "2025-01-01",
        **values,
    }
    return RedLine.objects.create(
        actor=actor or make_actor(), issue=issue, slug=slug, **values
    )


def make_stance(
    red_line: RedLine,
    option: Option,
    stance: str = "unacceptable",
    requires: tuple[Option, ...] = (),
    **values: Any,
) -> RedLineStance:
    row = RedLineStance.objects.create(
        red_line=red_line, issue=option.issue, option=option, stance=stance, **values
    )
    for place, required in enumerate(requires, 1):
        StanceRequirement.objects.create(stance=row, option=required, order=place * 10)
    return row


def cite_line(red_line: RedLine, source: Source, locator: str = "") -> RedLineSource:
    return RedLineSource.objects.create(
        red_line=red_line, source=source, locator=locator, order=10
    )


def make_event(slug: str = "", **values: Any) -> Event:
    slug = slug or f"event-{next(_numbers)}"
    values = {
        "date": "2025-11-20",
        "kind": "talks",
        "title": f"Event {slug}",
        "summary": "It happened.",
        **values,
    }
    return Event.objects.create(slug=slug, **values)


def make_test(
    red_line: RedLine,
    event: Event | None = None,
    outcome: str = "upheld",
    note: str = "",
) -> RedLineTest:
    return RedLineTest.objects.create(
        event=event or make_event(),
        red_line=red_line,
        outcome=outcome,
        note=note or "It held.",
        order=10,
    )


def make_coupling(option: Option, *consequences: Option, **values: Any) -> Coupling:
    values = {"slug": f"coupling-{next(_numbers)}", "note": "It follows.", **values}
    coupling = Coupling.objects.create(option=option, **values)
    for place, consequence in enumerate(consequences, 1):
        CouplingConsequence.objects.create(
            coupling=coupling, option=consequence, order=place * 10
        )
    return coupling


def make_scenario(slug: str = "", *options: Option, **values: Any) -> Scenario:
    slug = slug or f"scenario-{next(_numbers)}"
    scenario = Scenario.objects.create(slug=slug, **{"name": f"A {slug}", **values})
    for option in options:
        ScenarioChoice.objects.create(
            scenario=scenario, option=option, issue_id=option.issue_id
        )
    return scenario
