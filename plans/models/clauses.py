from string import ascii_uppercase

from django.core.validators import RegexValidator
from django.db import models

from plans.addresses import address
from plans.models.actors import Actor
from plans.models.base import CompositeForeignKey, Ordered, Tracked, one_of
from plans.models.choices import ClauseStatus, PartyRole, TextBasis
from plans.models.drafts import Draft
from plans.models.issues import Option
from plans.models.sources import Citation

CLAUSE_NUMBER = r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*"


class Clause(Tracked, Ordered):
    """A numbered provision of a draft, possibly with sub-clauses (10, 10.b)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="clauses")
    number = models.CharField(
        max_length=20,
        validators=[
            RegexValidator(
                rf"^{CLAUSE_NUMBER}\Z", "Write a number such as 10, 10.b or II.2.a."
            )
        ],
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    heading = models.CharField(max_length=300)
    text = models.TextField(help_text="Restated in plain legal English, not quoted.")
    text_basis = models.CharField(max_length=30, choices=TextBasis)
    status = models.CharField(
        "negotiation status",
        max_length=20,
        choices=ClauseStatus,
        default=ClauseStatus.UNKNOWN,
    )
    note = models.TextField(
        blank=True, help_text="How publications differ; what is not stated."
    )
    deadline = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["draft", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"],
                name="clause_number_once",
                violation_error_message="The draft has a clause with this number.",
            ),
            # What composite foreign keys refer to.
            models.UniqueConstraint(fields=["id", "draft"], name="clause_of_draft"),
            CompositeForeignKey(
                fields=["parent", "draft"],
                to_fields=["id", "draft"],
                name="clause_parent_in_draft",
                violation_error_message="The parent must be in the same draft.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="clause_parent_another",
                violation_error_message="A clause cannot be its own parent.",
            ),
            one_of("text_basis", TextBasis, "clause_text_basis"),
            one_of("status", ClauseStatus, "clause_status"),
        ]

    def __str__(self) -> str:
        return f"{self.draft}, {self.number}: {self.heading}"

    def get_absolute_url(self) -> str:
        return address("clause-detail", self.draft.slug, self.number)

    @property
    def is_public(self) -> bool:
        return self.text_basis != TextBasis.NOT_PUBLIC


class ClauseParty(Tracked, Ordered):
    """An actor that a clause obliges or benefits."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="parties")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="clause_roles")
    role = models.CharField(max_length=20, choices=PartyRole)

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "clause parties"
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "actor", "role"], name="party_once"
            ),
            one_of("role", PartyRole, "party_role"),
        ]


class ClausePosition(Tracked, Ordered):
    """A clause taking one option; bracketed text takes several, each a letter."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="positions")
    option = models.ForeignKey(Option, models.PROTECT, related_name="positions")
    note = models.TextField(blank=True)
    alternative = models.CharField(
        max_length=1,
        blank=True,
        help_text="A capital letter for one of several contested versions. The same "
        "letter on the same issue elsewhere in the draft is the same version.",
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "option", "alternative"], name="position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(alternative__in=["", *ascii_uppercase]),
                name="position_alternative_letter",
                violation_error_message="An alternative is one capital letter.",
            ),
        ]

    def __str__(self) -> str:
        letter = f" [{self.alternative}]" if self.alternative else ""
        return f"{self.option}{letter}"


class PositionProponent(Tracked, Ordered):
    """An actor that put the position forward."""

    position = models.ForeignKey(
        ClausePosition, models.CASCADE, related_name="proponents"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="proposals")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["position", "actor"], name="proponent_once")
        ]


class ClauseSource(Citation):
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="citations")
