"""Damaged datasets, made of a sound one: the same seed gives the same damage.

Whatever reads or loads a dataset must answer each with a DatasetError, and with
nothing else.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from plans.dataset.compose import compose
from tests.dataset.damage_tables import (
    BAD_DATES,
    BAD_TEXTS,
    BROKEN,
    CODED,
    DATES,
    REFERENCES,
    REQUIRED,
    STRANGE_FILES,
    TEXTS,
    WRONG_TYPES,
)

Files = dict[str, bytes]


@dataclass(frozen=True)
class Damage:
    """What was done, and the files that came of it."""

    name: str
    files: Files

    def write(self, directory: Path) -> None:
        """Put the files into a new folder."""
        for folder in ("drafts", "lineage"):
            (directory / folder).mkdir(parents=True)
        for name, data in self.files.items():
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


@dataclass(frozen=True)
class _Spot:
    """A mapping in a file, with the key of REQUIRED that tells what it is."""

    shape: str
    mapping: dict[str, Any]
    path: str


class _Document:
    """A file's value, to be changed and written again."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.value: Any = _loose(_composed(data))

    def spots(self) -> list[_Spot]:
        folder = self.name.partition("/")[0]
        shape = {"drafts": "draft", "lineage": "lineage"}.get(folder, "")
        return list(_spots(shape, self.value, ""))

    def dump(self) -> bytes:
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        return yaml.dump(self.value, Dumper=dumper, sort_keys=False).encode()


@lru_cache(maxsize=64)
def _composed(data: bytes) -> Any:
    composed = compose(data)
    assert not composed.faults
    return composed.value


def _loose(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_loose(item) for item in value]
    if isinstance(value, dict):
        return {key: _loose(item) for key, item in value.items()}
    return value


def _spots(shape: str, value: Any, path: str) -> Iterator[_Spot]:
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _spots(shape, item, f"{path}[{at}]")
    elif isinstance(value, dict):
        # A record's sources are citations, unless they are but ids.
        if shape == "sources" and "source" in value:
            shape = "citations"
        yield _Spot(shape, value, path)
        for key, item in value.items():
            yield from _spots(key, item, f"{path}.{key}")


def _pick(random: Random, document: _Document, keys: list[str]) -> tuple[_Spot, str]:
    """Choose one of the keys in some mapping; there must be one."""
    found = [
        (spot, key)
        for spot in document.spots()
        for key in keys
        if key in spot.mapping and spot.shape
    ]
    # By key first, since else nearly all damage would be to the commonest.
    key = random.choice(sorted({key for _, key in found}))
    return random.choice([each for each in found if each[1] == key])


def _set(random: Random, spot: _Spot, key: str, value: Any) -> str:
    old = spot.mapping[key]
    if isinstance(old, list) and old and isinstance(old[0], str):
        old[random.randrange(len(old))] = value
    else:
        spot.mapping[key] = value
    return f"{spot.path}.{key} = {str(value)[:30]!a}"


def drop_required(random: Random, document: _Document) -> str:
    spots = [spot for spot in document.spots() if spot.shape in REQUIRED]
    shape = random.choice(sorted({spot.shape for spot in spots}))
    spot = random.choice([spot for spot in spots if spot.shape == shape])
    key = random.choice(REQUIRED[shape].split())
    del spot.mapping[key]
    return f"drop {spot.path}.{key}"


def change_type(random: Random, document: _Document) -> str:
    spots = [spot for spot in document.spots() if spot.shape in REQUIRED]
    spot = random.choice(spots)
    key = random.choice(sorted(spot.mapping))
    wrong = deepcopy(random.choice(WRONG_TYPES))
    # Some keys do hold lists or booleans.
    if isinstance(wrong, bool | list) and not isinstance(spot.mapping[key], str):
        wrong = 7
    spot.mapping[key] = wrong
    return f"{spot.path}.{key} = {wrong!r}"


def add_key(random: Random, document: _Document) -> str:
    spot = random.choice(document.spots())
    key = random.choice(["foo", "Id", "condition", "model_config", "__class__", "ü"])
    spot.mapping[key] = "x"
    return f"add {spot.path}.{key}"


def change_reference(random: Random, document: _Document) -> str:
    spot, key = _pick(random, document, REFERENCES)
    wrong = random.choice(["no-such-thing", "Not Kebab", "a" * 81, "99", "../x", "é"])
    return _set(random, spot, key, wrong)


def change_date(random: Random, document: _Document) -> str:
    spot, key = _pick(random, document, DATES)
    return _set(random, spot, key, random.choice(BAD_DATES))


def change_code(random: Random, document: _Document) -> str:
    spot, key = _pick(random, document, CODED)
    return _set(random, spot, key, random.choice(["Firm", "none", "", "x" * 1_000]))


def change_text(random: Random, document: _Document) -> str:
    spot, key = _pick(random, document, TEXTS)
    return _set(random, spot, key, random.choice(BAD_TEXTS))


def lengthen_text(random: Random, document: _Document) -> str:
    spot, key = _pick(random, document, TEXTS)
    length = random.choice([20_001, 100_000, 1_000_000])
    return _set(random, spot, key, "long " * (length // 5) + "x" * 5)


def double_record(random: Random, document: _Document) -> str:
    (records,) = document.value.values()
    records.insert(random.randrange(len(records)), deepcopy(random.choice(records)))
    return "a record stands twice"


def break_rule(random: Random, document: _Document) -> str:
    """Make one record contradict itself."""
    line = next(each for each in document.value["red_lines"] if each["acceptable"])
    option = line["acceptable"][0]
    changes: dict[str, Any] = {
        "unacceptable": [option],
        "acceptable": [option, option],
        "valid_until": line["stated_on"],
        "superseded_by": line["id"],
        "sources": [],
    }
    key = random.choice(sorted(changes))
    line[key] = changes[key]
    return f"{line['id']}.{key}"


LISTS = [
    "sources.yaml",
    "actors.yaml",
    "issues.yaml",
    "plans.yaml",
    "red_lines.yaml",
    "couplings.yaml",
    "events.yaml",
    "context.yaml",
]


def _values(change: Callable[[Random, _Document], str], only: Callable[[str], bool]):
    """Make a damage of a change to one of the files that suit it."""

    def damage(random: Random, files: Files) -> str:
        folder = random.choice(["", "", "drafts/", "drafts/", "lineage/"])
        names = [n for n in sorted(files) if only(n) and n.startswith(folder)]
        name = random.choice(names or [n for n in sorted(files) if only(n)])
        document = _Document(name, files[name])
        said = change(random, document)
        files[name] = document.dump()
        return f"{change.__name__} in {name}: {said}"

    return damage


def break_yaml(random: Random, files: Files) -> str:
    name = random.choice(sorted(files))
    broken = random.choice(BROKEN)
    files[name] += broken.encode()
    return f"break_yaml in {name}: {broken[:40]!a}"


def put_byte(random: Random, files: Files) -> str:
    name = random.choice(sorted(files))
    data, byte = files[name], random.choice([b"\xff", b"\x00", b"\x1b", b"\xc3("])
    at = random.randrange(len(data))
    # Inside a character that takes several bytes, it is just as wrong.
    files[name] = data[:at] + byte + data[at:]
    return f"put_byte in {name}: {byte!r} at {at}"


def replace_file(random: Random, files: Files) -> str:
    name = random.choice(sorted(files))
    new = random.choice(
        [b"", b"# nothing\n", b"[]\n", b"x\n", b"null\n", b"wrong: []\n"]
    )
    files[name] = new
    return f"replace_file {name}: {new!r}"


def remove_file(random: Random, files: Files) -> str:
    # A dataset without lineages or a stated version is sound.
    names = [n for n in sorted(files) if n[:7] != "lineage" and n != "dataset.yaml"]
    name = random.choice(names)
    del files[name]
    return f"remove_file {name}"


def rename_file(random: Random, files: Files) -> str:
    name = random.choice(sorted(name for name in files if "/" in name))
    folder = name.partition("/")[0]
    files[f"{folder}/renamed.yaml"] = files.pop(name)
    return f"rename_file {name}"


def add_file(random: Random, files: Files) -> str:
    name = random.choice(STRANGE_FILES)
    files[name] = random.choice([b"x: 1\n", b"", b"\xff", b"id: nothing\n"])
    return f"add_file {name}"


def _any(name: str) -> bool:
    return name != "dataset.yaml"


def _listed(name: str) -> bool:
    return name in LISTS


DAMAGES: tuple[Callable[[Random, Files], str], ...] = (
    _values(drop_required, _any),
    _values(change_type, _any),
    _values(add_key, _any),
    _values(
        change_reference,
        lambda name: _any(name) and name != "issues.yaml" and name != "sources.yaml",
    ),
    _values(
        change_date,
        lambda name: (
            name.startswith("drafts/")
            or name
            in (
                "sources.yaml",
                "actors.yaml",
                "red_lines.yaml",
                "events.yaml",
                "context.yaml",
            )
        ),
    ),
    _values(
        change_code,
        lambda name: (
            _any(name)
            and name
            not in ("issues.yaml", "plans.yaml", "couplings.yaml", "context.yaml")
        ),
    ),
    _values(change_text, _any),
    _values(lengthen_text, _any),
    _values(double_record, _listed),
    _values(break_rule, lambda name: name == "red_lines.yaml"),
    break_yaml,
    put_byte,
    replace_file,
    remove_file,
    rename_file,
    add_file,
)


def make_damage(files: Files, seed: int) -> Damage:
    """Damage a copy of the files; the kinds of damage take turns."""
    damaged = dict(files)
    damage = DAMAGES[seed % len(DAMAGES)]
    return Damage(f"{seed}: {damage(Random(seed), damaged)}", damaged)
