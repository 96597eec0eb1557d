"""How good proposed lineage is, over every pair of drafts whose lineage is recorded.

    manage.py measure_alignment [--leave-one-out] [--pairs] [--json]

The record is hidden while links are proposed, then compared with them: precision,
recall and F1 of pairs of an older and a newer clause, from headings and texts alone and
with coded positions. --leave-one-out also measures each pair of drafts with the weights
that fit all the others best, --pairs names the pairs proposed wrongly and those missed.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.alignments import clause_texts, recorded_lineage, recorded_pairs
from plans.analysis.alignment_quality import (
    Case,
    Quality,
    leave_one_out,
    mean_f1,
    measure_case,
    pooled,
)
from plans.management.options import add_json, find_draft
from plans.snapshot import Snapshot

BASES = {"text": False, "coded": True}
TITLES = {"text": "Headings and texts alone", "coded": "With coded positions"}


class Command(BaseCommand):
    help = "Measures proposed lineage against the lineage that is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--leave-one-out",
            action="store_true",
            help="also measure each pair with weights fitted to the others",
        )
        parser.add_argument(
            "--pairs", action="store_true", help="name the clauses that fall short"
        )
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        cases = recorded_cases(Snapshot())
        if not cases:
            raise CommandError("No lineage is recorded.")
        answer = {
            basis: _measured(cases, use_coding, options["leave_one_out"])
            for basis, use_coding in BASES.items()
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for basis, measured in answer.items():
            for line in _table(TITLES[basis], measured, options["pairs"]):
                self.stdout.write(line)


def recorded_cases(snapshot: Snapshot) -> list[Case]:
    """Every pair of drafts with recorded lineage, sorted by their ids."""
    pairs = recorded_pairs(snapshot)
    drafts = {slug: find_draft(snapshot, slug) for pair in pairs for slug in pair}
    texts = {slug: clause_texts(snapshot, draft) for slug, draft in drafts.items()}
    return [
        Case(
            f"{older} → {newer}",
            texts[older],
            texts[newer],
            recorded_lineage(snapshot, older, newer).recorded,
        )
        for older, newer in pairs
    ]


def _measured(
    cases: list[Case], use_coding: bool, left_out: bool
) -> dict[str, dict[str, Any]]:
    found = [measure_case(case, use_coding=use_coding) for case in cases]
    names = [case.name for case in cases]
    pairs = {
        name: _numbers(quality) for name, quality in zip(names, found, strict=True)
    }
    pool = _numbers(pooled(zip(names, found, strict=True)))
    overall = {
        "mean_f1": round(mean_f1(found), 4),
        **{key: pool[key] for key in ("precision", "recall", "f1")},
    }
    if left_out:
        others = leave_one_out(cases, use_coding=use_coding)
        for numbers, quality in zip(pairs.values(), others, strict=True):
            numbers["left_out_f1"] = round(quality.f1, 4)
        overall["left_out_mean_f1"] = round(mean_f1(others), 4)
    return {"pairs": pairs, "overall": overall}


def _numbers(quality: Quality) -> dict[str, Any]:
    return {
        "precision": round(quality.precision, 4),
        "recall": round(quality.recall, 4),
        "f1": round(quality.f1, 4),
        "wrong": sorted(quality.wrong),
        "missed": sorted(quality.missed),
    }


def _table(title: str, measured: dict[str, Any], named: bool) -> Iterator[str]:
    width = max(map(len, measured["pairs"]))
    yield title
    yield f"{'':{width}}  precision  recall     F1  left out"
    for name, numbers in measured["pairs"].items():
        yield f"{name:{width}}{_row(numbers)}{_left_out(numbers.get('left_out_f1'))}"
        if named:
            yield from _short_of("wrong", numbers["wrong"])
            yield from _short_of("missed", numbers["missed"])
    overall = measured["overall"]
    yield f"{'all clauses as one':{width}}{_row(overall)}"
    mean = f"{overall['mean_f1']:.2f}"
    left_out = _left_out(overall.get("left_out_mean_f1"))
    yield f"{'mean of the pairs':{width}}{mean:>26}{left_out}"
    yield ""


def _row(numbers: dict[str, Any]) -> str:
    return f"{numbers['precision']:11.2f}{numbers['recall']:8.2f}{numbers['f1']:7.2f}"


def _left_out(value: float | None) -> str:
    return "" if value is None else f"{value:10.2f}"


def _short_of(word: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    if pairs:
        yield f"  {word}: {', '.join(f'{older} → {newer}' for older, newer in pairs)}"
