"""Short ways to write facts down."""

from collections.abc import Sequence

from plans.analysis.facts import Conditional, Position, RedLine, Requirement


def make_position(
    issue: str = "cap",
    option: str = "c600",
    clause: str = "6",
    alternative: str = "",
    proponents: tuple[str, ...] = (),
) -> Position:
    return Position(clause, issue, option, alternative, proponents)


def make_red_line(
    id: str = "ua-cap",
    issue: str = "cap",
    accepts: str = "",
    refuses: str = "",
    conditional: tuple[Conditional, ...] = (),
    actor: str = "ukraine",
    kind: str = "red-line",
    strength: str = "firm",
    stated_on: str = "2025-06-01",
    valid_until: str = "",
) -> RedLine:
    """Make a red line; options are given as words of one text."""
    return RedLine(
        id=id,
        actor=actor,
        issue=issue,
        kind=kind,
        strength=strength,
        acceptable=frozenset(accepts.split()),
        unacceptable=frozenset(refuses.split()),
        conditional=conditional,
        stated_on=stated_on,
        valid_until=valid_until,
    )


def only_if(option: str, requires: Sequence[str] = (), note: str = "") -> Conditional:
    """Make a conditional option; a requirement reads "issue: option option"."""
    parts = [requirement.split(":") for requirement in requires]
    return Conditional(
        option,
        tuple(
            Requirement(issue, frozenset(options.split())) for issue, options in parts
        ),
        note,
    )
