from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans.addresses import address
from plans.alignments import recorded_pairs
from plans.compare_markup import options
from plans.compare_page import ComparePage
from plans.comparison_files import Pinned, as_document, notices
from plans.comparisons import Comparison, Lines, compare_drafts, compare_moments
from plans.files.lists import changes_csv, changes_json
from plans.files.word import comparison_docx
from plans.forms.compare import ChooserForm, CompareForm
from plans.models.choices import DraftStatus
from plans.page_rows import DraftRow
from plans.snapshot import Snapshot
from plans.templatetags.tracker import day
from plans.views.common import citation, iso

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {
    "docx": (comparison_docx, WORD),
    "csv": (changes_csv, "text/csv; charset=utf-8"),
    "json": (changes_json, "application/json"),
}
# A file pinned to a past moment stays as it is; a week is enough for a footnote.
PINNED_FOR = 7 * 24 * 60 * 60


class Asked(NamedTuple):
    """A comparison, and the drafts that one could choose instead."""

    form: CompareForm
    found: Comparison
    drafts: list[DraftRow]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Lead to the comparison asked for; without one, show what can be compared."""
    reading = ChooserForm(request.GET, ()).reading()
    snapshot = Snapshot(reading.revision_at)
    drafts = snapshot.drafts()
    form = ChooserForm(request.GET, drafts)
    if form.chosen:
        query = request.GET.copy()
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        older, newer = form.asked("older"), form.asked("newer")
        for name in ("older", "newer"):
            del query[name]
        url = address("draft-compare", newer, older)
        return redirect(f"{url}?{query.urlencode()}" if query else url)
    offers = _offers(snapshot, drafts)
    first = offers[0][1][0] if offers else None
    context = {
        "form": form,
        "reading": reading,
        "any_draft": bool(drafts),
        "older_options": _drafts(
            drafts, form.asked("older") or (first.older.slug if first else "")
        ),
        "newer_options": _drafts(
            drafts, form.asked("newer") or (first.newer.slug if first else "")
        ),
        "same": bool(form.asked("older"))
        and form.asked("older") == form.asked("newer"),
        "offers": offers,
    }
    return render(request, "plans/compare.html", context)


@require_safe
@vary_on_headers("HX-Request")
def draft_compare(request: HttpRequest, slug: str, older: str) -> HttpResponse:
    asked = _asked(request, slug, older)
    if asked is None:
        return _moments_wanted(request, slug)
    form, found, drafts = asked
    page = ComparePage(found, form)
    context = (
        _sides(found)
        | page.texts()
        | {
            "form": form,
            "reading": form.reading(),
        }
    )
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "plans/draft_compare.html#texts", context)
    context |= page.context() | _links(form, found) | citation(request, form.reading())
    context |= {
        "notices": notices(found),
        "cite_title": f"{found.older.draft.title} → {found.newer.draft.title}",
        "conflicts": len(found.record.conflicts),
        "older_options": _drafts(drafts, older),
        "newer_options": _drafts(drafts, slug),
        "strengths": _options(form, "strength"),
        "line_kinds": _options(form, "kind"),
    }
    return render(request, "plans/draft_compare.html", context)


@require_safe
def compare_file(
    request: HttpRequest, slug: str, older: str, kind: str
) -> HttpResponse:
    if kind not in FILES:
        raise Http404("There is no such kind of file.")
    asked = _asked(request, slug, older)
    if asked is None:
        return _moments_wanted(request, slug)
    form, found, _ = asked
    reading = form.reading()
    now = timezone.now().astimezone(UTC)
    moment = found.newer.snapshot.moment
    recorded_at = moment or now
    pinned = {"as_of": reading.as_of.isoformat()}
    pinned["newer_at" if found.one_draft else "revision_at"] = iso(recorded_at)
    document = as_document(
        found,
        Pinned(
            reading.as_of,
            recorded_at,
            request.build_absolute_uri(found.url + form.question(**pinned)),
        ),
    )
    write, content_type = FILES[kind]
    response = HttpResponse(write(document), content_type=content_type)
    name = f"{older}--{slug}-as-of-{reading.as_of}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if moment and moment < now and reading.pinned:
        patch_cache_control(response, public=True, max_age=PINNED_FOR)
    else:
        patch_cache_control(response, no_cache=True)
    return response


def _asked(request: HttpRequest, slug: str, older: str) -> Asked | None:
    """The comparison of an address; None for a draft with itself at one moment."""
    form = CompareForm(request.GET)
    reading = form.reading()
    kind = form.asked("kind")
    lines = Lines(
        reading.as_of,
        strength=form.asked("strength") or None,
        kinds=[kind] if kind else None,
    )
    if slug == older:
        first = form.asked("older_at")
        if not first:
            return None
        return Asked(form, _at_moments(slug, first, _newer_at(form), lines), [])
    snapshot = Snapshot(reading.revision_at)
    drafts = snapshot.drafts()
    known = {draft.slug: draft for draft in drafts}
    if slug not in known or older not in known:
        raise Http404("No draft has this address.")
    found = compare_drafts(snapshot, known[older], known[slug], lines)
    return Asked(form, found, drafts)


def _newer_at(form: CompareForm) -> datetime | None:
    return form.asked("newer_at") or form.reading().revision_at


def _at_moments(
    slug: str, first: datetime, second: datetime | None, lines: Lines
) -> Comparison:
    before, after = Snapshot(first), Snapshot(second)
    older, newer = before.draft(slug), after.draft(slug)
    if older is None or newer is None:
        raise Http404("The draft was not recorded at both moments.")
    return compare_moments(before, older, after, newer, lines)


def _moments_wanted(request: HttpRequest, slug: str) -> HttpResponse:
    query = request.GET.copy()
    query["older"] = query["newer"] = slug
    return redirect(f"{address('compare')}?{query.urlencode()}")


def _sides(found: Comparison) -> dict[str, Any]:
    return {
        "older": found.older.draft,
        "newer": found.newer.draft,
        "one_draft": found.one_draft,
        "older_at": found.older.snapshot.moment,
        "newer_at": found.newer.snapshot.moment,
        "url": found.url,
    }


def _links(form: CompareForm, found: Comparison) -> dict[str, Any]:
    """Where the page leads with one of its parameters changed."""
    older, newer = found.older.draft, found.newer.draft
    reading = form.reading()
    swapped = form.query(
        older_at=form["newer_at"].value() or "", newer_at=form["older_at"].value() or ""
    )
    return {
        "question": form.question(),
        "swap_url": address("draft-compare", older.slug, newer.slug)
        + (swapped if found.one_draft else form.query()),
        "files": [
            (label, f"{found.url}files/{kind}/{form.question()}")
            for label, kind in (("Word", "docx"), ("CSV", "csv"), ("JSON", "json"))
        ],
        "lineage_url": f"{found.url}lineage/{reading.query}",
        "as_drafted": reading.as_of.isoformat() == newer.first_day,
        "as_drafted_url": form.query(as_of=newer.first_day),
        "today_url": form.query(as_of="") or found.url,
        "backwards": not found.one_draft and older.first_day > newer.first_day,
    }


def _options(form: CompareForm, name: str) -> SafeString:
    choices = form.fields[name].choices  # type: ignore[attr-defined]
    return options(
        [(str(value), str(label)) for value, label in choices], form.asked(name)
    )


def _drafts(drafts: Iterable[DraftRow], chosen: str) -> SafeString:
    """The drafts to choose from, newest first."""
    newest = reversed(list(drafts))
    return options(
        [(each.slug, f"{each.short_title}, {day(each.date)}") for each in newest],
        chosen,
    )


class Offer(NamedTuple):
    """Two drafts that are worth comparing."""

    older: DraftRow
    newer: DraftRow

    @property
    def url(self) -> str:
        return address("draft-compare", self.newer.slug, self.older.slug)


def _offers(
    snapshot: Snapshot, drafts: list[DraftRow]
) -> list[tuple[str, list[Offer]]]:
    """Drafts between which lineage is recorded, then neighbours in a plan."""
    by_slug = {draft.slug: draft for draft in drafts}
    recorded = [
        Offer(by_slug[older], by_slug[newer])
        for older, newer in recorded_pairs(snapshot)
        if older in by_slug and newer in by_slug
    ]
    last: dict[str, DraftRow] = {}
    neighbours = []
    for draft in drafts:
        # Models from the literature stand beside each other; none follows another.
        if draft.status == DraftStatus.ANALYTICAL:
            continue
        if draft.plan in last:
            neighbours.append(Offer(last[draft.plan], draft))
        last[draft.plan] = draft
    groups = [
        ("Lineage recorded by editors", recorded),
        ("Next to each other in a plan", [x for x in neighbours if x not in recorded]),
    ]
    return [
        (title, sorted(own, key=_days, reverse=True)) for title, own in groups if own
    ]


def _days(offer: Offer) -> tuple[str, str]:
    return offer.newer.date, offer.older.date
