"""Lines that collide, for tests of pages about settlements."""

from typing import Any

from plans.models import Issue, RedLine
from tests.factories import make_actor, make_issue, make_red_line, make_stance


def says(slug: str, issue: Issue, stances: str, **values: Any) -> RedLine:
    """A line of the actor before the dash: "yes+ no-" accepts one, refuses another."""
    actor = slug.partition("-")[0]
    who = values.pop("actor", None) or make_actor(actor, order=len(actor))
    line = make_red_line(who, issue, slug, **values)
    for stance in stances.split():
        option = issue.options.get(slug=stance[:-1])
        word = {"+": "acceptable", "-": "unacceptable"}[stance[-1]]
        make_stance(line, option, word)
    return line


def collision(name: str = "veto", **values: Any) -> tuple[RedLine, RedLine]:
    """Two lines that leave no option of an issue."""
    issue = make_issue(name)
    return (
        says(f"ukraine{name}-line", issue, "yes- no+", **values),
        says(f"russia{name}-line", issue, "yes+ no-", **values),
    )
