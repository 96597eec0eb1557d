"""How long the settlement engine takes, on the shipped dataset and on larger frames.

    python -m tests.benchmarks.settlement [--issues N] [--rounds N] [--limit SECONDS]

The shipped dataset is asked for all six answers, for all actors and any strength, on
the day of the latest draft. Frames of 40, 400 and 2,000 issues are made up, always the
same: five options and two red lines an issue, each refusing two options at random and
tying one to another issue in one line of five, and a coupling for each four issues.
Prints milliseconds for the zone (the first answer), for all conflicts with what they
rest on, for all concession sets and the cheapest, and for everything at once, the best
of the rounds; and the peak of memory in a process that answers everything once. What
did not finish within the limit is named.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from plans.analysis.concessions import find_cheapest, find_groups
from plans.analysis.conflicts import find_conflicts
from plans.analysis.facts import (
    Conditional,
    Coupling,
    Position,
    RedLine,
    Requirement,
)
from plans.analysis.settlements import Question, settle
from plans.analysis.settlements_zone import find_zone
from plans.analysis.solver import Stop
from plans.analysis.verdicts import select
from tests.analysis import from_yaml

T = TypeVar("T")
OPTIONS = tuple("abcde")
STRENGTHS = ("absolute", "firm", "firm", "negotiable")


def shipped() -> Question:
    drafts = [from_yaml.read(f"drafts/{each}.yaml") for each in from_yaml.draft_ids()]
    latest = max(drafts, key=lambda draft: draft["date"])
    issues = from_yaml.read("issues.yaml")["issues"]
    records = from_yaml.read("red_lines.yaml")["red_lines"]
    return Question(
        {each["id"]: [option["id"] for option in each["options"]] for each in issues},
        select(from_yaml.red_lines(), latest["date"], kinds=["red-line", "demand"]),
        [
            Coupling(
                each["id"],
                each["if"]["issue"],
                each["if"]["option"],
                tuple(
                    Requirement(then["issue"], frozenset(then["options"]))
                    for then in each["then"]
                ),
            )
            for each in from_yaml.read("couplings.yaml")["couplings"]
        ],
        from_yaml.positions_of(latest),
        {
            line["id"]: frozenset(cited["source"] for cited in line["sources"])
            for line in records
        },
    )


def made_up(count: int) -> Question:
    """Make a question of so many issues with two red lines each."""
    chance = random.Random(count)
    issues = [f"issue-{number:04}" for number in range(count)]
    lines = [
        _line(chance, f"{issue}-{actor}", actor, issue, issues)
        for issue in issues
        for actor in ("ukraine", "russia")
    ]
    couplings = [
        Coupling(
            f"coupling-{number:04}",
            issue,
            chance.choice(OPTIONS),
            (_requirement(chance, issues),),
        )
        for number, issue in enumerate(chance.sample(issues, count // 4))
    ]
    draft = [Position("1", issue, chance.choice(OPTIONS)) for issue in issues]
    sources = {line.id: frozenset([f"source-{line.issue}"]) for line in lines}
    return Question(dict.fromkeys(issues, OPTIONS), lines, couplings, draft, sources)


def _line(
    chance: random.Random, id: str, actor: str, issue: str, issues: list[str]
) -> RedLine:
    first, second, tied, *accepted = chance.sample(OPTIONS, len(OPTIONS))
    conditional = ()
    if chance.random() < 1 / 5:
        conditional = (Conditional(tied, (_requirement(chance, issues),)),)
    return RedLine(
        id=id,
        actor=actor,
        issue=issue,
        kind="red-line",
        strength=chance.choice(STRENGTHS),
        # One line in six leaves a single option: that is where conflicts come from.
        acceptable=frozenset(accepted[:1]),
        unacceptable=frozenset(
            set(OPTIONS) - {tied} if chance.random() < 1 / 6 else {first, second}
        ),
        conditional=conditional,
        stated_on="2025-01-01",
    )


def _requirement(chance: random.Random, issues: list[str]) -> Requirement:
    return Requirement(chance.choice(issues), frozenset(chance.sample(OPTIONS, 2)))


def within(seconds: float) -> Stop:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def peak() -> float:
    """The most memory that this process had; its parent's does not count."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = [each for each in status.splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def timed(make: Callable[[], Question], ask: Callable[[Question], T], rounds: int) -> T:
    """Ask a question afresh each round; print the least time."""
    times = []
    for _ in range(rounds):
        question = make()
        start = time.perf_counter()
        found = ask(question)
        times.append(time.perf_counter() - start)
    print(f"{1000 * min(times):10.1f} ms", end="")
    return found


def report(name: str, make: Callable[[], Question], rounds: int, limit: float) -> None:
    question = make()
    print(f"{name}: {len(question.options):,} issues, {len(question.lines):,} lines")
    print("  zone              ", end="")
    zone = timed(make, lambda q: find_zone(q, within(limit)), rounds)
    print(f"  {zone.zone}")
    print("  all conflicts     ", end="")
    conflicts = timed(make, lambda q: find_conflicts(q.parts, within(limit)), rounds)
    print(f"  {len(conflicts.found):,}{'' if conflicts.finished else ', not all'}")
    print("  concession sets   ", end="")
    groups = timed(
        make, lambda q: find_groups(conflicts, q.lines, within(limit)), rounds
    )
    sets = sum(len(group.concessions) for group in groups)
    late = sum(not group.finished for group in groups)
    print(f"  {sets:,} in {len(groups):,} groups, {late:,} not finished")
    print("  cheapest          ", end="")
    cheapest = timed(
        make, lambda q: find_cheapest(q.parts, q.lines, within(limit)), rounds
    )
    print(f"  {len(cheapest.red_lines):,} lines, weight {cheapest.weight:,}")
    print("  all six answers   ", end="")
    answer = timed(make, lambda q: settle(q, within(limit)), rounds)
    print(f"  {', '.join(answer.unfinished) or 'nothing'} unfinished")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peak is not None:
        settle(made_up(args.peak) if args.peak else shipped(), within(args.limit))
        print(f"  peak of memory    {peak():10.1f} MiB")
        return
    for count in [0, *(args.issues or (40, 400, 2000))]:
        rounds = args.rounds if count < 1000 else 1
        if count:
            report("Made up", lambda count=count: made_up(count), rounds, args.limit)
        else:
            report("Shipped", shipped, rounds, args.limit)
        sys.stdout.flush()
        command = [sys.executable, "-m", "tests.benchmarks.settlement"]
        subprocess.run([*command, "--peak", str(count), "--limit", str(args.limit)])


if __name__ == "__main__":
    main()
