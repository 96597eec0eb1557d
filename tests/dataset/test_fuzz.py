"""Damaged datasets, loaded: each is refused with its problems, and nothing changes.

Sixty of them by default; FUZZ says how many:

    FUZZ=500 python -m pytest tests/dataset/test_fuzz.py
"""

import io
import os

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Max

from plans.dataset.tables import TABLES
from tests.dataset.conftest import load_files, read_cached
from tests.dataset.damage import DAMAGES, make_damage
from tests.dataset.ledger import history

SEEDS = int(os.environ.get("FUZZ", "60"))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def sizes():
    """How many rows each table has, and its last revision."""
    return {
        table.__name__: (
            table._default_manager.count(),
            *history(table).aggregate(Count("history_id"), Max("history_id")).values(),
        )
        for table in TABLES
    }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_damaged_dataset_changes_nothing(seed, tmp_path, monkeypatch):
    # Only the damaged files are read anew.
    monkeypatch.setattr("plans.dataset.read.read_file", read_cached)
    damage = make_damage(load_files(), seed)
    damage.write(tmp_path / "data")
    before, out, err = sizes(), io.StringIO(), io.StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("load_dataset", tmp_path / "data", stdout=out, stderr=err)

    assert caught.value.returncode == 1, damage.name
    problems = err.getvalue().splitlines()
    count = int(str(caught.value).split()[0])
    assert len(problems) == count >= 1, damage.name
    assert "nothing was loaded" in str(caught.value)
    assert all(": " in problem for problem in problems), damage.name
    assert not any("Traceback" in problem for problem in problems), damage.name
    assert out.getvalue() == ""
    assert sizes() == before, damage.name


def test_every_kind_of_damage_is_done():
    assert len(DAMAGES) <= SEEDS
