"""Whatever editors did, overwriting gives the dataset back."""

from random import Random

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from plans.dataset.dump import dump_dataset
from plans.dataset.load import load
from plans.dataset.read import build_dataset
from plans.dataset.tables import KEYS, TABLES, columns, has_order
from tests.dataset.ledger import Ledger
from tests.dataset.loading import load_small, sorted_records
from tests.dataset.small import make_files

pytestmark = pytest.mark.django_db


def change_text(random, row):
    texts = [
        name
        for name, column in columns(type(row)).items()
        if isinstance(column, models.TextField) and name not in KEYS.get(type(row), ())
    ]
    for name in texts:
        setattr(row, name, f"Changed {random.random()}")
    row.save()


def rename(random, row):
    for name in {"slug", "number", "variable"}.intersection(columns(type(row))):
        other = random.choice(list(type(row)._default_manager.all()))
        row.__dict__[name] = random.choice(["else", f"x{random.randrange(9)}"])
        if random.random() < 0.3:
            mine = type(row)._default_manager.get(pk=row.pk)
            theirs = getattr(other, name)
            setattr(other, name, "free")
            other.save()
            setattr(other, name, getattr(mine, name))
            row.__dict__[name] = theirs
            row.save()
            if other.pk != row.pk:
                other.save()
            return
    row.save()


def move(random, row):
    if has_order(type(row)):
        row.order = random.randrange(40)
        row.save()


def delete(random, row):
    row.delete()


EDITS = (change_text, rename, move, delete, delete)


def edit_at_random(random):
    """Make a dozen edits; what the tables refuse is left undone."""
    for _ in range(12):
        rows = list(random.choice(TABLES)._default_manager.order_by("pk"))
        try:
            with transaction.atomic():
                if rows:
                    random.choice(EDITS)(random, random.choice(rows))
        except (IntegrityError, ProtectedError):
            pass


@pytest.mark.parametrize("seed", range(40))
def test_overwriting_undoes_all_edits(seed):
    dataset = build_dataset(make_files())
    load(dataset)
    edit_at_random(Random(seed))

    load(dataset, overwrite=True)

    assert sorted_records(dump_dataset("1")) == sorted_records(dataset)
    ledger = Ledger()
    report = load_small()
    assert (report.kept, report.gone) == ([], [])
    assert ledger.is_empty()


@pytest.mark.parametrize("seed", range(40))
def test_without_overwriting_no_edit_is_undone(seed):
    dataset = build_dataset(make_files())
    load(dataset)
    edit_at_random(Random(seed))
    ledger, edited = Ledger(), dump_dataset("1")

    load(dataset)

    assert ledger.entries() == []
    assert ledger.is_empty()
    assert dump_dataset("1") == edited
