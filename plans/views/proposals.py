"""The lineage of two drafts: for all to read, for editors to confirm."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from plans import models
from plans.addresses import address
from plans.citing import citations
from plans.forms.proposals import (
    BulkForm,
    ConfirmForm,
    LinkFilter,
    LinkForm,
    RejectForm,
    RemoveForm,
)
from plans.htmx import page_or_partial
from plans.lineage_edits import (
    NewLink,
    Refused,
    changed_reason,
    confirm,
    current,
    editing,
    record,
    reject,
    remove,
    stamps,
)
from plans.lineage_page import (
    Notice,
    Opened,
    disputes_of,
    opened_form,
    rows_of,
    steps_of,
    totals_of,
)
from plans.proposals import Entry, Pair, clauses_of, places, read_pair
from plans.snapshot import Snapshot
from plans.views.common import citation

ADD, DELETE = "plans.add_clauselink", "plans.delete_clauselink"
UNDONE = "Taken back right after it was recorded"


class Done(NamedTuple):
    """What an action did: in words, to which records, and where to look next."""

    said: str = ""
    written: tuple[int, ...] = ()
    focus: Any = None  # a clause, by side and number
    opened: Opened | None = None  # a form that is not valid, or is refused
    refused: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def compare_lineage(request: HttpRequest, slug: str, older: str) -> HttpResponse:
    filters = LinkFilter(request.GET)
    moment = filters.reading().revision_at
    if request.method == "POST":
        if moment:
            raise BadRequest("Records of the past cannot be changed.")
        return _post(request, filters, older, slug)
    snapshot = Snapshot(moment)
    pair = _pair(snapshot, older, slug)
    focus = pair.by_key.get(request.GET.get("at", ""))
    opened = opened_form(pair, request.GET) if _may(request, pair, moment) else None
    return _page(request, filters, snapshot, pair, opened, focus)


def _pair(snapshot: Snapshot, older: str, newer: str) -> Pair:
    pair = read_pair(snapshot, older, newer) if older != newer else None
    if pair is None:
        raise Http404("No two drafts have this address.")
    return pair


def _may(request: HttpRequest, pair: Pair, moment: Any) -> bool:
    """Whether the reader may record links here."""
    return not moment and not pair.closed and request.user.has_perm(ADD)


# --- What is asked of a page


def _post(
    request: HttpRequest, filters: LinkFilter, older: str, newer: str
) -> HttpResponse:
    permission, act = ACTIONS.get(request.POST.get("action", ""), ("", None))
    if act is None:
        raise BadRequest("Nothing that can be done here was asked for.")
    if not request.user.has_perm(permission):
        raise PermissionDenied
    try:
        with editing(older, newer) as pair:
            done = act(request.POST, pair)
    except Refused as refusal:
        done = Done(refused=str(refusal))
    if done.said:
        links = ",".join(map(str, done.written))
        messages.success(request, done.said, extra_tags=links)
    if done.refused:
        messages.warning(request, done.refused)
    snapshot = Snapshot()
    pair = _pair(snapshot, older, newer)
    focus = pair.entry_of(*done.focus) if done.focus else None
    if done.opened or request.htmx:  # type: ignore[attr-defined]
        return _page(request, filters, snapshot, pair, done.opened, focus)
    anchor = f"#link-{focus.key}" if focus else "#links"
    return redirect(f"{request.path}{filters.query()}{anchor}")


def _confirm(data: QueryDict, pair: Pair) -> Done:
    form = ConfirmForm(data)
    several = "bulk_least" in data
    if not form.is_valid():
        return _again(form, data, pair) if several else Done(refused=_first(form))
    wanted = form.wanted()
    try:
        written, already = confirm(pair, wanted, form.cleaned_data["reason"])
    except Refused as refusal:
        if not several:
            return Done(refused=str(refusal), focus=_first_clause(wanted))
        form.add_error(None, str(refusal))
        return _again(form, data, pair)
    said = _told(pair, wanted, len(written), already)
    return Done(said, tuple(written), _first_clause(wanted))


def _told(pair: Pair, wanted: Any, written: int, already: list[Entry]) -> str:
    recorded = [pair.by_key[key] for key in wanted if pair.by_key[key] not in already]
    parts = []
    if written == 1:
        parts.append(f"Recorded {recorded[0].name}, {recorded[0].kind_label}.")
    elif written:
        parts.append(f"Recorded {written} links.")
    if len(already) == 1:
        (entry,) = already
        said = f"{entry.name} was recorded already, as {entry.kind_label}."
        parts.append(f"{said[0].upper()}{said[1:]}")
    elif already:
        parts.append(f"{len(already)} links were recorded already.")
    return " ".join(parts) if written else f"{' '.join(parts)} Nothing was written."


def _again(form: ConfirmForm, data: QueryDict, pair: Pair) -> Done:
    """The preview of several links once more, with what was chosen and typed."""
    bulk = BulkForm(data)
    kept = {value.rpartition(":")[0] for value in data.getlist("link")}
    entries = bulk.chosen(pair)
    return Done(opened=Opened("bulk", bulk, None, entries, form, kept))


def _change(data: QueryDict, pair: Pair) -> Done:
    form = LinkForm(pair, data)
    entry = pair.by_key.get(data.get("key", ""))
    if form.is_valid():
        try:
            entry = current(pair, form.cleaned_data["key"], form.cleaned_data["token"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            # What is saved next is what is seen now.
            form.show(entry)
    if not form.is_valid() or entry is None:
        return Done(opened=Opened("change", form, entry))
    asked = form.cleaned_data
    link = NewLink(
        tuple(asked["older"]), tuple(asked["newer"]), asked["kind"], asked["note"]
    )
    reason = asked["reason"] or changed_reason(entry)
    written = record(pair, [link], reason)
    focus = ("older", link.older[0]) if link.older else ("newer", link.newer[0])
    return Done("Recorded the link as you changed it.", tuple(written), focus)


def _reject(data: QueryDict, pair: Pair) -> Done:
    form = RejectForm(data)
    entry = pair.by_key.get(data.get("key", ""))
    if form.is_valid():
        asked = form.cleaned_data
        fates = asked["older_fate"], asked["newer_fate"]
        try:
            written = reject(pair, asked["key"], asked["token"], fates, asked["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"Rejected the link of {entry.name}." if entry else ""
            return Done(said, tuple(written), clauses_of(asked["key"])[0])
    form.show(entry)
    return Done(opened=Opened("reject", form, entry))


def _remove(data: QueryDict, pair: Pair) -> Done:
    form = RemoveForm(data)
    if not form.is_valid():
        pks = [value.partition(":")[0] for value in data.getlist("link")]
        entry = next((each for each in pair.entries if str(each.pk) in pks), None)
        return Done(opened=Opened("remove", form, entry))
    try:
        removed = remove(pair, form.stamped(), form.cleaned_data["reason"])
    except Refused as refusal:
        return Done(refused=str(refusal))
    one = f"the link of {removed[0].name}"
    said = f"Removed {one if len(removed) == 1 else f'{len(removed)} links'}."
    return Done(said, (), places(removed[0].link)[0])


Action = Callable[[QueryDict, Pair], Done]
ACTIONS: dict[str, tuple[str, Action | None]] = {
    "confirm": (ADD, _confirm),
    "change": (ADD, _change),
    "reject": (ADD, _reject),
    "remove": (DELETE, _remove),
}


def _first_clause(wanted: dict[str, str]) -> Any:
    """A clause of the first link asked for; None where its key names none."""
    return next((each for key in wanted for each in clauses_of(key)), None)


def _first(form: Any) -> str:
    return next(iter(form.errors.values()))[0]


# --- The page


def _page(
    request: HttpRequest,
    filters: LinkFilter,
    snapshot: Snapshot,
    pair: Pair,
    opened: Opened | None,
    focus: Entry | None,
) -> HttpResponse:
    reading = filters.reading()
    may_edit = _may(request, pair, reading.revision_at)
    keys = [entry.pk for entry in pair.entries if entry.pk]
    notices = _notices(request) if request.user.is_authenticated else []
    stamped = stamps(keys) if may_edit else {}
    touched = {
        pk: f"{pk}:{stamped[pk]}"
        for notice in notices
        for pk in notice.links
        if pk in stamped
    }
    cited = citations(snapshot, {models.ClauseLinkSource: keys})
    rows = rows_of(pair, filters, opened, touched, focus)
    context = {
        "pair": pair,
        "form": filters,
        "reading": reading,
        "here": f"{request.path}{filters.query()}",
        "carried": [(name, each) for name, own in filters.pairs() for each in own],
        "swapped_url": address("compare-lineage", pair.older.slug, pair.newer.slug),
        "compare_url": address("draft-compare", pair.newer.slug, pair.older.slug),
        "what": f"Lineage: {pair.older.short_title} → {pair.newer.short_title}",
        "rows": rows,
        "totals": totals_of(pair, filters),
        "steps": steps_of(pair, reading.query),
        "unconfirmed": sum(not entry.is_recorded for entry in pair.entries),
        "disputes": disputes_of(pair, reading.query),
        "link_cited": cited[models.ClauseLinkSource],
        "may_edit": may_edit,
        "may_remove": may_edit and request.user.has_perm(DELETE),
        "opened": opened,
        "opened_stamp": _stamp(opened, stamped),
        "cancel_url": filters.query(at=opened.key or "bulk") if opened else "",
        "focus_bulk": request.GET.get("at") == "bulk",
        "opened_alone": opened and not any(row.opened for row in rows),
        "bulk": opened.form if opened and opened.name == "bulk" else BulkForm(),
        "notices": [(each, _stamped(each, stamped)) for each in notices],
        "undone": UNDONE,
    }
    context |= citation(request, reading)
    template = page_or_partial(request, "plans/compare_lineage.html", "links")
    return render(request, template, context)


def _stamp(opened: Opened | None, stamped: dict[int, str]) -> str:
    pk = opened.entry.pk if opened and opened.entry else None
    return stamped.get(pk, "") if pk else ""


def _notices(request: HttpRequest) -> list[Notice]:
    return [
        Notice(
            str(each),
            each.level_tag,
            tuple(int(pk) for pk in (each.extra_tags or "").split(",") if pk.isdigit()),
        )
        for each in messages.get_messages(request)
    ]


def _stamped(notice: Notice, stamped: dict[int, str]) -> list[str]:
    """What takes back all that an action wrote; none where some of it is gone."""
    if not all(pk in stamped for pk in notice.links):
        return []
    return [f"{pk}:{stamped[pk]}" for pk in notice.links]
