from django.db import models

from plans.addresses import address
from plans.models.base import (
    IdentifierField,
    Ordered,
    PartialDateField,
    Tracked,
    one_of,
)
from plans.models.choices import ActorKind, ActorRole
from plans.models.sources import Citation, Source


class Actor(Tracked, Ordered):
    """Who negotiates, mediates or would have to guarantee the outcome."""

    slug = IdentifierField(unique=True)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ActorKind)
    role = models.CharField(max_length=20, choices=ActorRole)
    summary = models.TextField()
    threat = models.TextField(
        blank=True, help_text="What the actor says threatens it. Attribute every claim."
    )
    requirement = models.TextField(
        blank=True, help_text="What it says a settlement must therefore provide."
    )
    unavailable_compromises = models.JSONField(
        default=list,
        blank=True,
        help_text="What it has said it cannot give up: a list of short phrases.",
    )
    normative_register = models.TextField(blank=True)
    strategic_register = models.TextField(blank=True)
    systemic_register = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            one_of("kind", ActorKind, "actor_kind"),
            one_of("role", ActorRole, "actor_role"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("actor-detail", self.slug)


class ActorMembership(Tracked, Ordered):
    """That an actor speaks within a larger one: France in the E3."""

    part = models.ForeignKey(Actor, models.CASCADE, related_name="wholes")
    whole = models.ForeignKey(Actor, models.CASCADE, related_name="parts")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "whole"], name="membership_once"),
            models.CheckConstraint(
                condition=~models.Q(part=models.F("whole")),
                name="membership_of_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part.short_name} in {self.whole.short_name}"


class ActorFoundation(Tracked, Ordered):
    """A text or event that an actor bases its security logic on."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="foundations")
    date = PartialDateField()
    text = models.TextField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="foundations")

    class Meta:
        ordering = ["order", "id"]


class ActorSource(Citation):
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="citations")
