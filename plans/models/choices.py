"""The vocabularies of the models: every value that a coded field can take."""

from django.db import models


class SourceKind(models.TextChoices):
    OFFICIAL_TEXT = "official-text", "official text"
    LEAKED_TEXT = "leaked-text", "leaked text"
    OFFICIAL_STATEMENT = "official-statement", "official statement"
    PRESS_REPORT = "press-report", "press report"
    TREATY = "treaty", "treaty"
    ANALYSIS = "analysis", "analysis"


class Tier(models.TextChoices):
    """How close a source is to the party it speaks of, best first."""

    OFFICIAL_TEXT = "official-text", "treaty or official text"
    OFFICIAL_STATEMENT = "official-statement", "official statement"
    ON_RECORD_INTERVIEW = "on-record-interview", "on-record interview"
    NAMED_PRESS = "named-press", "press report, named sources"
    UNNAMED_PRESS = "unnamed-press", "press report, unnamed sources"
    ANALYSIS = "analysis", "analysis"


class ActorKind(models.TextChoices):
    STATE = "state", "state"
    ALLIANCE = "alliance", "alliance"
    COALITION = "coalition", "coalition"


class ActorRole(models.TextChoices):
    BELLIGERENT = "belligerent", "belligerent"
    MEDIATOR = "mediator", "mediator"
    GUARANTOR = "guarantor", "guarantor"
    NEIGHBOUR = "neighbour", "neighbour"


class Category(models.TextChoices):
    """The areas of a draft, in the order in which pages show them."""

    SOVEREIGNTY = "sovereignty", "Sovereignty and non-aggression"
    ALIGNMENT = "alignment", "Alignment"
    GUARANTEES = "guarantees", "Security guarantees"
    FORCES = "forces", "Armed forces"
    TERRITORY = "territory", "Territory"
    ECONOMY = "economy", "Economy"
    PEOPLE = "people", "People and justice"
    IMPLEMENTATION = "implementation", "Implementation"


class Bottleneck(models.TextChoices):
    ENFORCEMENT = "enforcement", "enforcement"
    TERRITORIAL = "territorial-constitutional", "territory and constitutions"
    NEUTRALITY = "neutrality-deterrence", "neutrality and deterrence"


class DraftStatus(models.TextChoices):
    LEAKED = "leaked", "leaked"
    PUBLISHED = "published", "published"
    REPORTED = "reported", "reported"
    SUPERSEDED = "superseded", "superseded"
    REJECTED = "rejected", "rejected"
    ANALYTICAL = "analytical", "analytical model"


class Completeness(models.TextChoices):
    FULL = "full", "full text"
    PARTIAL = "partial", "partial text"


class TextBasis(models.TextChoices):
    FULL_TEXT = "restated-from-full-text", "restated from full text"
    REPORT = "restated-from-report", "restated from report"
    RECONSTRUCTED = "reconstructed", "reconstructed"
    NOT_PUBLIC = "not-public", "not public"


class ClauseStatus(models.TextChoices):
    AGREED = "agreed", "agreed"
    DISPUTED = "disputed", "disputed"
    OPEN = "open", "open"
    DEFERRED = "deferred", "deferred"
    REMOVED = "removed", "removed"
    UNKNOWN = "unknown", "status unknown"


class PartyRole(models.TextChoices):
    OBLIGOR = "obligor", "obligor"
    BENEFICIARY = "beneficiary", "beneficiary"


class RedLineKind(models.TextChoices):
    RED_LINE = "red-line", "red line"
    DEMAND = "demand", "demand"
    PREFERENCE = "preference", "preference"


# The kinds that bind a settlement unless others are asked for.
BINDING_KINDS: tuple[str, ...] = (RedLineKind.RED_LINE.value, RedLineKind.DEMAND.value)


class Strength(models.TextChoices):
    """How far the actor puts the matter outside bargaining, strongest first."""

    ABSOLUTE = "absolute", "absolute"
    FIRM = "firm", "firm"
    NEGOTIABLE = "negotiable", "negotiable"


class Stance(models.TextChoices):
    ACCEPTABLE = "acceptable", "acceptable"
    UNACCEPTABLE = "unacceptable", "unacceptable"
    CONDITIONAL = "conditional", "conditional"


class Change(models.TextChoices):
    KEPT = "kept", "kept"
    REWORDED = "reworded", "reworded"
    NARROWED = "narrowed", "narrowed"
    EXPANDED = "expanded", "expanded"
    WEAKENED = "weakened", "weakened"
    STRENGTHENED = "strengthened", "strengthened"
    MERGED = "merged", "merged"
    SPLIT = "split", "split"
    MOVED_OUT = "moved-out", "moved out"
    DROPPED = "dropped", "dropped"
    ADDED = "added", "added"
    UNKNOWN = "unknown", "fate unknown"


class Side(models.TextChoices):
    OLDER = "older", "older"
    NEWER = "newer", "newer"


class EventKind(models.TextChoices):
    TALKS = "talks", "talks"
    PUBLICATION = "publication", "publication"
    STATEMENT = "statement", "statement"
    STRIKE = "strike", "strike"
    DEPLOYMENT = "deployment", "deployment"
    SANCTIONS = "sanctions", "sanctions"
    VOTE = "vote", "vote"
    AGREEMENT = "agreement", "agreement"


class Outcome(models.TextChoices):
    UPHELD = "upheld", "upheld"
    BENT = "bent", "bent"
    CROSSED_UNANSWERED = "crossed-unanswered", "crossed, unanswered"
    CROSSED_ANSWERED = "crossed-answered", "crossed, answered"
    RESTATED = "restated", "restated"


class AssessedVerdict(models.TextChoices):
    CROSSES = "crosses", "crosses"
    OPEN = "open", "open"
    MEETS = "meets", "meets"
    SILENT = "silent", "silent"
