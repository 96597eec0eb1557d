"""What every page about settlements asks first: whose lines, how strong, which day."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from plans.analysis.settlements import Answer, settle
from plans.analysis.solver import Stop
from plans.forms.reading import Reading
from plans.forms.settlement import SettlementForm
from plans.page_rows import DraftRow, LineRow
from plans.settling import Asked, gather
from plans.snapshot import Snapshot

# A page waits so long for an answer, and then shows what was found.
SECONDS = 4.0


@dataclass(frozen=True)
class Asking:
    """A question as a page's address puts it, with the records that it is put to."""

    form: SettlementForm
    reading: Reading
    snapshot: Snapshot
    drafts: list[DraftRow]
    draft: DraftRow | None
    asked: Asked

    def answer(self, stop: Stop, *, sources: bool = True) -> Answer | None:
        """The answer; None where the couplings alone leave no settlement."""
        try:
            return settle(self.asked.question, stop, sources=sources)
        except ValueError:
            return None

    @property
    def context(self) -> dict[str, Any]:
        """What `_settlement_form.html` shows."""
        counted = list(self.asked.rows.values())
        return {
            **form_context(self.form, self.snapshot, self.asked.holders, counted),
            "reading": self.reading,
            "draft": self.draft,
        }


def form_context(
    form: SettlementForm,
    snapshot: Snapshot,
    holders: Collection[str],
    counted: Collection[LineRow],
) -> dict[str, Any]:
    """What `_settlement_form.html` shows; `counted` are the lines that count.

    `holders` are the actors with a line in force, whether it counts or not.
    """
    chosen = form.chosen_actors
    holding = {line.actor for line in counted}
    return {
        "form": form,
        "selects": form.selects(),
        "actor_boxes": form.actor_boxes(holders),
        "kind_boxes": form.kind_boxes(),
        "chosen_actors": chosen,
        # Asked for, but without a line that counts: nothing binds them.
        "without_lines": [
            snapshot.actors_by_slug[each].short_name
            for each in chosen or ()
            if each not in holding
        ],
        "line_count": len(counted),
        "revision_text": form["revision_at"].value() or "",
        "filtered": any(
            form.asked(name) for name in ("actors", "strength", "kinds", "draft")
        ),
        # What keeps the question from page to page.
        "question_query": form.query(),
    }


def read(request: HttpRequest, draft: str = "") -> Asking:
    """Read the question of a page; `draft` is that of its address, if it has one.

    Raises KeyError where that draft is not recorded.
    """
    reading = SettlementForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    drafts = snapshot.drafts()
    form = SettlementForm(request.GET, snapshot.actors.values(), drafts)
    by_slug = {each.slug: each for each in drafts}
    row = by_slug[draft] if draft else by_slug.get(form.asked("draft"))
    asked = gather(
        snapshot,
        reading.as_of,
        **form.chosen,
        draft=row,
    )
    return Asking(form, reading, snapshot, drafts, row, asked)
