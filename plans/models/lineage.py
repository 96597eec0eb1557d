from django.db import models
from django.db.models import F, Q

from plans.models.base import Ordered, Tracked, one_of
from plans.models.choices import Change, Side
from plans.models.clauses import Clause
from plans.models.drafts import Draft
from plans.models.sources import Citation


class ClauseLink(Tracked, Ordered):
    """Which clauses of a newer draft continue which of an older one, and how."""

    older_draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="links_to_newer"
    )
    newer_draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="links_to_older"
    )
    change = models.CharField(max_length=20, choices=Change)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["older_draft", "newer_draft", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(older_draft=F("newer_draft")), name="link_two_drafts"
            ),
            one_of("change", Change, "link_change"),
        ]

    def __str__(self) -> str:
        return f"{self.older_draft} → {self.newer_draft}: {self.get_change_display()}"


class ClauseLinkEnd(Tracked, Ordered):
    """A clause at one end of a link."""

    link = models.ForeignKey(ClauseLink, models.CASCADE, related_name="ends")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="link_ends")
    side = models.CharField(max_length=10, choices=Side)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["link", "clause"], name="link_end_once"),
            one_of("side", Side, "link_end_side"),
        ]


class ClauseLinkSource(Citation):
    link = models.ForeignKey(ClauseLink, models.CASCADE, related_name="citations")
