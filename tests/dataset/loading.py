"""The small dataset, edited and loaded."""

from dataclasses import replace

from plans.dataset.load import load
from plans.dataset.read import build_dataset
from tests.dataset.small import make_files
from tests.dataset.test_read import change


def load_small(*edits, **options):
    """Load the small dataset with texts of its files replaced."""
    files = make_files()
    for name, old, new in edits:
        change(files, name, old, new)
    return load(build_dataset(files), **options)


def sorted_records(dataset):
    """Put the parts whose order is not stored in an order of their own."""
    parts = {
        part: tuple(sorted(getattr(dataset, part), key=str))
        for part in ("sources", "couplings", "assessments")
    }
    return replace(dataset, **parts)
