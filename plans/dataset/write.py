"""Records to a folder of YAML files in the format of `plans/data/FORMAT.md`."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plans.dataset.base import Record
from plans.dataset.dataset import (
    DOCUMENTS,
    FOLDERS,
    LIST_FILES,
    VERSION_FILE,
    Dataset,
    is_record_file,
)
from plans.dataset.emit import emit, emit_list
from plans.dataset.problems import DatasetError, Problem, shorten


def write_dataset(dataset: Dataset, directory: Path) -> None:
    """Write a dataset into a folder that is new, empty or holds a dataset.

    Files of records that are no longer there are removed; the documents beside the
    data stay as they are, and so does the comment at the head of each file. Reading
    the folder gives the same dataset `in_order`.

    Raises DatasetError, before anything is written, where the folder holds anything
    else, and OSError where it cannot be written.
    """
    if strangers := list(_strangers(directory)):
        raise DatasetError(strangers)
    directory.mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS.values():
        (directory / folder.name).mkdir(exist_ok=True)
    files = render_dataset(dataset)
    # Whole files are moved into place, so that none is ever half written.
    with tempfile.TemporaryDirectory(
        prefix=f".{directory.name}-", dir=directory.resolve().parent
    ) as temporary:
        for at, (name, text) in enumerate(files.items()):
            written, target = Path(temporary, str(at)), directory / name
            written.write_bytes((_head(target) + text).encode())
            os.replace(written, target)
    for name in _record_files(directory):
        if name not in files:
            (directory / name).unlink()


def render_dataset(dataset: Dataset) -> dict[str, str]:
    """Give the text of each file of a dataset, by its name within the folder."""
    files = {VERSION_FILE: emit({"version": dataset.version})}
    for part, file in LIST_FILES.items():
        records = [_plain(record) for record in getattr(dataset, part)]
        if records or not file.optional:
            files[file.name] = emit_list(file.key, records)
    for part, folder in FOLDERS.items():
        for record in getattr(dataset, part):
            files[f"{folder.name}/{record.id}.yaml"] = emit(_plain(record))
    return files


def _plain(record: Record) -> dict[str, object]:
    # Whatever may be absent has a default, and is left out where it is absent.
    return record.model_dump(by_alias=True, exclude_defaults=True)


def _head(target: Path) -> str:
    """Give the comment at the start of a file that is about to be replaced."""
    try:
        lines = target.read_text("utf-8").splitlines(keepends=True)
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    head = ""
    for line in lines:
        if not line.startswith("#"):
            break
        head += line
    return head


def _record_files(directory: Path) -> Iterator[str]:
    """Name the files in the folder that hold records, the optional ones included."""
    for path in sorted(directory.rglob("*.yaml")):
        name = path.relative_to(directory).as_posix()
        if is_record_file(name):
            yield name


def _strangers(directory: Path) -> Iterator[Problem]:
    """Report what a folder holds besides a dataset."""
    if not directory.exists():
        return
    folders = {folder.name for folder in FOLDERS.values()}
    for path in sorted(directory.rglob("*")):
        inside = path.relative_to(directory)
        if any(part.startswith(".") for part in inside.parts):
            continue
        name = inside.as_posix()
        known = name in DOCUMENTS or name == VERSION_FILE or is_record_file(name)
        fits = path.is_dir() if name in folders else known and path.is_file()
        if not fits:
            message = "is no part of a dataset; write to a folder of its own"
            yield Problem(shorten(name), None, "", "", message)
