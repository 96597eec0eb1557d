"""Short ways to write drafts down, and the shipped drafts as texts."""

from functools import cache

from plans.analysis.alignment import ClauseText, Link
from tests.analysis.from_yaml import DATA, read

CEILING = "The armed forces of Ukraine may number no more than 600,000 personnel."
PLANT = "The Zaporizhzhia nuclear power plant restarts under the IAEA."
GRAIN = "Agreements are reached on the free movement of grain across the Black Sea."
ELECTIONS = "Elections are held in Ukraine within 100 days."
AMNESTY = "Every party to the conflict receives full amnesty for acts during the war."
COMMITTEE = "A humanitarian committee settles open questions, as follows:"
PRISONERS = "All remaining prisoners are exchanged on the principle of all for all."
CHILDREN = "Civilian detainees and hostages, children among them, are all returned."


def clause(number: str, text: str, heading: str = "", **values: object) -> ClauseText:
    parent = number.rpartition(".")[0]
    return ClauseText(number, heading, text, parent, **values)  # type: ignore[arg-type]


def numbered(*texts: str) -> list[ClauseText]:
    """Make clauses 1, 2, 3 ... without headings."""
    return [clause(str(number), text) for number, text in enumerate(texts, 1)]


def link(older: str, newer: str, change: str = "kept", **values: object) -> Link:
    """Make a link; the clauses of a side are words of one text."""
    return Link(tuple(older.split()), tuple(newer.split()), change, **values)  # type: ignore[arg-type]


@cache
def shipped(draft_id: str) -> tuple[ClauseText, ...]:
    return tuple(
        ClauseText(
            number=record["number"],
            heading=record["heading"],
            text=record["text"],
            parent=record.get("parent", ""),
            coded=frozenset(
                (each["issue"], each["option"]) for each in record.get("positions", ())
            ),
            public=record["text_basis"] != "not-public",
        )
        for record in read(f"drafts/{draft_id}.yaml")["clauses"]
    )


def shipped_pairs() -> list[tuple[str, str]]:
    paths = sorted((DATA / "lineage").glob("*.yaml"))
    return [(older, newer) for older, newer in (p.stem.split("--") for p in paths)]


def shipped_links(older: str, newer: str) -> tuple[Link, ...]:
    links = read(f"lineage/{older}--{newer}.yaml")["links"]
    return tuple(
        Link(tuple(each["older"]), tuple(each["newer"]), each["change"])
        for each in links
    )
