"""What red lines leave of each issue's options, to each actor and to all together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plans.analysis.facts import RedLine
from plans.analysis.settlements_question import Question


@dataclass(frozen=True, slots=True)
class Room:
    """The options of an issue by what is said of them; each stands in one of the four.

    They keep the order that they have in the issue. Where a line ties an option to a
    condition, it is left, but not freely.
    """

    refused: tuple[str, ...]
    conditional: tuple[str, ...]
    accepted: tuple[str, ...]
    unstated: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many options nobody refuses."""
        return len(self.conditional) + len(self.accepted) + len(self.unstated)

    @property
    def total(self) -> int:
        return len(self.refused) + self.left


@dataclass(frozen=True, slots=True)
class IssueRoom:
    """The room on an issue: of each actor with a line on it, and of them together.

    Together an option is refused where one of them refuses it, else conditional where
    one ties it to a condition, else unstated where one says nothing on it: accepted is
    what all of them accept.
    """

    actors: Mapping[str, Room]
    together: Room


def find_room(question: Question) -> dict[str, IssueRoom]:
    """Give the room on each issue that some red line is on, by issue.

    An actor's refusal goes before everything else that its lines say of the option, a
    condition before an acceptance, as all of its lines bind. Couplings and conditions
    are not worked out here: room that is left on every issue is not yet a settlement.
    """
    return {
        issue: _issue_room(
            question.options[issue], [question.lines[line] for line in lines]
        )
        for issue, lines in sorted(question.lines_on.items())
    }


def count_room(rooms: Iterable[IssueRoom]) -> tuple[int, int]:
    """Add up the options that are left to all together, and all options there are."""
    rooms = list(rooms)
    return (
        sum(each.together.left for each in rooms),
        sum(each.together.total for each in rooms),
    )


def _issue_room(options: Sequence[str], lines: Iterable[RedLine]) -> IssueRoom:
    own: dict[str, list[RedLine]] = {}
    for line in lines:
        own.setdefault(line.actor, []).append(line)
    actors = {actor: _actor_room(options, own[actor]) for actor in sorted(own)}
    return IssueRoom(actors, _together(options, list(actors.values())))


def _actor_room(options: Sequence[str], lines: Sequence[RedLine]) -> Room:
    nothing: frozenset[str] = frozenset()
    refused = nothing.union(*(line.unacceptable for line in lines))
    # Within one line an acceptance goes before a condition, as in its rules.
    tied = nothing.union(*(_tied(line) for line in lines)) - refused
    accepted = nothing.union(*(line.acceptable for line in lines)) - refused - tied
    return _room(options, refused, tied, accepted)


def _tied(line: RedLine) -> frozenset[str]:
    return frozenset(each.option for each in line.conditional) - line.acceptable


def _together(options: Sequence[str], rooms: Sequence[Room]) -> Room:
    refused = {option for room in rooms for option in room.refused}
    tied = {option for room in rooms for option in room.conditional} - refused
    accepted = set(options).intersection(*(room.accepted for room in rooms))
    return _room(options, refused, tied, accepted)


def _room(
    options: Sequence[str],
    refused: Iterable[str],
    conditional: Iterable[str],
    accepted: Iterable[str],
) -> Room:
    groups = [set(refused), set(conditional), set(accepted)]
    stated = groups[0] | groups[1] | groups[2]
    groups.append(set(options) - stated)
    return Room(*(tuple(each for each in options if each in own) for own in groups))
