from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models, standing
from plans.analysis.facts import RedLine
from plans.citing import citations
from plans.forms.reading import ReadingForm
from plans.issue_page import by_actor, couplings, draft_rows, refused, stance_table
from plans.line_entries import line_entries
from plans.models.choices import Bottleneck, Category
from plans.page_rows import IssueRow, OptionRow, by_area
from plans.snapshot import Snapshot
from plans.views.common import citation


class ListedIssue(NamedTuple):
    """An issue in the list; `unrefused` is empty where nobody has a line on it."""

    issue: IssueRow
    bottleneck: str
    options: str
    actors: str
    unrefused: str
    drafts: str


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    options = _options_by_issue(snapshot)
    lines: dict[str, list[RedLine]] = defaultdict(list)
    for line in snapshot.red_lines(reading.as_of):
        lines[line.issue].append(line)
    drafts = _drafts_by_issue(snapshot)
    rows = [
        _listed(issue, options[issue.slug], lines[issue.slug], drafts[issue.slug])
        for issue in snapshot.issues.values()
    ]
    areas = by_area(rows, lambda row: row.issue.category)
    context = {
        "form": form,
        "reading": reading,
        "areas": [(area.value, area.label, own) for area, own in areas],
        "total": len(rows),
        "option_count": len(snapshot.options),
        "draft_count": len(set().union(*drafts.values())),
    }
    return render(request, "plans/issue_list.html", context)


def _options_by_issue(snapshot: Snapshot) -> dict[str, list[OptionRow]]:
    found: dict[str, list[OptionRow]] = defaultdict(list)
    for option in snapshot.options.values():
        found[option.issue.slug].append(option)
    return found


def _drafts_by_issue(snapshot: Snapshot) -> dict[str, set[int]]:
    """The drafts that take an option of each issue."""
    options, found = snapshot.options, defaultdict(set)
    for option, draft in snapshot.values(
        models.ClausePosition, "option_id", "clause__draft_id"
    ):
        if option in options and draft:
            found[options[option].issue.slug].add(draft)
    return found


def _listed(
    issue: IssueRow,
    options: list[OptionRow],
    lines: Iterable[RedLine],
    drafts: set[int],
) -> ListedIssue:
    lines = list(lines)
    unrefused = len(options) - len(refused(options, lines))
    return ListedIssue(
        issue,
        Bottleneck(issue.bottleneck).label if issue.bottleneck else "",
        str(len(options)),
        str(len({line.actor for line in lines})),
        f"{unrefused} of {len(options)}" if lines else "",
        str(len(drafts)),
    )


@require_safe
def issue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    issue = snapshot.issues_by_slug.get(slug)
    if issue is None:
        raise Http404
    options = _options_by_issue(snapshot)[slug]
    lines = standing.with_stances(
        snapshot, standing.read_lines(snapshot, issue_id=issue.id)
    )
    cited = citations(snapshot, {models.RedLineSource: [line.id for line in lines]})
    entries = line_entries(snapshot, lines, cited[models.RedLineSource], reading.as_of)
    in_force = [entry for entry in entries if entry.when == "in force"]
    actors = by_actor(snapshot, in_force)
    from_here, to_here = couplings(snapshot, slug)
    drafts = draft_rows(snapshot, options, standing.takings(snapshot, {slug}))
    context = {
        "form": form,
        "reading": reading,
        "issue": issue,
        "area": Category(issue.category).label,
        "bottleneck": Bottleneck(issue.bottleneck).label if issue.bottleneck else "",
        "options": options,
        "actors": actors,
        "table": stance_table(options, actors),
        "in_force": in_force,
        "past": by_actor(snapshot, [each for each in entries if each.when == "ended"]),
        "later": by_actor(snapshot, [each for each in entries if each.when == "later"]),
        "unrefused": [
            option
            for option in options
            if option.slug
            not in refused(options, [entry.line.fact for entry in in_force])
        ],
        "drafts": drafts,
        "addressing": sum(bool(each.taken) for each in drafts),
        "scale_width": str(12 * len(options)),
        "from_here": from_here,
        "to_here": to_here,
        **citation(request, reading),
    }
    return render(request, "plans/issue_detail.html", context)
