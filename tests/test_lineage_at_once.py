"""Two editors who confirm the same link at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections

from plans.lineage_edits import confirm, editing
from plans.models import ClauseLink
from plans.proposals import read_pair
from plans.snapshot import Snapshot
from tests.views.proposing import make_pair

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory serves one thread")
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_second_of_two_at_once_sees_what_the_first_wrote(threads: ThreadPoolExecutor):
    make_pair()
    seen = read_pair(Snapshot(), "old", "new")
    assert seen
    wanted = {"6--4": seen.by_key["6--4"].token}
    first_holds, second_waits = Event(), Event()

    def first() -> int:
        try:
            with editing("old", "new") as pair:
                first_holds.set()
                second_waits.wait(5)
                # The second has asked for the lock and cannot have it.
                assert not second_read.wait(0.3)
                return len(confirm(pair, wanted)[0])
        finally:
            connections.close_all()

    second_read = Event()

    def second() -> tuple[int, int]:
        try:
            first_holds.wait(5)
            second_waits.set()
            with editing("old", "new") as pair:
                second_read.set()
                written, already = confirm(pair, wanted)
                return len(written), len(already)
        finally:
            connections.close_all()

    answers = threads.submit(first), threads.submit(second)

    assert answers[0].result(20) == 1
    assert answers[1].result(20) == (0, 1)
    assert ClauseLink.objects.count() == 1
