from django.db import models

from plans.addresses import address
from plans.models.base import IdentifierField, Ordered, Tracked, one_of
from plans.models.choices import Bottleneck, Category
from plans.models.sources import Citation


class Issue(Tracked, Ordered):
    """A question under negotiation."""

    slug = IdentifierField(unique=True)
    category = models.CharField(max_length=30, choices=Category)
    title = models.CharField(max_length=300)
    question = models.CharField(max_length=300)
    bottleneck = models.CharField(max_length=40, choices=Bottleneck, blank=True)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [one_of("category", Category, "issue_category")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("issue-detail", self.slug)


class Option(Tracked, Ordered):
    """One answer to an issue that some text or actor has put on the table."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="options")
    slug = IdentifierField()
    label = models.CharField(max_length=300)

    class Meta:
        ordering = ["issue__order", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "slug"], name="option_once"),
            # What composite foreign keys refer to.
            models.UniqueConstraint(fields=["id", "issue"], name="option_of_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.label}"


class Coupling(Tracked):
    """That taking one option leaves only some options of other issues."""

    slug = IdentifierField(unique=True)
    option = models.ForeignKey(Option, models.PROTECT, related_name="couplings")
    note = models.TextField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class CouplingConsequence(Tracked, Ordered):
    """One of the options left; those of one issue are alternatives."""

    coupling = models.ForeignKey(Coupling, models.CASCADE, related_name="consequences")
    option = models.ForeignKey(Option, models.PROTECT, related_name="consequence_of")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["coupling", "option"], name="consequence_once"
            )
        ]


class CouplingSource(Citation):
    coupling = models.ForeignKey(Coupling, models.CASCADE, related_name="citations")
