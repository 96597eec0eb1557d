"""A folder of YAML files to checked records."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plans.dataset.base import Record
from plans.dataset.check import check_dataset
from plans.dataset.compose import Composed, Path, compose
from plans.dataset.dataset import (
    DOCUMENTS,
    FOLDERS,
    LIST_FILES,
    VERSION_FILE,
    Dataset,
    ListFile,
    Place,
    format_path,
    is_record_file,
    name_part,
    part_of,
)
from plans.dataset.problems import DatasetError, Problem, quote, shorten
from plans.dataset.records import VersionRecord

MAX_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class FileContent:
    """What one file holds: the records that could be read, and its problems."""

    part: str
    records: tuple[Any, ...] = ()
    places: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Found:
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str, message: str) -> None:
        self.problems.append(Problem(shorten(name), None, "", "", message))


def read_dataset(path: FilePath) -> Dataset:
    """Read and check the dataset in a folder.

    Raises DatasetError with all that is wrong with it.
    """
    found = _find(path)
    return build_dataset(found.files, found.problems)


def build_dataset(
    files: Mapping[str, bytes],
    problems: list[Problem] | None = None,
    read: Callable[[str, bytes], FileContent] | None = None,
) -> Dataset:
    """Make a dataset of files' bytes, by their names such as `drafts/us-28.yaml`.

    `problems` are those found before; `read` reads one file. Raises DatasetError with
    all that is wrong.
    """
    all_problems = list(problems or ())
    named = {problem.file for problem in all_problems}
    all_problems += [each for each in _missing(files) if each.file not in named]
    contents = [(read or read_file)(name, files[name]) for name in sorted(files)]
    for content in contents:
        all_problems += content.problems
    dataset = _assemble(contents, _version(files))
    # References into a part that was not read in full would all seem unknown.
    damaged = {content.part for content in contents if content.problems}
    damaged |= {part_of(problem.file) for problem in all_problems}
    all_problems += check_dataset(dataset, incomplete=frozenset(damaged))
    if all_problems:
        raise DatasetError(sorted(all_problems, key=_reading_order))
    return dataset


def read_file(name: str, data: bytes) -> FileContent:
    """Read one file of a dataset; all that is wrong with it is in `problems`."""
    part = part_of(name)
    if name == VERSION_FILE:
        return _read_version(data)
    if not part:
        message = "is not part of a dataset; remove it"
        return FileContent(
            "", problems=(Problem(shorten(name), None, "", "", message),)
        )
    composed = compose(data)
    if composed.value is None:
        return FileContent(part, problems=_faults(name, part, composed))
    if part in LIST_FILES:
        return _read_list(name, part, composed)
    return _read_single(name, part, composed)


def _find(path: FilePath) -> _Found:
    """Load the bytes of all files of the dataset; hidden files are passed over."""
    found = _Found()
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        found.problem(str(path), f"cannot be opened as a folder: {error.strerror}")
        return found
    folders = {folder.name for folder in FOLDERS.values()}
    for entry in entries:
        if entry.name in DOCUMENTS or entry.name.startswith("."):
            continue
        if entry.name in folders:
            _load_folder(entry, found)
        else:
            _load(entry, entry.name, found)
    for name in sorted(folders - {entry.name for entry in entries}):
        found.problem(name, "this folder is missing; create it, empty if need be")
    return found


def _load_folder(folder: FilePath, found: _Found) -> None:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        found.problem(folder.name, f"cannot be opened as a folder: {error.strerror}")
        return
    for entry in entries:
        if not entry.name.startswith("."):
            _load(entry, f"{folder.name}/{entry.name}", found)


def _load(entry: FilePath, name: str, found: _Found) -> None:
    if not is_record_file(name) and name != VERSION_FILE:
        found.problem(name, "is not part of a dataset; remove it")
        return
    try:
        if not entry.is_file():
            found.problem(name, "is not a file; remove it")
            return
        if entry.stat().st_size > MAX_BYTES:
            found.problem(name, f"is larger than {MAX_BYTES // 1_000_000} MB")
            return
        found.files[name] = entry.read_bytes()
    except OSError as error:
        found.problem(name, f"cannot be read: {error.strerror}")


def _missing(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for each in LIST_FILES.values():
        if each.name not in files and not each.optional:
            message = f"this file is missing; without records it holds `{each.key}: []`"
            yield Problem(each.name, None, "", "", message)


def _version(files: Mapping[str, bytes]) -> str:
    """Give the version that the dataset states, else a digest of its files."""
    if VERSION_FILE in files:
        value = compose(files[VERSION_FILE]).value
        return str(value.get("version")).strip() if isinstance(value, dict) else ""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    return digest.hexdigest()[:12]


def _read_version(data: bytes) -> FileContent:
    composed = compose(data)
    problems = list(_faults(VERSION_FILE, "", composed))
    if composed.value is not None:
        _, wrong = _validate(VERSION_FILE, "", VersionRecord, composed, (), 0)
        problems += wrong
    return FileContent("", problems=tuple(problems))


def _read_list(name: str, part: str, composed: Composed) -> FileContent:
    file = LIST_FILES[part]
    problems = list(_faults(name, part, composed))
    items, wrong = _list_under_key(name, file, composed)
    problems += wrong
    records: list[Record] = []
    places: list[Place] = []
    for index in range(len(items)):
        path: Path = (file.key, index)
        record, wrong = _validate(name, part, file.record, composed, path, index)
        problems += wrong
        if record is not None:
            records.append(record)
            places.append(Place(name, path, composed.lines))
    return FileContent(part, tuple(records), tuple(places), tuple(problems))


def _list_under_key(
    name: str, file: ListFile, composed: Composed
) -> tuple[tuple[Any, ...], list[Problem]]:
    value, shape = composed.value, f"`{file.key}:` with a list"
    if not isinstance(value, dict):
        return (), [Problem(name, 1, "", "", f"must hold {shape}")]
    problems = [
        Problem(
            name,
            composed.lines.get((key,)),
            "",
            "",
            f"unknown key {quote(key)}; the file holds {shape}, nothing else",
        )
        for key in value
        if key != file.key
    ]
    items = value.get(file.key)
    if isinstance(items, tuple):
        return items, problems
    if file.key not in value:
        problems.append(Problem(name, None, "", "", f"must hold {shape}"))
    elif not any(fault.path == (file.key,) for fault in composed.faults):
        line, message = composed.lines[(file.key,)], f"must hold {shape}; `[]` for none"
        problems.append(Problem(name, line, "", "", message))
    return (), problems


def _read_single(name: str, part: str, composed: Composed) -> FileContent:
    problems = list(_faults(name, part, composed))
    record, wrong = _validate(name, part, FOLDERS[part].record, composed, (), 0)
    problems += wrong
    if record is None:
        return FileContent(part, problems=tuple(problems))
    place = Place(name, (), composed.lines)
    stem = name.partition("/")[2].removesuffix(".yaml")
    if (expected := getattr(record, "id", "")) != stem:
        key = "id" if part == "drafts" else "older"
        message = f"belongs in a file named {quote(f'{expected}.yaml')}; rename one"
        problems.append(Problem(name, place.line(key), "", key, message))
    return FileContent(part, (record,), (place,), tuple(problems))


def _faults(name: str, part: str, composed: Composed) -> tuple[Problem, ...]:
    return tuple(
        _problem(name, part, composed, fault.path, fault.message, fault.line)
        for fault in composed.faults
    )


def _problem(
    name: str, part: str, composed: Composed, path: Path, message: str, line: int | None
) -> Problem:
    """Report by the path within the file, of which a list's record is a part."""
    value: Any = composed.value
    if part in FOLDERS and path:
        record, inside = name_part(part, value, path, 0)
        return Problem(shorten(name), line, record, format_path(inside), message)
    key = LIST_FILES[part].key if part in LIST_FILES else None
    if len(path) > 1 and path[0] == key and isinstance(index := path[1], int):
        items = value.get(key) if isinstance(value, dict) else None
        item = items[index] if isinstance(items, tuple) else None
        record, inside = name_part(part, item, path[2:], index)
        return Problem(shorten(name), line, record, format_path(inside), message)
    return Problem(shorten(name), line, "", format_path(path), message)


def _validate(
    name: str, part: str, kind: type[Record], composed: Composed, path: Path, index: int
) -> tuple[Record | None, list[Problem]]:
    """Make the record at a path of the file's value; None where it is not one."""
    value: Any = composed.value
    for key in path:
        value = value[key]
    inside = [f for f in composed.faults if f.path[: len(path)] == path and f.path]
    known = {fault.path for fault in inside}
    problems = []
    record = None
    try:
        record = kind.model_validate(value, by_alias=True, by_name=False)
    except ValidationError as error:
        place = Place(name, path, composed.lines)
        for details in _telling(error.errors(include_url=False)):
            for where, message in _explain(details):
                if (*path, *where) in known:
                    continue
                whole, line = (*path, *where), place.line(*where)
                if line is None and part in FOLDERS:
                    line = 1
                problems.append(_problem(name, part, composed, whole, message, line))
    # What the file says in a faulty place may be something else than was read.
    return (None if inside else record), problems


def _telling(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out that a list is too short where that is for its faulty items."""
    for error in errors:
        where, inner = error["loc"], len(error["loc"])
        faulty = any(
            other["loc"][:inner] == where for other in errors if other is not error
        )
        if error["type"] != "too_short" or not faulty:
            yield error


def _explain(details: ErrorDetails) -> Iterator[tuple[Path, str]]:
    """Say what is wrong, and where, in an error that pydantic reports."""
    where, context, found = details["loc"], details.get("ctx", {}), details["input"]
    kind = details["type"]
    if kind == "rules":
        for name, message in context["found"]:
            yield (*where, *_split(name)), message
        return
    limit = context.get("max_length") or context.get("min_length")
    messages = {
        "dataset": context.get("said"),
        "missing": "is missing; add it",
        "extra_forbidden": "is not a key of this record; remove it or correct it",
        "string_type": f"must be text, is {quote(found)}{_hint(found)}",
        "string_unicode": "holds half a surrogate pair; delete it",
        "string_too_long": f"must have at most {limit} characters",
        "too_long": f"must have at most {limit} characters",
        "string_too_short": "is empty; fill it or leave the key out",
        "string_pattern_mismatch": f"has the wrong form: {quote(found)}; see FORMAT.md",
        "tuple_type": f"must be a list, is {quote(found)}",
        "too_short": "is empty; give at least one",
        "bool_type": f"must be true or false, is {quote(found)}",
        "literal_error": f"must be one of {_choices(context)}; is {quote(found)}",
        "model_type": f"must be a mapping of keys to values, is {quote(found)}",
    }
    yield where, messages.get(kind) or str(details["msg"])


def _hint(found: object) -> str:
    return "; put it in quotes" if isinstance(found, bool | int | float) else ""


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")


def _split(field: str) -> Path:
    """Turn `conditional[0].requires` into a path."""
    parts = field.replace("]", "").replace("[", ".").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts)


def _assemble(contents: list[FileContent], version: str) -> Dataset:
    records: dict[str, list[Any]] = {part: [] for part in (*LIST_FILES, *FOLDERS)}
    places: dict[str, list[Place]] = {part: [] for part in records}
    for content in contents:
        if content.part:
            records[content.part] += content.records
            places[content.part] += content.places
    parts = {part: tuple(each) for part, each in records.items()}
    return Dataset(version=version, places=places, **parts).in_order()


def _reading_order(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0
