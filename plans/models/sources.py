from django.db import models

from plans.addresses import address
from plans.models.base import (
    IdentifierField,
    Ordered,
    PartialDateField,
    Tracked,
    one_of,
)
from plans.models.choices import SourceKind, Tier

TIER_LABELS = dict(Tier.choices)


class Source(Tracked):
    """A page or document that claims rest on."""

    LOW_TIERS = frozenset({Tier.UNNAMED_PRESS, Tier.ANALYSIS})

    slug = IdentifierField(unique=True)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    date = PartialDateField(
        blank=True, help_text="Date of publication: 2025-11-20, or 2025-11 alone."
    )
    language = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=SourceKind)
    tier = models.CharField(max_length=30, choices=Tier)
    verified = models.BooleanField(
        default=True,
        help_text="Off where the address was given from memory or only an excerpt of "
        "the page could be read.",
    )

    class Meta:
        ordering = ["slug"]
        constraints = [
            one_of("kind", SourceKind, "source_kind"),
            one_of("tier", Tier, "source_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher}{', ' if self.date else ''}{self.date})"

    def get_absolute_url(self) -> str:
        return address("source-detail", self.slug)

    @property
    def tier_label(self) -> str:
        return TIER_LABELS.get(self.tier, self.tier)

    @property
    def is_low_tier(self) -> bool:
        return self.tier in self.LOW_TIERS


class Citation(Tracked, Ordered):
    """That a record rests on a source, and where in the source to look."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="%(class)ss")
    locator = models.CharField(
        max_length=300, blank=True, help_text="Where in the source: point 7, page 3."
    )

    class Meta:
        abstract = True
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)
