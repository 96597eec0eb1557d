"""What changed between two drafts, clause by clause, and for whom.

    manage.py compare OLDER NEWER [--propose] [--text-only] [--as-of DATE]
        [--actors A,B] [--strength STRENGTH] [--json | --docx FILE]

With --json one object: `links` cover every clause of both drafts, in the order in which
the newer one is read; `figures` are those that changed, with the clauses, older before
newer; `for_whom` are the red lines whose verdict changed, `still_crossed` those that
both drafts cross; `conflicts` are the clauses on which the recorded lineage and the one
composed over other drafts disagree.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from plans.analysis.changes import Change, sentence
from plans.analysis.effects import Effect
from plans.analysis.lineage import Conflict
from plans.comparison_files import Pinned, as_document
from plans.comparisons import Comparison, Lines, compare_drafts, still_crossed
from plans.files.word import comparison_docx
from plans.management.options import (
    Question,
    add_json,
    add_question,
    find_draft,
    read_question,
)


class Command(BaseCommand):
    help = "Tells what changed between two drafts, clause by clause, and for whom."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("older", metavar="OLDER", help="the id of the older draft")
        parser.add_argument("newer", metavar="NEWER", help="the id of the newer draft")
        parser.add_argument(
            "--propose",
            action="store_true",
            help="leave recorded lineage aside and propose all links",
        )
        parser.add_argument(
            "--text-only",
            action="store_true",
            help="propose all links from headings, texts and order, without coded "
            "positions",
        )
        parser.add_argument(
            "--docx",
            metavar="FILE",
            type=Path,
            help="write a Word file with tracked changes instead",
        )
        add_question(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        question = read_question(options)
        older = find_draft(question.snapshot, options["older"])
        newer = find_draft(question.snapshot, options["newer"])
        if older.id == newer.id:
            raise CommandError("Name two different drafts.")
        lines = Lines(question.as_of, question.actors, question.strength)
        found = compare_drafts(
            question.snapshot,
            older,
            newer,
            lines,
            propose=options["propose"] or options["text_only"],
            use_coding=not options["text_only"],
        )
        if options["docx"]:
            self._write(options["docx"], found, question)
        elif options["json"]:
            answer = Answer(found, question.as_of).plain()
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            for line in Answer(found, question.as_of).lines():
                self.stdout.write(line)

    def _write(self, path: Path, found: Comparison, question: Question) -> None:
        moment = question.snapshot.moment
        document = as_document(
            found,
            Pinned(
                question.as_of,
                moment or timezone.now().astimezone(UTC),
                # There is no site here to name: the address is that within any.
                found.url,
            ),
        )
        try:
            path.write_bytes(comparison_docx(document))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        self.stdout.write(f"Wrote {path}: {document.title}.")


class Answer:
    """Two drafts compared, as plain values or as lines of text."""

    def __init__(self, found: Comparison, as_of: date) -> None:
        self.found, self.as_of = found, as_of
        self.older, self.newer = found.older.draft, found.newer.draft
        self.changes, self.effects = found.changes, found.effects
        self.conflicts = found.record.conflicts

    def plain(self) -> dict[str, Any]:
        """The answer in the form that --json prints."""
        return {
            "older": self.older.slug,
            "newer": self.newer.slug,
            "as_of": self.as_of.isoformat(),
            "links": [_link(change) for change in self.changes],
            "figures": [
                {
                    "older": figure.older or None,
                    "newer": figure.newer or None,
                    "clauses": [*change.link.older, *change.link.newer],
                }
                for change in self.changes
                for figure in change.figures
            ],
            "for_whom": [
                {
                    "actor": effect.red_line.actor,
                    "red_line": effect.red_line.id,
                    "before": effect.before.value,
                    "after": effect.after.value,
                }
                for effect in self.effects
                if effect.changed
            ],
            "still_crossed": [
                {"actor": effect.red_line.actor, "red_line": effect.red_line.id}
                for effect in self.effects
                if still_crossed(effect)
            ],
            "conflicts": [
                {
                    "side": each.side,
                    "clause": each.clause,
                    "recorded": list(each.recorded),
                    "composed": list(each.composed),
                }
                for each in self.conflicts
            ],
        }

    def lines(self) -> Iterator[str]:
        """The answer in words."""
        yield f"{self.older.title} → {self.newer.title}"
        yield ""
        for change in self.changes:
            yield f"{sentence(change)}{_basis(change)}"
        day = f"{self.as_of.day} {self.as_of:%B %Y}"
        yield from _section(
            f"For whom, by the red lines of {day}",
            [_effect(each) for each in self.effects if each.changed],
        )
        yield from _section(
            "Crossed by both drafts",
            [
                f"{each.red_line.actor}: {each.red_line.id}"
                for each in self.effects
                if still_crossed(each)
            ],
        )
        yield from _section(
            "Where recorded and composed lineage disagree",
            [_conflict(each) for each in self.conflicts],
        )


def _link(change: Change) -> dict[str, Any]:
    link = change.link
    return {
        "older": list(link.older),
        "newer": list(link.newer),
        "change": link.change,
        "basis": link.basis,
        "likeness": link.likeness,
        "moved": link.moved,
        "note": link.note,
        "words": sentence(change),
    }


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from lines


def _basis(change: Change) -> str:
    link = change.link
    if link.basis == "recorded":
        return ""
    likeness = "" if link.likeness is None else f", likeness {link.likeness:.2f}"
    return f" [{link.basis}{likeness}]"


def _effect(effect: Effect) -> str:
    line = effect.red_line
    return f"{line.actor}: {line.id}: {effect.before} → {effect.after}"


def _conflict(conflict: Conflict) -> str:
    recorded = ", ".join(conflict.recorded) or "none"
    composed = ", ".join(conflict.composed) or "none"
    clause = f"Clause {conflict.clause} of the {conflict.side} draft"
    return f"{clause}: recorded {recorded}, composed {composed}"
