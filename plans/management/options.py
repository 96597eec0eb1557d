"""What commands that ask about verdicts have in common: whose lines, of which day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from plans.analysis.facts import RedLine
from plans.analysis.verdicts import STRENGTHS, select
from plans.dataset.problems import quote, unknown
from plans.forms.reading import MomentField
from plans.page_rows import DraftRow
from plans.snapshot import Snapshot


@dataclass(frozen=True)
class Question:
    """Whose red lines count, on which day, among the records of which moment.

    `actors` None is all of them, `strength` None any.
    """

    snapshot: Snapshot
    as_of: date
    actors: tuple[str, ...] | None
    strength: str | None

    def red_lines(self) -> list[RedLine]:
        """The red lines that count, in their order."""
        lines = self.snapshot.red_lines(self.as_of)
        return select(lines, self.as_of.isoformat(), self.actors, self.strength)


def add_question(parser: CommandParser) -> None:
    """Add the options that `read_question` reads."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day whose red lines count, such as 2025-11-20; today by default",
    )
    parser.add_argument(
        "--actors", metavar="A,B", help="only red lines of these actors, by their ids"
    )
    parser.add_argument(
        "--strength",
        metavar="STRENGTH",
        help="only red lines at least as strong: absolute, firm or negotiable",
    )
    parser.add_argument(
        "--revision-at",
        metavar="MOMENT",
        help="the records as they stood at this day's end or moment, in UTC; now by "
        "default",
    )


def add_json(parser: CommandParser) -> None:
    """Add the option to print one JSON object."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object instead of a table"
    )


def read_question(options: dict[str, Any]) -> Question:
    """Read the options that `add_question` adds; CommandError for what is wrong."""
    snapshot = Snapshot(_moment(options["revision_at"]))
    return Question(
        snapshot,
        _day(options["as_of"]),
        _actors(options["actors"], snapshot),
        _strength(options["strength"]),
    )


def find_draft(snapshot: Snapshot, slug: str) -> DraftRow:
    """Give the draft of this id; CommandError that names others where there is none."""
    draft = snapshot.draft(slug)
    if draft is None:
        known = [each.slug for each in snapshot.drafts()]
        raise CommandError(unknown("draft", slug, known))
    return draft


def _moment(text: str | None) -> Any:
    try:
        return MomentField(required=False).clean(text)
    except ValidationError as error:
        message = f"--revision-at {quote(text)}: {' '.join(error.messages)}"
        raise CommandError(message) from None


def _day(text: str | None) -> date:
    if text is None:
        return timezone.now().date()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CommandError(f"--as-of {quote(text)}: write a day such as 2025-11-20.")


def _actors(text: str | None, snapshot: Snapshot) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in snapshot.actors_by_slug:
            said = unknown("actor", name, snapshot.actors_by_slug)
            raise CommandError(f"--actors: {said}")
    return names


def _strength(text: str | None) -> str | None:
    if text is not None and text not in STRENGTHS:
        raise CommandError(f"--strength: {unknown('strength', text, STRENGTHS)}")
    return text
