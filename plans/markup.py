"""Small pieces of markup of which a page has hundreds, made as ready strings.

Everything that comes from a record is escaped first; only then is it marked up.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plans.analysis.facts import Verdict
from plans.templatetags.tracker import GLYPHS

CHIPS = {
    verdict: f'"><span class="glyph" aria-hidden="true">{GLYPHS[verdict]}</span>'
    for verdict in Verdict
}


def links(items: Iterable[tuple[str, str]]) -> SafeString:
    """Links from (address, text), parted by commas."""
    made = [f'<a href="{escape(url)}">{escape(text)}</a>' for url, text in items]
    # Safe: addresses and texts were escaped.
    return mark_safe(", ".join(made))  # noqa: S308


def takes(items: Iterable[tuple[str, str, str, str]]) -> SafeString:
    """What a clause takes, from (alternative, address, issue, option), on one line."""
    made = []
    for letter, url, issue, option in items:
        tag = (
            f'<span class="tag">alternative {escape(letter)}</span> ' if letter else ""
        )
        link = f'<a href="{escape(url)}">{escape(issue)}</a>'
        made.append(f"{tag}{link}: {escape(option)}")
    # Safe: letters, addresses and names were escaped.
    return mark_safe("; ".join(made))  # noqa: S308


def chips(items: Iterable[tuple[Verdict, str, int, str]]) -> SafeString:
    """List items of chips from (verdict, actor, red lines crossed, address).

    A number is shown where several red lines are crossed.
    """
    made = []
    for verdict, actor, crossed, url in items:
        count = f' <span class="count">{crossed}</span>' if crossed > 1 else ""
        made.append(
            f'<li><a class="chip v-{verdict}" href="{escape(url)}{CHIPS[verdict]}'
            f"{escape(actor)} {verdict}{count}</a></li>"
        )
    # Safe: addresses and names were escaped, everything else is written here.
    return mark_safe("".join(made))  # noqa: S308
