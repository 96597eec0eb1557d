from django.db import models

from plans.addresses import address
from plans.models.actors import Actor
from plans.models.base import (
    IdentifierField,
    Ordered,
    PartialDateField,
    Tracked,
    one_of,
)
from plans.models.choices import Completeness, DraftStatus
from plans.models.sources import Citation


class Plan(Tracked, Ordered):
    """A negotiating track with its drafts."""

    slug = IdentifierField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField()

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("plan-detail", self.slug)


class PlanSponsor(Tracked, Ordered):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sponsors")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="sponsorships")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "actor"], name="sponsor_once")
        ]


class Draft(Tracked, Ordered):
    """One dated version of a plan's text. `order` is its place in the plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="drafts")
    slug = IdentifierField(unique=True)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=100)
    date = PartialDateField(
        help_text="When this version appeared: 2025-11-20, or 2025-11 alone."
    )
    status = models.CharField(max_length=20, choices=DraftStatus)
    completeness = models.CharField(max_length=20, choices=Completeness)
    summary = models.TextField()

    class Meta:
        ordering = ["date", "order", "slug"]
        constraints = [
            one_of("status", DraftStatus, "draft_status"),
            one_of("completeness", Completeness, "draft_completeness"),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return address("draft-detail", self.slug)

    def get_matrix_url(self) -> str:
        return address("draft-matrix", self.slug)


class DraftAuthor(Tracked, Ordered):
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="authors")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="authorships")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "actor"], name="author_once")
        ]


class DraftOrigin(Tracked, Ordered):
    """That a draft derives from an earlier one."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="origins")
    origin = models.ForeignKey(Draft, models.PROTECT, related_name="offspring")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "origin"], name="origin_once"),
            models.CheckConstraint(
                condition=~models.Q(draft=models.F("origin")), name="origin_another"
            ),
        ]


class DraftSource(Citation):
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="citations")
