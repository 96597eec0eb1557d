"""What every page about settlements asks first: whose lines, how strong, which day."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from plans.forms.reading import Reading
from plans.forms.settlement import SettlementForm
from plans.page_rows import DraftRow
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

    @property
    def context(self) -> dict[str, Any]:
        """What `_settlement_form.html` shows."""
        form = self.form
        holding = {line.actor for line in self.asked.rows.values()}
        chosen = form.chosen_actors
        return {
            "form": form,
            "reading": self.reading,
            "draft": self.draft,
            "selects": form.selects(),
            "actor_boxes": form.actor_boxes(self.asked.holders),
            "kind_boxes": form.kind_boxes(),
            "chosen_actors": chosen,
            # Asked for, but without a line that counts: nothing binds them.
            "without_lines": [
                self.snapshot.actors_by_slug[each].short_name
                for each in chosen or ()
                if each not in holding
            ],
            "line_count": len(self.asked.rows),
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
        form.chosen_actors,
        form.asked("strength") or None,
        form.chosen_kinds,
        row,
    )
    return Asking(form, reading, snapshot, drafts, row, asked)
