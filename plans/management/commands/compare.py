"""What changed between two drafts, clause by clause, and for whom.

    manage.py compare OLDER NEWER [--propose] [--text-only] [--as-of DATE]
        [--actors A,B] [--strength STRENGTH] [--json]

With --json one object: `links` cover every clause of both drafts, in the order in which
the newer one is read; `figures` are those that changed, with the clauses, older before
newer; `for_whom` are the red lines whose verdict changed, `still_crossed` those that
both drafts cross; `conflicts` are the clauses on which the recorded lineage and the one
composed over other drafts disagree.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.alignments import Recorded, recorded_lineage, texts_of
from plans.analysis.alignment import align
from plans.analysis.changes import Change, changes, sentence
from plans.analysis.effects import Effect, effects
from plans.analysis.facts import RedLine, Verdict
from plans.analysis.lineage import Conflict
from plans.analysis.verdicts import LineStanding, standings
from plans.management.options import (
    Question,
    add_json,
    add_question,
    find_draft,
    read_question,
)
from plans.page_rows import ClauseRow, DraftRow

UNRECORDED = Recorded((), (), ())


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
        add_question(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        question = read_question(options)
        older = find_draft(question.snapshot, options["older"])
        newer = find_draft(question.snapshot, options["newer"])
        if older.id == newer.id:
            raise CommandError("Name two different drafts.")
        answer = Comparison(
            question,
            older,
            newer,
            propose=options["propose"] or options["text_only"],
            use_coding=not options["text_only"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(answer.plain(), ensure_ascii=False, indent=2))
            return
        for line in answer.lines():
            self.stdout.write(line)


class Comparison:
    """Two drafts compared, as plain values or as lines of text."""

    def __init__(
        self,
        question: Question,
        older: DraftRow,
        newer: DraftRow,
        *,
        propose: bool,
        use_coding: bool,
    ) -> None:
        self.older, self.newer, self.as_of = older, newer, question.as_of
        snapshot = question.snapshot
        record = UNRECORDED
        if not propose:
            record = recorded_lineage(snapshot, older.slug, newer.slug)
        rows = [snapshot.clauses(draft.id) for draft in (older, newer)]
        first, second = (texts_of(snapshot, each) for each in rows)
        self.conflicts = record.conflicts
        self.changes = changes(
            align(
                first, second, record.recorded, record.composed, use_coding=use_coding
            ),
            first,
            second,
        )
        lines = question.red_lines()
        before, after = (_standings(question, each, lines) for each in rows)
        self.effects = effects(before, after)

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
                if _still_crossed(effect)
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
                if _still_crossed(each)
            ],
        )
        yield from _section(
            "Where recorded and composed lineage disagree",
            [_conflict(each) for each in self.conflicts],
        )


def _standings(
    question: Question, clauses: Sequence[ClauseRow], lines: Sequence[RedLine]
) -> dict[str, LineStanding]:
    snapshot = question.snapshot
    return standings(
        snapshot.positions(clauses),
        lines,
        snapshot.assessments({clause.id: clause for clause in clauses}),
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


def _still_crossed(effect: Effect) -> bool:
    return effect.before is effect.after is Verdict.CROSSES


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
