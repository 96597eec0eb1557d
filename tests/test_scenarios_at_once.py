"""Two editors who save a scenario at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from plans import scenario_edits
from plans.models import Option, Scenario, ScenarioChoice
from plans.revisions import latest_revision_stamp
from tests.factories import make_issue, make_scenario

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*saves: Callable[[], object]) -> list[str]:
    """Run saves side by side; say of each what came of it."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory serves one thread")
    together = Barrier(len(saves))

    def run(save: Callable[[], object]) -> str:
        try:
            together.wait(10)
            save()
        except Exception as error:  # noqa: BLE001
            return type(error).__name__
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(len(saves)) as pool:
        return sorted(pool.map(run, saves))


def content(option: str) -> scenario_edits.Content:
    return scenario_edits.Content("The shore", "", {"army": option})


def test_of_two_changes_one_is_stale():
    make_issue("army", ("yes", "no", "some"))
    scenario = make_scenario("shore", Option.objects.get(slug="yes"), name="The shore")
    stamp = latest_revision_stamp(scenario)

    came = at_once(
        lambda: scenario_edits.change("shore", stamp, content("no"), "one"),
        lambda: scenario_edits.change("shore", stamp, content("some"), "two"),
    )

    assert came == ["Stale", "saved"]
    assert ScenarioChoice.history.count() == 2


def test_of_two_of_one_name_one_is_told_that_it_is_taken():
    make_issue("army")

    came = at_once(
        lambda: scenario_edits.create("shore", content("no"), "one"),
        lambda: scenario_edits.create("shore", content("yes"), "two"),
    )

    assert came == ["NameTaken", "saved"]
    assert Scenario.objects.count() == ScenarioChoice.objects.count() == 1
