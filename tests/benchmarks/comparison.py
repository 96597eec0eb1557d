"""How long comparing two drafts takes, beside other tools: ratios of one run.

    python -m tests.benchmarks.comparison [--clauses N] [--rounds N]

Compares drafts of 28, 280 and 2,800 clauses, made from the shipped 28-point draft: each
copy names a place of its own, and in the newer draft one clause in two is reworded,
one in fourteen dropped, one in fourteen moved and one in fourteen new. For the tracker
the time holds everything: proposing the lineage from texts and headings, marking up
each pair and the list of changes in words; its marking up alone has a line of its own.
Python's difflib and redlines align nothing: they are handed the pairs of clauses that
the tracker found and mark those up; git and wikidiff2 compare the two texts line by
line, and take a clause that moved for one dropped and one added. A tool that is not
there is named as not installed. Prints the best time of the rounds in milliseconds of
processor time, its ratio to the tracker's and, for what runs in Python, the peak of
memory.
"""

import argparse
import random
import re
import resource
import shutil
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from plans.analysis.alignment import ClauseText, propose
from plans.analysis.changes import Change, changes, sentence
from plans.analysis.comparison import compare

SOURCE = Path(__file__).resolve().parents[2] / "plans" / "data" / "drafts"
WIKIDIFF = (
    "[, $older, $newer] = array_map('file_get_contents', [0 => $argv[0], ...$argv]);"
    "echo wikidiff2_do_diff($older, $newer, 2);"
)

WORD = re.compile(r"\s+|\w+|\W")
Draft = list[ClauseText]
OTHERS = ["council", "force", "border", "signed", "joint", "annual", "250,000", "shall"]
Pairs = list[tuple[str, str]]
Tool = Callable[[Draft, Draft, Pairs], object]


def make_drafts(count: int) -> tuple[Draft, Draft]:
    """Make an older and a newer draft of about so many clauses, always the same."""
    record = yaml.load((SOURCE / "us-28.yaml").read_text("utf-8"), yaml.CSafeLoader)
    points = [clause for clause in record["clauses"] if "parent" not in clause]
    older = []
    for at in range(count):
        copy, which = divmod(at, len(points))
        text = f"{points[which]['text']} This holds for district {copy + 1}."
        older.append(ClauseText(str(at + 1), points[which]["heading"], text))
    return older, _edited(older)


def _edited(older: Draft) -> Draft:
    chance = random.Random(1)
    kept = [each for each in older if chance.random() > 1 / 14]
    newer = []
    for at, clause in enumerate(kept):
        text = clause.text
        if chance.random() < 1 / 2:
            text = _reworded(text, chance)
        newer.append((clause.heading, text))
        if chance.random() < 1 / 14:
            newer.append((f"Annex {at}", f"Annex {at} sets out measure M{at} in full."))
    for _ in range(len(newer) // 14):
        moving = newer.pop(chance.randrange(len(newer)))
        newer.insert(chance.randrange(len(newer)), moving)
    return [ClauseText(str(at + 1), *each) for at, each in enumerate(newer)]


def _reworded(text: str, chance: random.Random) -> str:
    """Replace one word in six, remove one and put a phrase at the end."""
    words = text.split()
    for _ in range(len(words) // 6):
        words[chance.randrange(len(words))] = chance.choice(OTHERS)
    words.pop(chance.randrange(len(words)))
    return f"{' '.join(words)} This ends after {chance.randrange(2, 20)} years."


def tracker(older: Draft, newer: Draft, pairs: Pairs) -> object:
    return [sentence(change) for change in compared(older, newer)]


def compared(older: Draft, newer: Draft) -> Sequence[Change]:
    return changes(propose(older, newer, use_coding=False), older, newer)


def markup(older: Draft, newer: Draft, pairs: Pairs) -> object:
    return [compare(*pair) for pair in pairs]


def difflib(older: Draft, newer: Draft, pairs: Pairs) -> object:
    return [
        SequenceMatcher(None, *map(WORD.findall, pair)).get_opcodes() for pair in pairs
    ]


def redlines(older: Draft, newer: Draft, pairs: Pairs) -> object:
    from redlines import Redlines  # not a dependency

    return [Redlines(*pair).output_markdown for pair in pairs]


def git(older: Draft, newer: Draft, pairs: Pairs) -> object:
    command = ["git", "diff", "--no-index", "--word-diff", "--no-color"]
    return on_files(command, older, newer)


def wikidiff2(older: Draft, newer: Draft, pairs: Pairs) -> object:
    return on_files(["php", "-r", WIKIDIFF], older, newer)


def on_files(command: Sequence[str], older: Draft, newer: Draft) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("older", "newer")]
        for path, draft in zip(paths, (older, newer), strict=True):
            path.write_text(whole(draft), "utf-8")
        done = subprocess.run([*command, *map(str, paths)], capture_output=True)
    return done.stdout


def whole(draft: Draft) -> str:
    return "".join(f"{each.number}. {each.heading}. {each.text}\n" for each in draft)


def missing(tool: Tool) -> bool:
    if tool is redlines:
        try:
            import redlines as _  # noqa: F401
        except ImportError:
            return True
    if tool is git:
        return not shutil.which("git")
    if tool is wikidiff2:
        if not shutil.which("php"):
            return True
        listed = subprocess.run(["php", "-m"], capture_output=True, text=True)
        return "wikidiff2" not in listed.stdout
    return False


def seconds(tool: Tool, older: Draft, newer: Draft, pairs: Pairs, rounds: int) -> float:
    """The least processor time, that of the tool's own process included."""
    times = []
    for _ in range(rounds):
        start = processor_time()
        tool(older, newer, pairs)
        times.append(processor_time() - start)
    return min(times)


def processor_time() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak(tool: Tool, older: Draft, newer: Draft, pairs: Pairs) -> float:
    tracemalloc.start()
    tool(older, newer, pairs)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def report(count: int, rounds: int) -> None:
    older, newer = make_drafts(count)
    found = compared(older, newer)
    pairs = [
        (c.older_text, c.newer_text) for c in found if c.older_text and c.newer_text
    ]
    print(f"{len(older):,} clauses and {len(newer):,} clauses")
    own = 0.0
    for tool in (tracker, markup, difflib, redlines, git, wikidiff2):
        if missing(tool):
            print(f"  {tool.__name__:12}not installed")
            continue
        took = seconds(tool, older, newer, pairs, rounds)
        own = own or took
        line = f"  {tool.__name__:12}{1000 * took:10.1f} ms{took / own:9.2f}"
        if tool in (tracker, markup, difflib, redlines):
            line += f"{peak(tool, older, newer, pairs):9.1f} MiB"
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clauses", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    for count in args.clauses or (28, 280, 2800):
        report(count, args.rounds if count < 1000 else 1)


if __name__ == "__main__":
    main()
