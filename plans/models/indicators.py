from django.db import models

from plans.models.actors import Actor
from plans.models.base import Ordered, PartialDateField, Tracked
from plans.models.sources import Citation


class Indicator(Tracked, Ordered):
    """What was publicly reported on one of the pressures on an actor."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="indicators")
    variable = models.SlugField(max_length=80)
    reading = models.TextField()
    as_of = PartialDateField()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "variable", "as_of"], name="indicator_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor.short_name}: {self.variable_label}, {self.as_of}"

    @property
    def variable_label(self) -> str:
        return self.variable.replace("-", " ")


class IndicatorSource(Citation):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="citations")
