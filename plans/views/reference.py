from collections.abc import Iterable
from datetime import UTC
from typing import NamedTuple

from django.db.models import Count, Model, TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans import documents
from plans.forms.reading import Reading, ReadingForm
from plans.models import Clause, Draft, RedLine, RedLineTest, Source
from plans.models.choices import (
    Category,
    ClauseStatus,
    Completeness,
    DraftStatus,
    Outcome,
    RedLineKind,
    Strength,
    TextBasis,
    Tier,
)
from plans.snapshot import Snapshot

# What the words of the record mean, by vocabulary; those that say it themselves are
# left out.
MEANINGS: dict[type[TextChoices], dict[str, str]] = {
    TextBasis: {
        TextBasis.FULL_TEXT: "The whole text is public. The clause restates it in "
        "plain legal English.",
        TextBasis.REPORT: "The text is known through reports of it. The clause "
        "restates what they say.",
        TextBasis.RECONSTRUCTED: "Never published; put together from the texts before "
        "and after it. It takes only positions that both share.",
        TextBasis.NOT_PUBLIC: "The content is unknown. The clause says so, and no "
        "verdict is derived from it.",
    },
    Tier: {
        Tier.OFFICIAL_TEXT: "The text itself, published by a party to it.",
        Tier.OFFICIAL_STATEMENT: "Words of a government or an alliance, published by "
        "itself.",
        Tier.ON_RECORD_INTERVIEW: "An official, by name, in an interview.",
        Tier.NAMED_PRESS: "A press report of what named people said, or one that "
        "prints the text it reports on.",
        Tier.UNNAMED_PRESS: "A report on unnamed sources, or a copy whose origin is "
        "not stated.",
        Tier.ANALYSIS: "A study or comment. A line that rests on it alone is marked, "
        "and negotiable.",
    },
    RedLineKind: {
        RedLineKind.RED_LINE: "A limit that the actor has stated.",
        RedLineKind.DEMAND: "Something that the actor asks a settlement to contain.",
        RedLineKind.PREFERENCE: "A wish or an expectation. Always negotiable.",
    },
    Strength: {
        Strength.ABSOLUTE: "The statement itself says non-negotiable, not a subject of "
        "talks, absolutely unacceptable, or contrary to the constitution.",
        Strength.FIRM: "A demand, refusal, minimum or precondition without sign of "
        "give.",
        Strength.NEGOTIABLE: "A preference, an offer, a proposal, a compromise, "
        "wording later dropped, or a line reported by another party.",
    },
    Outcome: {
        Outcome.UPHELD: "The line stood as stated.",
        Outcome.BENT: "The line gave way in part.",
        Outcome.CROSSED_UNANSWERED: "The line was crossed; the sources used report no "
        "response set apart from the ordinary course of the war.",
        Outcome.CROSSED_ANSWERED: "The line was crossed, and the actor responded.",
        Outcome.RESTATED: "The actor stated the line again.",
    },
}


class Meaning(NamedTuple):
    label: str
    meaning: str
    records: str


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    context = {
        "form": form,
        "reading": reading,
        "areas": _areas(snapshot),
        "issue_count": len(snapshot.issues),
        "option_count": len(snapshot.options),
        "text_bases": _tally(snapshot, Clause, "text_basis", TextBasis),
        "clause_statuses": _tally(snapshot, Clause, "status", ClauseStatus),
        "draft_statuses": _tally(snapshot, Draft, "status", DraftStatus),
        "completeness": _tally(snapshot, Draft, "completeness", Completeness),
        "kinds": _tally(snapshot, RedLine, "kind", RedLineKind),
        "strengths": _tally(snapshot, RedLine, "strength", Strength),
        "outcomes": _tally(snapshot, RedLineTest, "outcome", Outcome),
        "tiers": _tally(snapshot, Source, "tier", Tier),
        "unverified_count": snapshot.rows(Source).filter(verified=False).count(),
        "reliability": documents.section("format", "Reliability of the coding"),
        "uncertain": documents.paragraph("dataset", "What is uncertain."),
        "gaps": documents.paragraph("dataset", "Known gaps."),
    }
    return render(request, "plans/method.html", context)


@require_safe
def codebook(request: HttpRequest) -> HttpResponse:
    shown = [documents.document(name) for name in documents.FILES]
    reading = ReadingForm(request.GET).reading()
    return render(
        request, "plans/codebook.html", {"documents": shown, "reading": reading}
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    draft = snapshot.rows(Draft, "-date", "-order", "slug").first()
    page = draft.get_absolute_url() if draft else reverse("plans:overview")
    now = timezone.now().astimezone(UTC).replace(microsecond=0)
    pinned = Reading(reading.as_of, reading.revision_at or now, pinned=True)
    context = {
        "reading": reading,
        "draft": draft,
        "pinned_url": request.build_absolute_uri(f"{page}{pinned.query}"),
        "recorded_at": pinned.revision_at,
    }
    return render(request, "plans/about.html", context)


def _areas(snapshot: Snapshot) -> list[tuple[str, list[tuple[str, str]]]]:
    """The issues of each area, as slug and title, in their order."""
    return [
        (
            area.label,
            [
                (issue.slug, issue.title)
                for issue in snapshot.issues.values()
                if issue.category == area.value
            ],
        )
        for area in Category
    ]


def _tally(
    snapshot: Snapshot, model: type[Model], field: str, words: type[TextChoices]
) -> list[Meaning]:
    """How many records use each word of a vocabulary, and what the word means."""
    rows: Iterable[tuple[str, int]] = (
        snapshot.rows(model).values_list(field).annotate(Count("id"))
    )
    counts = dict(rows)
    meanings = MEANINGS.get(words, {})
    return [
        Meaning(
            word.label, meanings.get(word.value, ""), str(counts.get(word.value, 0))
        )
        for word in words
    ]
