"""Words that all files share, fit for XML, and what each file says of itself."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from plans.files.document import (
    ComparedClause,
    ComparisonDocument,
    DraftText,
    Effect,
    OptionTaken,
    Synopsis,
    SynopsisDraft,
)

# What XML 1.0 cannot hold, carriage returns too, as it reads them as line ends.
UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PROGRAM = "Clause Tracker"
NONE = "none"


def clean(text: str) -> str:
    """Leave out the characters that no XML file can hold. Joined texts stay joined."""
    return UNFIT.sub("", text)


def day(value: date) -> str:
    """Write a date in words: 20 November 2025."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Write a moment in words, in UTC. A moment without a time zone is a ValueError."""
    if value.tzinfo is None:
        raise ValueError("The moment of the records has no time zone.")
    value = value.astimezone(UTC)
    return f"{day(value)}, {value:%H:%M} UTC"


def dated(draft: DraftText) -> str:
    return f"{draft.title}, {day(draft.date)}"


def appeared(draft: SynopsisDraft) -> str:
    """Say when a draft appeared, or that a scenario is no text."""
    return day(draft.date) if draft.date else "a scenario, no text"


def numbers(values: Sequence[str]) -> str:
    """Name clauses: "clause 6", "clauses 3, 4"; "none" where there are none."""
    if not values:
        return NONE
    return f"clause{'s' if len(values) > 1 else ''} {', '.join(values)}"


def link(change: ComparedClause) -> str:
    """Name a link: "Clause 6 → 4", "Clause 6, dropped", "Clauses 3, 4 → 7"."""
    if change.older and change.newer:
        name = f"{numbers(change.older)} → {', '.join(change.newer)}"
    else:
        name = numbers(change.older or change.newer)
    return name[0].upper() + name[1:]


def basis(change: ComparedClause) -> str:
    """Say what a link rests on; empty where an editor recorded it."""
    if change.basis == "recorded":
        return ""
    share = "" if change.likeness is None else f", likeness {change.likeness:.2f}"
    origin = {"proposed": "proposed by the tracker", "composed": "composed of links"}
    return f"{origin.get(change.basis, change.basis)}{share}"


def transition(effect: Effect) -> str:
    if effect.before == effect.after:
        return f"still {effect.after}"
    return f"{effect.before} → {effect.after}"


def effect_line(effect: Effect) -> str:
    """Write an effect in one line, with its source."""
    line = f"{effect.actor}, “{effect.red_line}”: {transition(effect)}."
    return f"{line} Source: {effect.source}" if effect.source else line


def option_line(option: OptionTaken) -> str:
    """Write an option that a draft takes, with the version it belongs to."""
    if not option.alternative:
        return option.label
    version = f"version {option.alternative}"
    if option.proponents:
        version += f", {', '.join(option.proponents)}"
    return f"{option.label} ({version})"


def unchanged(document: ComparisonDocument) -> list[ComparedClause]:
    """Give the links of clauses whose text stayed as it was."""
    return [
        change
        for change in document.changes
        if change.change == "kept" and change.older and change.newer
    ]


def bases(draft: DraftText) -> str:
    """Say how close each clause of a text is to a public text, in its order."""
    known = [clause for clause in draft.clauses if clause.basis]
    runs = [
        (basis, [clause.number for clause in group])
        for basis, group in groupby(known, key=lambda clause: clause.basis)
    ]
    found: dict[str, list[str]] = {}
    for name, run in runs:
        found.setdefault(name, []).append(
            f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run)
        )
    if len(found) == 1 and len(known) == len(draft.clauses):
        return f"all clauses {next(iter(found))}"
    return "; ".join(f"{name}: {', '.join(parts)}" for name, parts in found.items())


def about_comparison(document: ComparisonDocument) -> list[tuple[str, str]]:
    """Say what a comparison is, as of when, from which revisions, and where from."""
    return [
        *_about_draft("Older text", document.older),
        *_about_draft("Newer text", document.newer),
        ("Red lines as of", day(document.as_of)),
        ("Records as of", moment(document.recorded_at)),
        ("Address", document.address),
    ]


def about_synopsis(table: Synopsis) -> list[tuple[str, str]]:
    """Say what a synopsis is, as of when, from which revisions, and where from."""
    return [
        ("Red lines of", table.actors),
        ("Red lines as of", day(table.as_of)),
        ("Records as of", moment(table.recorded_at)),
        *(
            (
                f"{'Draft' if draft.date else 'Scenario'} {place}",
                f"{draft.title}, {appeared(draft)}; {draft.revision}",
            )
            for place, draft in enumerate(table.drafts, start=1)
        ),
        ("Address", table.address),
    ]


def sentences(parts: Iterable[str]) -> str:
    """Join sentences; those that are empty are left out."""
    return " ".join(part for part in parts if part)


def _about_draft(label: str, draft: DraftText) -> list[tuple[str, str]]:
    rows = [(label, dated(draft)), (f"{label}: revision", draft.revision)]
    if described := bases(draft):
        rows.append((f"{label}: basis", described))
    return rows
