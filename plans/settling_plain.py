"""The answer about a settlement as plain values, for scripts and for files."""

from typing import Any

from plans.analysis.concessions import Group
from plans.analysis.settlements import Answer, Fragile


def as_plain(answer: Answer) -> dict[str, Any]:
    """The answer as plain values, in the form that --json prints."""
    amended = answer.amendment
    return {
        "zone": answer.zone.zone.value,
        "kind": answer.kind.kind.value if answer.kind else None,
        "conflicts": [list(each.red_lines) for each in answer.conflicts],
        "groups": [_group(each) for each in answer.groups],
        "cheapest": {
            "weight": answer.cheapest.weight,
            "red_lines": list(answer.cheapest.red_lines),
        }
        if answer.cheapest
        else None,
        "silences": [
            {"actor": each.actor, "issue": each.issue, "option": each.option}
            for each in answer.zone.silences
        ],
        "settlement": dict(answer.zone.settlement),
        "changes": [
            {
                "issue": each.issue,
                # Contested alternatives are one position with several options.
                "from": each.before[0] if len(each.before) == 1 else list(each.before),
                "to": each.after,
            }
            for each in amended.changes
        ]
        if amended
        else (None if "amendment" in answer.unfinished else []),
        "crosses": list(amended.crossed) if amended else None,
        "fragile": None
        if answer.fragile is None
        else [_fragile(each) for each in answer.fragile],
        "unfinished": list(answer.unfinished),
    }


def _group(group: Group) -> dict[str, Any]:
    sets = [list(each) for each in group.concessions]
    return {
        "issues": list(group.issues),
        "conflicts": [list(each.red_lines) for each in group.conflicts],
        "concessions": sets if group.finished else None,
    }


def _fragile(fragile: Fragile) -> dict[str, Any]:
    return {
        "source": fragile.source,
        "red_lines": list(fragile.red_lines),
        "zone": fragile.zone.value,
        "kind": "trap" if fragile.trap else "dilemma",
        "conflicts": [list(each.red_lines) for each in fragile.conflicts],
    }
