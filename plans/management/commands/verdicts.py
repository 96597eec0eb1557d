"""What each clause of a draft does to each actor's red lines.

    manage.py verdicts DRAFT [--as-of DATE] [--actors A,B]
        [--strength STRENGTH] [--json]

With --json one object: `cells` in the order of clauses, then of actors, empty ones left
out; the verdict of a piece of `evidence` is the one that stands, with `derived` beside
it where an editor's assessment replaced what the rules give; `unaddressed` are the red
lines on whose issue no clause takes a position.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.analysis.verdicts import Cell, DraftVerdicts, Judgement, evaluate
from plans.management.options import (
    Question,
    add_json,
    add_question,
    find_draft,
    read_question,
)
from plans.page_rows import ClauseRow, DraftRow

HEADER = ("Clause", "Actor", "Verdict", "Red lines")


class Command(BaseCommand):
    help = "Tells what each clause of a draft does to each actor's red lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("draft", metavar="DRAFT", help="the id of a draft")
        add_question(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        question = read_question(options)
        draft = find_draft(question.snapshot, options["draft"])
        answer = verdicts_on(draft, question)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for line in _table(draft, answer):
            self.stdout.write(line)


def verdicts_on(draft: DraftRow, question: Question) -> dict[str, Any]:
    """The answer as plain values, in the form that --json prints."""
    snapshot = question.snapshot
    clauses = snapshot.clauses(draft.id)
    verdicts = evaluate(
        snapshot.positions(clauses),
        question.red_lines(),
        snapshot.assessments({clause.id: clause for clause in clauses}),
    )
    actors = list(snapshot.actors_by_slug)
    return {
        "draft": draft.slug,
        "as_of": question.as_of.isoformat(),
        "cells": list(_cells(clauses, actors, verdicts)),
        "unaddressed": [
            {"actor": line.actor, "red_line": line.id}
            for actor in actors
            for line in verdicts.unaddressed
            if line.actor == actor
        ],
    }


def _cells(
    clauses: list[ClauseRow], actors: list[str], verdicts: DraftVerdicts
) -> Iterator[dict[str, Any]]:
    for clause in clauses:
        for actor in actors:
            if cell := verdicts.cells.get((clause.number, actor)):
                yield {
                    "clause": clause.number,
                    "actor": actor,
                    "verdict": cell.verdict.value,
                    "evidence": [_piece(cell, each) for each in cell.evidence],
                }


def _piece(cell: Cell, judgement: Judgement) -> dict[str, Any]:
    position, standing = judgement.position, cell.standing(judgement)
    piece = {
        "red_line": judgement.red_line.id,
        "issue": position.issue,
        "option": position.option,
        "alternative": position.alternative or None,
        "verdict": standing.value,
    }
    if standing is not judgement.verdict:
        piece["derived"] = judgement.verdict.value
    return piece


def _table(draft: DraftRow, answer: dict[str, Any]) -> Iterator[str]:
    day = date.fromisoformat(answer["as_of"])
    yield f"{draft.title}, red lines as of {day.day} {day:%B %Y}"
    yield ""
    rows = [HEADER, *(_row(cell) for cell in answer["cells"])]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for *cells, lines in rows:
        start = "  ".join(map(str.ljust, cells, widths))
        yield f"{start}  {lines}"
    if len(rows) == 1:
        yield "No clause touches a red line."
    if answer["unaddressed"]:
        yield ""
        yield "Red lines that no clause addresses"
    for each in answer["unaddressed"]:
        yield f"{each['actor']}: {each['red_line']}"


def _row(cell: dict[str, Any]) -> tuple[str, str, str, str]:
    lines = "; ".join(_in_words(piece) for piece in cell["evidence"])
    return cell["clause"], cell["actor"], cell["verdict"], lines


def _in_words(piece: dict[str, Any]) -> str:
    letter = f" [{piece['alternative']}]" if piece["alternative"] else ""
    derived = f", derived {piece['derived']}" if "derived" in piece else ""
    return f"{piece['verdict']} {piece['red_line']}{letter}{derived}"
