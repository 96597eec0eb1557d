from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from plans.dataset.dataset import Dataset
from plans.dataset.read import FileContent, read_dataset, read_file

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
