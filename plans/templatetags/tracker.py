"""Formatting for templates: days, verdict signs, marked-up comparisons."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString

from plans.addresses import address
from plans.models import Source
from plans.models.base import PARTIAL_DATE
from plans.models.sources import TIER_LABELS

register = template.Library()

GLYPHS = {
    "crosses": "✕",
    "open": "◐",
    "meets": "●",
    "silent": "○",
    "contested": "◇",
    "unaddressed": "–",
}


@register.simple_tag
def site_header(here: str | None) -> SafeString:
    """The head of the site, with the section marked that a page belongs to."""
    return _rendered("plans/_header.html", here or "")


@register.simple_tag
def constant(template: str) -> SafeString:
    """A part that says the same on every page to every reader."""
    return _rendered(template, "")


@lru_cache(maxsize=256)
def _rendered(template: str, here: str) -> SafeString:
    return render_to_string(template, {"here": here})


@register.simple_tag
def page(name: str, *parts: str) -> str:
    """The address of a page, like `url` but resolved once."""
    return address(name, *parts)


@register.simple_tag
def source_item(source: Source, locator: str, query: str) -> SafeString:
    """A source as a list shows it, with where in it to look."""
    return _source_item(
        source.get_absolute_url() + query,
        locator,
        source.title,
        source.publisher,
        source.date,
        source.url,
        source.tier,
        source.is_low_tier,
        source.verified,
    )


# The same sources stand under hundreds of clauses and lines; what a line of them says
# depends on these words alone.
@lru_cache(maxsize=4096)
def _source_item(
    address: str,
    locator: str,
    title: str,
    publisher: str,
    date: str,
    url: str,
    tier: str,
    is_low_tier: bool,
    verified: bool,
) -> SafeString:
    context = {
        "address": address,
        "locator": locator,
        "title": title,
        "publisher": publisher,
        "date": date,
        "url": url,
        "tier": TIER_LABELS.get(tier, tier),
        "is_low_tier": is_low_tier,
        "verified": verified,
    }
    return render_to_string("plans/_source.html", context)


@register.filter
def day(value: str | date | datetime | None) -> str:
    """Write a whole or partial date in words: 20 November 2025, November 2025, 2025.

    Empty for an empty value; a text that is no date comes back as it is.
    """
    if isinstance(value, datetime):
        return format_date(timezone.localtime(value), "j F Y")
    if isinstance(value, date):
        return format_date(value, "j F Y")
    return _in_words(value or "")


@lru_cache(maxsize=4096)
def _in_words(value: str) -> str:
    match = PARTIAL_DATE.fullmatch(value)
    if not match:
        return value
    year, month, number = match.groups()
    if not month:
        return year
    first = date(int(year), int(month), int(number or 1))
    return format_date(first, "j F Y" if number else "F Y")


@register.filter
def until(first: str, last: str) -> str:
    """Write a span of days in words, as short as it may be: 4–5 June 2026.

    `last` may be empty: then it is the first day alone.
    """
    if not last or last == first:
        return day(first)
    for length, shared in ((7, "j"), (4, "j F")):
        whole = len(first) == len(last) == 10
        if whole and first[:length] == last[:length]:
            start = format_date(date.fromisoformat(first), shared)
            return f"{start}–{day(last)}" if length == 7 else f"{start} – {day(last)}"
    return f"{day(first)} – {day(last)}"


@register.filter
def moment(value: datetime) -> str:
    """Write a moment in words, to the minute: 22 November 2026, 09:30 UTC."""
    return format_date(timezone.localtime(value), r"j F Y, H:i \U\T\C")


@register.filter
def glyph(verdict: str) -> str:
    """The sign that stands beside the verdict's word."""
    return GLYPHS.get(verdict, "")


@register.filter
def numbers_in_words(numbers: list[str]) -> str:
    """Clause numbers as a reader counts them: 1, 2, 10 to 10.d, 16.

    Numbers that share their first part are one run.
    """
    runs: list[list[str]] = []
    for number in numbers:
        if runs and runs[-1][0].partition(".")[0] == number.partition(".")[0]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs
    )


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds at a key, None where it holds nothing."""
    return mapping.get(key)
