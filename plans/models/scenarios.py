from django.db import models

from plans.addresses import address
from plans.models.base import CompositeForeignKey, IdentifierField, Tracked
from plans.models.issues import Issue, Option


class Scenario(Tracked):
    """Options that somebody put together to see whom they would satisfy.

    No text and nobody's proposal: it is kept beside the dataset, not in it.
    """

    slug = IdentifierField(unique=True)
    name = models.CharField(max_length=120)
    note = models.TextField(
        blank=True, help_text="What it is meant to show, for those who find it."
    )

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("scenario-detail", self.slug)


class ScenarioChoice(Tracked):
    """The option that a scenario takes on an issue."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="choices")
    # The option's own issue again, so that the database can hold it to one option.
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="+", editable=False)
    option = models.ForeignKey(Option, models.PROTECT, related_name="choices")

    class Meta:
        ordering = ["issue__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "issue"], name="choice_once"),
            CompositeForeignKey(
                fields=["option", "issue"],
                to_fields=["id", "issue"],
                name="choice_option_of_issue",
                violation_error_message="The option belongs to another issue.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.option}"
