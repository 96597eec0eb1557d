"""What the lines of actors leave of the options of each issue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plans.analysis.facts import RedLine


@dataclass(frozen=True, slots=True)
class Minimum:
    """The options of an issue that no line of one actor refuses, along the scale."""

    issue: str
    actor: str
    lines: tuple[RedLine, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An issue on which several actors have lines, and the options left to all."""

    issue: str
    minimums: tuple[Minimum, ...]
    left: tuple[str, ...]


def minimums(
    lines: Iterable[RedLine], options: Mapping[str, Sequence[str]]
) -> list[Minimum]:
    """What each actor's lines leave, issue by issue in the order of `options`.

    Actors come in the order of their first line. An issue on which an actor has no
    line is left out: nothing is known of it. So is a line outside the frame.
    """
    found: dict[str, dict[str, list[RedLine]]] = {}
    for line in lines:
        found.setdefault(line.actor, {}).setdefault(line.issue, []).append(line)
    return [
        Minimum(
            issue,
            actor,
            tuple(by_issue[issue]),
            tuple(
                option
                for option in scale
                if not any(option in line.unacceptable for line in by_issue[issue])
            ),
        )
        for issue, scale in options.items()
        for actor, by_issue in found.items()
        if issue in by_issue
    ]


def meetings(found: Iterable[Minimum]) -> list[Meeting]:
    """The issues on which two actors or more have a minimum, in the order given.

    One issue at a time: conditions and couplings between issues play no part.
    """
    by_issue: dict[str, list[Minimum]] = {}
    for minimum in found:
        by_issue.setdefault(minimum.issue, []).append(minimum)
    return [
        Meeting(
            issue,
            tuple(own),
            tuple(
                option
                for option in own[0].left
                if all(option in each.left for each in own)
            ),
        )
        for issue, own in by_issue.items()
        if len(own) > 1
    ]
