"""The answers about a settlement as lines of text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from plans.analysis.concessions import cheapest_sets
from plans.analysis.phrases import counted
from plans.analysis.settlement_explain import (
    explain_change,
    explain_conflict,
    explain_silence,
    line_in_words,
)
from plans.analysis.settlements import Answer, Conflict, Kind, Zone
from plans.models.choices import Strength
from plans.settling import Asked

ZONES = {
    Zone.YES: "There is a zone of possible agreement: a settlement uses only options "
    "that every actor with a line on the issue has accepted.",
    Zone.IF_SILENCE: "There is a zone of possible agreement only if silences turn out "
    "as consent.",
    Zone.NO: "There is no zone of possible agreement: every settlement crosses a line, "
    "even if every silence is consent.",
    Zone.UNFINISHED: "Time ran out before it was certain whether there is a zone of "
    "possible agreement.",
}
NOTHING_BINDS = (
    "No line that counts was in force, as far as recorded, so nothing recorded binds a "
    "settlement. What any actor would accept is unknown; that is not consent."
)
UNFINISHED = {
    "zone": "whether there is a zone of possible agreement",
    "kind": "whether it is a dilemma or a trap",
    "cheapest": "the cheapest compromise",
    "amendment": "the changes to the draft",
    "conflicts": "all conflicts (those shown were found so far)",
    "groups": "the concession sets of every group",
    "fragile": "the fragile sources",
}


def in_words(answer: Answer, asked: Asked, on: date) -> Iterator[str]:
    """Give the whole answer line by line."""
    count = len(asked.question.lines)
    yield f"Settlement under {counted(count, 'line')} in force on {on.day} {on:%B %Y}"
    if not asked.question.lines:
        yield NOTHING_BINDS
        return
    yield _counted(asked)
    yield ""
    yield ZONES[answer.zone.zone]
    if answer.kind:
        yield from _kind(answer.kind.kind, answer.kind.proof, asked)
    if answer.unfinished:
        missing = "; ".join(UNFINISHED[each] for each in answer.unfinished)
        yield f"Not finished in the time given: {missing}."
    for title, part in (
        ("Silences that the settlement leans on", _silences(answer, asked)),
        ("Conflicts", _conflicts(answer, asked)),
        ("What would have to give: one set of each group", _groups(answer)),
        ("Cheapest compromise", _cheapest(answer, asked)),
        ("Changes to the draft", _changes(answer, asked)),
        ("Sources that alone carry a part of this", _fragile(answer)),
        ("A settlement", _settlement(answer, asked)),
    ):
        yield from _section(title, list(part))


def _counted(asked: Asked) -> str:
    """Say whose lines count and how strong they are."""
    names = asked.words.names.actors
    rows = sorted(asked.rows.values(), key=lambda row: row.actor_order)
    whose = ", ".join(dict.fromkeys(names[row.actor] for row in rows))
    counts = Counter(row.strength for row in rows)
    strengths = ", ".join(f"{counts[each]} {each}" for each in Strength if counts[each])
    return f"{strengths}; actors: {whose}"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title)
        yield from (f"  {line}" for line in lines)


def _kind(kind: Kind, proof: Conflict | None, asked: Asked) -> Iterator[str]:
    if proof is None:
        yield (
            "Dilemma: the absolute lines alone can be kept together, so better offers "
            "could settle it."
        )
    else:
        told = explain_conflict(proof, asked.question, asked.words)
        yield (
            "Trap: the absolute lines alone cannot be kept together, so no offer "
            f"settles it until a requirement changes. {told.headline}"
        )


def _silences(answer: Answer, asked: Asked) -> Iterable[str]:
    return [
        explain_silence(each, asked.question, asked.words)
        for each in answer.zone.silences
    ]


def _conflicts(answer: Answer, asked: Asked) -> Iterator[str]:
    for number, conflict in enumerate(answer.conflicts, 1):
        told = explain_conflict(conflict, asked.question, asked.words)
        yield f"{number}. {told.headline}"
        for step in (*told.steps, told.conclusion):
            yield f"   {step}"
        yield f"   Lines: {', '.join(conflict.red_lines)}"


def _groups(answer: Answer) -> Iterator[str]:
    for number, group in enumerate(answer.groups, 1):
        counts = ", ".join(f"{actor} {n}" for actor, n in group.by_actor.items())
        yield f"{number}. {', '.join(group.issues)} (lines by actor: {counts})"
        for at, concession in enumerate(group.concessions):
            yield f"   {'or' if at else 'either'} {' and '.join(concession)}"
        if not group.finished:
            yield "   not finished in the time given"


def _cheapest(answer: Answer, asked: Asked) -> Iterator[str]:
    """Where several are as cheap, name them all: to pick one would be to take sides."""
    lines = asked.question.lines
    if not answer.cheapest or not answer.cheapest.red_lines:
        return
    yield f"Weight {answer.cheapest.weight} (absolute 9, firm 3, negotiable 1)"
    if "groups" in answer.unfinished:
        yield f"for instance {' and '.join(answer.cheapest.red_lines)}"
        return
    for number, group in enumerate(answer.groups, 1):
        sets = cheapest_sets(group, lines)
        told = [
            " and ".join(line_in_words(lines[each], asked.words) for each in one)
            for one in sets
        ]
        yield f"{number}. {told[0]}"
        yield from (f"   or {each}" for each in told[1:])


def _changes(answer: Answer, asked: Asked) -> Iterator[str]:
    if not answer.amendment:
        return
    for change in answer.amendment.changes:
        yield explain_change(change, asked.words)
    if not answer.amendment.changes:
        yield "No position needs to change."
    for line in answer.amendment.crossed:
        told = line_in_words(asked.question.lines[line], asked.words)
        yield f"Still crossed: {told}, {line}"
    if not answer.amendment.crossed:
        yield "It then crosses no line."


def _fragile(answer: Answer) -> Iterator[str]:
    for each in answer.fragile or ():
        gone = len(each.conflicts)
        changes = []
        if gone:
            changes.append(f"{gone} {'conflict goes' if gone == 1 else 'conflicts go'}")
        if each.zone is not answer.zone.zone:
            changes.append(f"the zone becomes {each.zone}")
        yield (
            f"{each.source}: without it {' and '.join(changes)}, as "
            f"{', '.join(each.red_lines)} would rest on no source"
        )


def _settlement(answer: Answer, asked: Asked) -> Iterator[str]:
    names = asked.words.names
    for issue, option in answer.zone.settlement.items():
        if issue not in answer.free:
            yield f"{names.issues[issue]}: {names.options[issue, option]}"
    if answer.zone.settlement and answer.free:
        free = "; ".join(names.issues[issue] for issue in answer.free)
        yield f"Nobody has a line on, and couplings alone decide: {free}"
