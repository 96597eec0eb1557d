from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from plans.dataset.dataset import Dataset
from plans.dataset.read import FileContent, read_dataset, read_file
from plans.models.recording import recording

DATA = Path(__file__).parents[2] / "plans" / "data"


@lru_cache(maxsize=64)
def read_cached(name: str, data: bytes) -> FileContent:
    return read_file(name, data)


@lru_cache(maxsize=1)
def load_files() -> dict[str, bytes]:
    """Give the shipped files by their names, as `build_dataset` takes them."""
    paths = sorted(DATA.rglob("*.yaml"))
    return {path.relative_to(DATA).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def files() -> Iterator[dict[str, bytes]]:
    yield dict(load_files())


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    return read_dataset(DATA)


@pytest.fixture
def editor():
    return get_user_model().objects.create_user("ada")


@pytest.fixture
def edit(editor):
    """Save or delete rows as an editor."""

    def save(*rows, delete=False):
        with transaction.atomic(), recording("Corrected"):
            for row in rows:
                row._history_user = editor
                row.delete() if delete else row.save()

    return save
