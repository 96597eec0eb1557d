from django.db import models
from django.db.models import F, Q

from plans.addresses import address
from plans.models.actors import Actor
from plans.models.base import (
    IdentifierField,
    Ordered,
    PartialDateField,
    Tracked,
    one_of,
)
from plans.models.choices import EventKind, Outcome
from plans.models.drafts import Draft
from plans.models.red_lines import RedLine
from plans.models.sources import Citation


class Event(Tracked):
    """Something that happened in or around the negotiation."""

    slug = IdentifierField(unique=True)
    date = PartialDateField()
    end_date = PartialDateField(blank=True)
    kind = models.CharField(max_length=20, choices=EventKind)
    title = models.CharField(max_length=300)
    summary = models.TextField()

    class Meta:
        ordering = ["date", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date="") | Q(end_date__gte=F("date")),
                name="event_dates",
                violation_error_message="An event ends on or after its first day.",
            ),
            one_of("kind", EventKind, "event_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("event-detail", self.slug)


class EventActor(Tracked, Ordered):
    event = models.ForeignKey(Event, models.CASCADE, related_name="actors")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="event_roles")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "actor"], name="event_actor_once")
        ]


class EventDraft(Tracked, Ordered):
    event = models.ForeignKey(Event, models.CASCADE, related_name="drafts")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="event_mentions")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "draft"], name="event_draft_once")
        ]


class EventSource(Citation):
    event = models.ForeignKey(Event, models.CASCADE, related_name="citations")


class RedLineTest(Tracked, Ordered):
    """An event in which a stated red line was tried, with what became of it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tests")
    red_line = models.ForeignKey(RedLine, models.PROTECT, related_name="tests")
    outcome = models.CharField(max_length=30, choices=Outcome)
    note = models.TextField()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "red_line"], name="test_once"),
            one_of("outcome", Outcome, "test_outcome"),
        ]
