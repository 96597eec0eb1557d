"""How scenarios are saved, changed and deleted: whole, never over another's save."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from plans.models import Option, Scenario, ScenarioChoice
from plans.models.recording import recording
from plans.revisions import Revision, latest_revision_stamp, revisions_since


class Refused(Exception):
    """Nothing was written; the text tells the editor why."""


class NameTaken(Refused):
    """Another scenario has the address that the name makes."""


class Stale(Exception):
    """Nothing was written: others saved `revisions` since; `stamp` is theirs."""

    def __init__(self, revisions: Sequence[Revision], stamp: str) -> None:
        super().__init__(f"{len(revisions)} revisions since")
        self.revisions, self.stamp = revisions, stamp


@dataclass(frozen=True)
class Content:
    """What a scenario holds; `taken` is an option by issue, both by slug."""

    name: str
    note: str
    taken: Mapping[str, str]


def create(slug: str, content: Content, reason: str) -> Scenario:
    """Record a scenario. Raises Refused where it cannot be.

    One that is recorded again after it was deleted goes on with its history.
    """
    last = former(slug)
    scenario = Scenario(
        pk=last.id if last else None, slug=slug, name=content.name, note=content.note
    )
    try:
        with transaction.atomic(), recording(reason):
            options = _options(content.taken)
            scenario.save(force_insert=True)
            for option in options:
                _choose(scenario, option)
    except IntegrityError:
        if not Scenario.objects.filter(slug=slug).exists():
            raise
        raise NameTaken("A scenario with this address is recorded already.") from None
    return scenario


def change(slug: str, stamp: str, content: Content, reason: str) -> bool:
    """Make a scenario what `content` says; say whether that changed anything.

    Raises Stale where it has revisions that `stamp` does not know, Refused where it
    is gone or cannot be saved.
    """
    with _held(slug, stamp) as scenario, recording(reason):
        wanted = {option.issue_id: option for option in _options(content.taken)}
        is_new = (scenario.name, scenario.note) != (content.name, content.note)
        scenario.name, scenario.note = content.name, content.note
        if is_new:
            scenario.save()
        for choice in scenario.choices.all():
            option = wanted.pop(choice.issue_id, None)
            if option and option.pk == choice.option_id:
                continue
            is_new = True
            if option:
                choice.option = option
                choice.save()
            else:
                choice.delete()
        for option in wanted.values():
            _choose(scenario, option)
        return is_new or bool(wanted)


def delete(slug: str, stamp: str, reason: str) -> None:
    """Delete a scenario; its revisions stay. Raises as `change` does."""
    with _held(slug, stamp) as scenario, recording(reason):
        scenario.delete()


@contextmanager
def _held(slug: str, stamp: str) -> Iterator[Any]:
    """A scenario that nobody else changes until the block ends."""
    with transaction.atomic():
        scenario = Scenario.objects.select_for_update().filter(slug=slug).first()
        if scenario is None:
            raise Refused("This scenario is no longer recorded. Nothing was written.")
        now = latest_revision_stamp(scenario)
        if stamp != now:
            raise Stale(revisions_since(scenario, stamp), now)
        yield scenario


def _choose(scenario: Scenario, option: Option) -> None:
    ScenarioChoice.objects.create(
        scenario=scenario, issue_id=option.issue_id, option=option
    )


def _options(taken: Mapping[str, str]) -> list[Option]:
    """The options by their slugs, in the order given."""
    rows = Option.objects.filter(
        issue__slug__in=taken, slug__in=set(taken.values())
    ).select_related("issue")
    found = {(option.issue.slug, option.slug): option for option in rows}
    if set(taken.items()) - set(found):
        raise Refused("An option that was chosen is gone. Nothing was written.")
    return [found[pair] for pair in taken.items()]


def former(slug: str) -> Any | None:
    """The last revision of the scenario that had this address and was deleted."""
    rows: Any = Scenario
    last = rows.history.filter(slug=slug).order_by("history_id").last()
    if last is None or Scenario.objects.filter(pk=last.id).exists():
        return None
    return last
