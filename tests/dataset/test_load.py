"""Loading, and loading again, with nobody but the loader at work."""

import pytest

from plans.dataset.dump import dump_dataset
from plans.dataset.load import load
from plans.dataset.read import build_dataset
from plans.dataset.tables import TABLES
from plans.models import (
    Clause,
    ClauseLink,
    ClausePosition,
    Draft,
    Issue,
    Option,
    RedLine,
    RedLineStance,
)
from tests.dataset.ledger import Entry, Ledger, history
from tests.dataset.loading import load_small, sorted_records
from tests.dataset.small import make_files
from tests.dataset.test_read import change

pytestmark = pytest.mark.django_db

FIRST = "drafts/first.yaml"
SECOND = "drafts/second.yaml"
CLAUSE_1A = "  - number: 1.a\n"
ADDED = """\
  - number: {number}
    heading: More
    text: There is more.
    text_basis: reconstructed
    status: open
    obligors: [league, north]
    beneficiaries: [north]
    sources:
      - {{source: paper, locator: more}}
"""


def orders(draft):
    clauses = Clause.objects.filter(draft__slug=draft).order_by("order")
    return [(clause.number, clause.order) for clause in clauses]


def test_what_is_loaded_is_what_was_read():
    dataset = build_dataset(make_files())

    load(dataset)

    assert sorted_records(dump_dataset("1")) == sorted_records(dataset)


def test_a_dump_asks_once_for_each_table(django_assert_num_queries):
    load_small()
    with django_assert_num_queries(len(TABLES)):
        dump_dataset("1")


def test_a_load_counts_records():
    report = load_small()

    created = {kind: counts.created for kind, counts in report.counts.items()}
    assert created == {
        "source": 2,
        "actor": 2,
        "issue": 2,
        "coupling": 1,
        "plan": 1,
        "draft": 2,
        "clause": 3,
        "lineage link": 2,
        "red line": 2,
        "event": 1,
        "indicator": 1,
        "assessment": 1,
    }
    assert (report.kept, report.gone) == ([], [])


def test_every_row_gets_one_revision_with_the_version_as_reason():
    ledger = Ledger()

    load_small()

    rows = sum(table._default_manager.count() for table in TABLES)
    entries = ledger.entries()
    assert len(entries) == rows
    assert {(e.kind, e.reason) for e in entries} == {("+", "dataset 1")}
    moments = {row.history_date for table in TABLES for row in history(table)}
    users = {row.history_user for table in TABLES for row in history(table)}
    assert (len(moments), users) == (1, {None})


def test_loading_twice_writes_nothing():
    load_small()
    ledger = Ledger()

    report = load_small()

    assert ledger.is_empty()
    assert sum(counts.unchanged for counts in report.counts.values()) == 20


def test_another_version_of_the_same_records_writes_nothing():
    load_small()
    ledger = Ledger()

    load_small(("dataset.yaml", "'1'", "'2'"))

    assert ledger.is_empty()


@pytest.mark.parametrize(
    ("name", "old", "new", "table"),
    [
        ("sources.yaml", "The paper", "A paper", "Source"),
        ("sources.yaml", "verified: false", "verified: true", "Source"),
        ("actors.yaml", "A party.", "One party.", "Actor"),
        ("actors.yaml", "[Land]", "[Land, Sea]", "Actor"),
        ("actors.yaml", "A speech.", "A talk.", "ActorFoundation"),
        ("issues.yaml", "On the river", "At the river", "Option"),
        ("plans.yaml", "The only one.", "One.", "Plan"),
        (FIRST, "on the river.", "beside the river.", "Clause"),
        (FIRST, "summary: Two", "summary: 2", "Draft"),
        (FIRST, "option: river}", "option: river, note: Why}", "ClausePosition"),
        ("red_lines.yaml", "If the League", "Where it", "RedLineStance"),
        ("red_lines.yaml", "strength: firm", "strength: negotiable", "RedLine"),
        ("couplings.yaml", "A ridge", "The ridge", "Coupling"),
        ("events.yaml", "At the river", "Near it", "Event"),
        ("events.yaml", "Nobody was", "One was", "RedLineTest"),
        ("context.yaml", "High", "Low", "Indicator"),
        ("assessments.yaml", "two arms", "an island", "Assessment"),
        ("lineage/first--second.yaml", "Nobody says", "None says", "ClauseLink"),
    ],
)
def test_a_changed_field_is_one_revision(name, old, new, table):
    load_small()
    ledger = Ledger()

    report = load_small(("dataset.yaml", "'1'", "'2'"), (name, old, new))

    assert ledger.entries() == [Entry(table, "~", "dataset 2")]
    assert sum(counts.changed for counts in report.counts.values()) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unacceptable: []", "unacceptable: [ridge]"),
        ("acceptable: [river]", "acceptable: [river, ridge]"),
    ],
)
def test_a_stance_that_becomes_another_is_one_revision(old, new):
    condition = """\
  conditional:
    - option: ridge
      requires:
        - {issue: guard, options: [league]}
      note: If the League guards it.
"""
    without = ("red_lines.yaml", condition, "  conditional: []\n")
    load_small(without, ("red_lines.yaml", "unacceptable: []", "unacceptable: [ridge]"))
    stance = RedLineStance.objects.get(option__slug="ridge")
    ledger = Ledger()

    report = load_small(
        without, ("red_lines.yaml", "acceptable: [river]", "acceptable: [river, ridge]")
    )

    assert ledger.entries() == [Entry("RedLineStance", "~", "dataset 1")]
    assert report.counts["red line"].changed == 1
    stance.refresh_from_db()
    assert stance.stance == "acceptable"


def test_a_condition_that_falls_away_takes_its_requirements_along():
    load_small()
    ledger = Ledger()
    condition = make_files()["red_lines.yaml"].decode()
    start = condition.index("    - option: ridge")
    end = condition.index("  stated_on")

    load_small(
        ("red_lines.yaml", condition[start:end], ""),
        ("red_lines.yaml", "conditional:\n", "conditional: []\n"),
    )

    assert ledger.entries() == [
        Entry("RedLineStance", "-", "dataset 1"),
        Entry("StanceRequirement", "-", "dataset 1"),
    ]


def test_citations_that_change_places_are_one_revision():
    two = "- {source: paper, locator: page 2}\n    - {source: book}"
    turned = "- {source: book}\n    - {source: paper, locator: page 2}"
    one = "- {source: paper, locator: page 2}"
    load_small(("red_lines.yaml", one, two))
    ledger = Ledger()

    load_small(("red_lines.yaml", one, turned))

    assert ledger.entries() == [Entry("RedLineSource", "~", "dataset 1")]
    assert dump_dataset("1").red_lines[0].sources[0].source == "book"


def test_a_clause_put_between_leaves_the_others_alone():
    load_small()
    ledger = Ledger()

    load_small((FIRST, CLAUSE_1A, ADDED.format(number="'0'") + CLAUSE_1A))

    assert orders("first") == [("1", 10), ("0", 15), ("1.a", 20)]
    assert {(e.table, e.kind) for e in ledger.entries()} == {
        ("Clause", "+"),
        ("ClauseParty", "+"),
        ("ClauseSource", "+"),
    }


def test_a_clause_that_moves_stays_the_same_row():
    more = ADDED.format(number="'2'") + ADDED.format(number="'3'")
    load_small((SECOND, "clauses:\n", "clauses:\n" + more))
    before = {clause.number: clause.pk for clause in Clause.objects.all()}
    ledger = Ledger()

    load_small(
        (SECOND, "clauses:\n", "clauses:\n" + ADDED.format(number="'2'")),
        (
            SECOND,
            "      - {source: paper}\n",
            "      - {source: paper}\n" + ADDED.format(number="'3'"),
        ),
    )

    assert [number for number, _ in orders("second")] == ["2", "1", "3"]
    assert ledger.entries() == [Entry("Clause", "~", "dataset 1")]
    assert {clause.number: clause.pk for clause in Clause.objects.all()} == before


def test_where_no_room_is_left_all_are_numbered_anew():
    load_small()
    Clause.objects.filter(number="1.a").update(order=11)
    ledger = Ledger()

    load_small((FIRST, CLAUSE_1A, ADDED.format(number="'0'") + CLAUSE_1A))

    assert orders("first") == [("1", 10), ("0", 20), ("1.a", 30)]
    assert [e for e in ledger.entries() if e.table == "Clause"] == [
        Entry("Clause", "+", "dataset 1"),
        Entry("Clause", "~", "dataset 1"),
    ]


def test_a_draft_put_before_another_moves_neither():
    load_small()
    ledger = Ledger()
    files = make_files()
    files["drafts/zero.yaml"] = files[SECOND].replace(b"id: second", b"id: zero")
    change(files, "drafts/zero.yaml", "derived_from: [first]", "derived_from: []")
    change(files, "plans.yaml", "[first, second]", "[zero, first, second]")

    load(build_dataset(files))

    places = Draft.objects.order_by("order").values_list("slug", "order")
    assert list(places) == [("zero", 5), ("first", 10), ("second", 20)]
    assert {(e.kind) for e in ledger.entries()} == {"+"}


def test_a_link_whose_ends_change_stays_the_same_row():
    load_small()
    link = ClauseLink.objects.get(change="reworded")
    ledger = Ledger()

    load_small(
        ("lineage/first--second.yaml", "older: ['1']", "older: ['1', 1.a]"),
        ("lineage/first--second.yaml", "change: reworded", "change: merged"),
    )

    link.refresh_from_db()
    assert link.change == "merged"
    assert ledger.entries() == [
        Entry("ClauseLink", "~", "dataset 1"),
        Entry("ClauseLinkEnd", "+", "dataset 1"),
    ]


def test_an_option_that_nothing_takes_is_deleted_with_its_line():
    option = "    - {id: coast, label: On the coast}\n"
    last = "    - {id: ridge, label: On the ridge}\n"
    load_small(("issues.yaml", last, last + option))
    ledger = Ledger()

    load_small()

    assert ledger.entries() == [Entry("Option", "-", "dataset 1")]
    assert not Option.objects.filter(slug="coast").exists()


def test_an_option_is_exchanged_along_with_what_takes_it():
    load_small()
    files = {
        name: data.replace(b"ridge}", b"crest}").replace(b"[ridge]", b"[crest]")
        for name, data in make_files().items()
    }
    change(files, "issues.yaml", "id: ridge", "id: crest")
    change(files, "red_lines.yaml", "option: ridge", "option: crest")
    dataset = build_dataset(files)

    load(dataset)

    assert sorted_records(dump_dataset("1")) == sorted_records(dataset)
    assert not Option.objects.filter(slug="ridge").exists()


def test_a_line_that_changes_its_issue_changes_its_stances():
    load_small()
    line = RedLine.objects.get(slug="river-only")
    text = make_files()["red_lines.yaml"].decode()
    start, end = text.index("  acceptable"), text.index("  stated_on")
    stances = "  acceptable: []\n  unacceptable: [nobody]\n  conditional: []\n"

    load_small(
        ("red_lines.yaml", "issue: border", "issue: guard"),
        ("red_lines.yaml", text[start:end], stances),
    )

    line.refresh_from_db()
    assert line.issue == Issue.objects.get(slug="guard")
    assert [str(stance) for stance in line.stances.all()] == ["Nobody: unacceptable"]


def test_positions_are_told_apart_by_their_letters():
    load_small()
    ledger = Ledger()

    load_small((FIRST, "proponents: [north], alternative: B", "proponents: [north]"))

    entries = [(e.table, e.kind) for e in ledger.entries()]
    assert entries == [
        ("ClausePosition", "+"),
        ("ClausePosition", "-"),
        ("PositionProponent", "+"),
        ("PositionProponent", "-"),
    ]
    assert ClausePosition.objects.filter(alternative="").count() == 2


def test_the_shipped_data_comes_back_as_it_was_read(shipped):
    load(shipped)

    dumped = dump_dataset(shipped.version)

    for part in ("actors", "issues", "plans", "drafts", "red_lines", "events"):
        assert getattr(dumped, part) == getattr(shipped, part)
    for part in ("sources", "couplings", "indicators", "lineages", "assessments"):
        assert set(getattr(dumped, part)) == set(getattr(shipped, part)), part


def test_the_shipped_data_loads_twice(shipped):
    load(shipped)
    ledger = Ledger()

    report = load(shipped)

    assert ledger.is_empty()
    assert report.counts["clause"].unchanged == 427


def test_a_second_load_asks_no_more_for_more_records(
    shipped, django_assert_max_num_queries
):
    load(shipped)
    with django_assert_max_num_queries(2 * len(TABLES)):
        load(shipped)
