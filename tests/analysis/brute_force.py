"""The verdicts once more, slowly and by the letter, to hold the engine to.

Works on the records as the YAML files hold them and shares no code with the engine.
"""

from typing import Any

Record = dict[str, Any]

ORDER = ["crosses", "open", "meets", "silent"]
STRENGTHS = ["negotiable", "firm", "absolute"]


def as_day(text: str) -> tuple[int, ...]:
    """Read a date; a month counts from its first day."""
    parts = [int(part) for part in text.split("-")]
    return tuple(parts + [1] * (3 - len(parts)))


def chosen(
    red_lines: list[Record], on: str, at_least: str, kinds: list[str]
) -> list[Record]:
    """Keep the lines in force on the day, strong enough and of these kinds."""
    kept = []
    for line in red_lines:
        if as_day(on) < as_day(line["stated_on"]):
            continue
        if "valid_until" in line and as_day(on) >= as_day(line["valid_until"]):
            continue
        if STRENGTHS.index(line["strength"]) < STRENGTHS.index(at_least):
            continue
        if line["kind"] in kinds:
            kept.append(line)
    return kept


def takes(draft: Record) -> list[tuple[str, Record]]:
    """Give every position of the draft with the number of its clause."""
    return [
        (clause["number"], position)
        for clause in draft["clauses"]
        for position in clause.get("positions", [])
    ]


def requirement(draft: Record, requires: Record) -> str:
    """Say how the draft stands to one requirement: met, failed or open."""
    on_issue = [
        position
        for _, position in takes(draft)
        if position["issue"] == requires["issue"]
    ]
    some_inside = False
    alternative_outside = False
    for position in on_issue:
        if position["option"] in requires["options"]:
            some_inside = True
        elif "alternative" in position:
            alternative_outside = True
    if not on_issue:
        return "open"
    if not some_inside:
        return "failed"
    return "open" if alternative_outside else "met"


def verdict(draft: Record, position: Record, line: Record) -> str:
    """Give the verdict of a red line on a position of the same issue."""
    option = position["option"]
    if option in line["unacceptable"]:
        return "crosses"
    if option in line["acceptable"]:
        return "meets"
    for condition in line["conditional"]:
        if condition["option"] != option:
            continue
        results = [requirement(draft, each) for each in condition["requires"]]
        if "failed" in results:
            return "crosses"
        if "open" in results or not results:
            return "open"
        return "meets"
    return "silent"


def worst(verdicts: list[str]) -> str:
    for name in ORDER:
        if name in verdicts:
            return name
    raise AssertionError("no verdict")


def standing(
    draft: Record, clause: str, position: Record, line: Record, assessments: Any
) -> str:
    """Give an editor's verdict where there is one, else the derived one."""
    given = assessments.get((clause, line["id"]))
    return given or verdict(draft, position, line)


def is_contested(found: list[tuple[Record, str]]) -> bool:
    """Say whether the alternatives of one issue come to different verdicts."""
    for issue in {position["issue"] for position, _ in found}:
        of_issue = [
            (position["alternative"], result)
            for position, result in found
            if position["issue"] == issue and "alternative" in position
        ]
        letters = {letter for letter, _ in of_issue}
        per_letter = {
            worst([result for own, result in of_issue if own == letter])
            for letter in letters
        }
        if len(per_letter) > 1:
            return True
    return False


def cells(draft: Record, lines: list[Record], assessments: Any) -> dict[Any, str]:
    """Give the verdict of every cell that is not empty."""
    table = {}
    for clause in draft["clauses"]:
        for actor in {line["actor"] for line in lines}:
            found = [
                (
                    position,
                    standing(draft, clause["number"], position, line, assessments),
                )
                for line in lines
                for position in clause.get("positions", [])
                if line["actor"] == actor and line.get("issue") == position["issue"]
            ]
            if found:
                contested = is_contested(found)
                results = [result for _, result in found]
                table[clause["number"], actor] = (
                    "contested" if contested else worst(results)
                )
    return table


def crossed(draft: Record, lines: list[Record], assessments: Any) -> dict[Any, int]:
    """Count the red lines that a clause crosses for an actor."""
    pairs = {
        (number, line["actor"], line["id"])
        for number, position in takes(draft)
        for line in lines
        if line.get("issue") == position["issue"]
        and standing(draft, number, position, line, assessments) == "crosses"
    }
    counts: dict[Any, int] = {}
    for number, actor, _ in pairs:
        counts[number, actor] = counts.get((number, actor), 0) + 1
    return counts


def line_verdicts(
    draft: Record, lines: list[Record], assessments: Any
) -> dict[str, str]:
    """Give the standing of every red line inside the frame in the whole draft."""
    table = {}
    for line in lines:
        if not line.get("issue"):
            continue
        found = [
            (position, standing(draft, number, position, line, assessments))
            for number, position in takes(draft)
            if position["issue"] == line["issue"]
        ]
        plain = [result for position, result in found if "alternative" not in position]
        if not found:
            table[line["id"]] = "unaddressed"
        elif "crosses" in plain:
            table[line["id"]] = "crosses"
        elif is_contested(found):
            table[line["id"]] = "contested"
        else:
            table[line["id"]] = worst([result for _, result in found])
    return table
