"""A whole dataset in memory, and where in its files each record stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from plans.dataset.base import Record
from plans.dataset.compose import Path
from plans.dataset.problems import Problem, quote
from plans.dataset.records import (
    ActorRecord,
    AssessmentRecord,
    CouplingRecord,
    EventRecord,
    IndicatorRecord,
    IssueRecord,
    PlanRecord,
    RedLineRecord,
    SourceRecord,
)
from plans.dataset.texts import DraftRecord, LineageRecord


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that holds one list of records under a key."""

    name: str
    key: str
    record: type[Record]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds one record a file."""

    name: str
    record: type[Record]


# By the names that a Dataset gives to its parts.
LIST_FILES: Final[Mapping[str, ListFile]] = MappingProxyType(
    {
        "sources": ListFile("sources.yaml", "sources", SourceRecord),
        "actors": ListFile("actors.yaml", "actors", ActorRecord),
        "issues": ListFile("issues.yaml", "issues", IssueRecord),
        "plans": ListFile("plans.yaml", "plans", PlanRecord),
        "red_lines": ListFile("red_lines.yaml", "red_lines", RedLineRecord),
        "couplings": ListFile("couplings.yaml", "couplings", CouplingRecord),
        "events": ListFile("events.yaml", "events", EventRecord),
        "indicators": ListFile("context.yaml", "context", IndicatorRecord),
        "assessments": ListFile(
            "assessments.yaml", "assessments", AssessmentRecord, optional=True
        ),
    }
)
FOLDERS: Final[Mapping[str, Folder]] = MappingProxyType(
    {
        "drafts": Folder("drafts", DraftRecord),
        "lineages": Folder("lineage", LineageRecord),
    }
)
VERSION_FILE: Final = "dataset.yaml"
DOCUMENTS: Final = ("README.md", "FORMAT.md", "CODEBOOK.md")


def part_of(name: str) -> str:
    """Name the part that a file, or a folder of records, belongs to, or nothing."""
    for part, each in LIST_FILES.items():
        if name == each.name:
            return part
    folder, _, rest = name.partition("/")
    for part, each_folder in FOLDERS.items():
        if folder == each_folder.name and (not rest or is_record_file(name)):
            return part
    return ""


def is_record_file(name: str) -> bool:
    """Say whether a file's name is that of a file of records."""
    folder, slash, rest = name.partition("/")
    if not slash:
        return any(name == each.name for each in LIST_FILES.values())
    folders = {each.name for each in FOLDERS.values()}
    return folder in folders and rest.endswith(".yaml") and "/" not in rest


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file, and its path within the file's value."""

    file: str
    path: Path = ()
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int | None:
        """Give the line of a part of the record, or of the nearest part around it."""
        whole = (*self.path, *path)
        for end in range(len(whole), 0, -1):
            if whole[:end] in self.lines:
                return self.lines[whole[:end]]
        return None


@dataclass(frozen=True)
class Dataset:
    """All records of a dataset; drafts stand in the order in which plans list them.

    `places` tells for each part where its records came from, in the same order. It
    is empty for a dataset that was not read from files, and no part of equality.
    """

    version: str
    sources: tuple[SourceRecord, ...] = ()
    actors: tuple[ActorRecord, ...] = ()
    issues: tuple[IssueRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    drafts: tuple[DraftRecord, ...] = ()
    red_lines: tuple[RedLineRecord, ...] = ()
    couplings: tuple[CouplingRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    lineages: tuple[LineageRecord, ...] = ()
    assessments: tuple[AssessmentRecord, ...] = ()
    places: Mapping[str, Sequence[Place]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def in_order(self) -> "Dataset":
        """Give the same dataset with its records in the order of reading.

        Drafts stand as plans list them, those that no plan lists last, and lineages
        by their drafts.
        """
        listed = [draft for plan in self.plans for draft in plan.drafts]
        ranks = {draft: rank for rank, draft in reversed(list(enumerate(listed)))}
        last = len(listed)
        drafts = _order((ranks.get(each.id, last), each.id) for each in self.drafts)
        lineages = _order((each.older, each.newer) for each in self.lineages)
        places = dict(self.places)
        for part, order in (("drafts", drafts), ("lineages", lineages)):
            if part in places:
                places[part] = [places[part][at] for at in order]
        return replace(
            self,
            drafts=tuple(self.drafts[at] for at in drafts),
            lineages=tuple(self.lineages[at] for at in lineages),
            places=places,
        )

    def place(self, part: str, index: int) -> Place:
        """Say where record `index` of a part, such as "drafts", stands."""
        if places := self.places.get(part):
            return places[index]
        if part in LIST_FILES:
            return Place(LIST_FILES[part].name)
        return Place(f"{FOLDERS[part].name}/{getattr(self, part)[index].id}.yaml")

    def problem(self, part: str, index: int, path: Path, message: str) -> Problem:
        """Report what is wrong at a path within record `index` of a part."""
        place = self.place(part, index)
        record = getattr(self, part)[index].model_dump(by_alias=True)
        name, inside = name_part(part, record, path, index)
        where = place.line(*path)
        return Problem(place.file, where, name, format_path(inside), message)


def _order(keys: Iterable[tuple[Any, ...]]) -> list[int]:
    """Give the positions of the keys in the order of the keys."""
    listed = list(keys)
    return sorted(range(len(listed)), key=listed.__getitem__)


def name_part(part: str, record: object, path: Path, index: int) -> tuple[str, Path]:
    """Name the record that a reader would look for, and the path inside it.

    A clause is named by its number, since the file tells the draft.
    """
    if part == "drafts" and len(path) > 1 and path[0] == "clauses":
        at = int(path[1])
        clauses = record.get("clauses") if isinstance(record, dict) else None
        clause = clauses[at] if isinstance(clauses, tuple) else None
        return _name(clause, ("number",)) or f"clause {at + 1}", path[2:]
    if part == "lineages":
        return "", path
    keys = {
        "indicators": ("actor", "variable"),
        "assessments": ("draft", "clause", "red_line"),
    }.get(part, ("id",))
    unnamed = "" if part in FOLDERS else f"record {index + 1}"
    return _name(record, keys) or unnamed, path


def _name(record: object, keys: tuple[str, ...]) -> str:
    if not isinstance(record, dict):
        return ""
    parts = [record.get(key) for key in keys]
    if not all(isinstance(part, str) for part in parts):
        return ""
    return quote(" ".join(map(str, parts)))[1:-1]


def format_path(path: Path) -> str:
    """Write a path as in `positions[0].option`, shortened."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return quote(text.removeprefix("."))[1:-1]
