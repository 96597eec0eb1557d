from django.db import models
from django.db.models import F, Q

from plans.addresses import address
from plans.models.actors import Actor
from plans.models.base import (
    CompositeForeignKey,
    IdentifierField,
    Ordered,
    PartialDateField,
    Tracked,
    one_of,
)
from plans.models.choices import RedLineKind, Stance, Strength
from plans.models.issues import Issue, Option
from plans.models.sources import Citation


class RedLine(Tracked, Ordered):
    """A limit, demand or preference that an actor has stated."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="red_lines")
    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="red_lines",
        help_text="Empty for a line outside the coding frame; only events test it.",
    )
    slug = IdentifierField(unique=True)
    title = models.CharField(max_length=300)
    statement = models.TextField(help_text="What was said, by whom and when.")
    kind = models.CharField(max_length=20, choices=RedLineKind)
    strength = models.CharField(max_length=20, choices=Strength)
    stated_on = PartialDateField()
    valid_until = PartialDateField(
        blank=True, help_text="First day on which it was no longer in force."
    )
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["id", "issue"], name="red_line_of_issue"),
            models.CheckConstraint(
                condition=Q(valid_until="") | Q(valid_until__gt=F("stated_on")),
                name="red_line_dates",
                violation_error_message="A line ends after the day it was stated.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="preference") | Q(strength="negotiable"),
                name="preference_negotiable",
                violation_error_message="A preference is always negotiable.",
            ),
            one_of("kind", RedLineKind, "red_line_kind"),
            one_of("strength", Strength, "red_line_strength"),
        ]

    def __str__(self) -> str:
        return f"{self.actor.short_name}: {self.title}"

    def get_absolute_url(self) -> str:
        return address("red-line-detail", self.slug)


class RedLineStance(Tracked, Ordered):
    """What a red line says on one option of its issue."""

    red_line = models.ForeignKey(RedLine, models.CASCADE, related_name="stances")
    # The red line's own issue again, so that the database can hold the option to it.
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="+", editable=False)
    option = models.ForeignKey(Option, models.PROTECT, related_name="stances")
    stance = models.CharField(max_length=20, choices=Stance)
    note = models.TextField(
        blank=True, help_text="The condition in words, for a conditional stance."
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["red_line", "option"], name="stance_once"),
            CompositeForeignKey(
                fields=["red_line", "issue"],
                to_fields=["id", "issue"],
                name="stance_on_the_issue",
            ),
            CompositeForeignKey(
                fields=["option", "issue"],
                to_fields=["id", "issue"],
                name="stance_option_of_issue",
                violation_error_message="The option belongs to another issue.",
            ),
            one_of("stance", Stance, "stance_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.option.label}: {self.stance}"


class StanceRequirement(Tracked, Ordered):
    """An option that a stance requires; those of one issue are alternatives."""

    stance = models.ForeignKey(
        RedLineStance, models.CASCADE, related_name="requirements"
    )
    option = models.ForeignKey(Option, models.PROTECT, related_name="required_by")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stance", "option"], name="requirement_once"
            )
        ]


class RedLineSource(Citation):
    red_line = models.ForeignKey(RedLine, models.CASCADE, related_name="citations")
