"""Loading where editors have been at work."""

import pytest

from plans.dataset.dump import dump_dataset
from plans.dataset.load import load
from plans.dataset.read import build_dataset
from plans.dataset.report import LoadError
from plans.models import (
    Actor,
    Assessment,
    Clause,
    ClauseLink,
    Draft,
    Event,
    Option,
    Plan,
    Source,
)
from tests.dataset.ledger import Entry, Ledger
from tests.dataset.loading import load_small, sorted_records
from tests.dataset.small import make_files

pytestmark = pytest.mark.django_db

BORDER = ("drafts/first.yaml", "The border is on the river.", "It is on the river.")
NEXT = ("dataset.yaml", "'1'", "'2'")


def clause(number="1", draft="first"):
    return Clause.objects.get(draft__slug=draft, number=number)


def told(report):
    return [(each.kind, each.name, each.why, each.fields) for each in report.kept]


def test_what_an_editor_changed_is_kept_and_listed(edit):
    load_small()
    row = clause()
    row.text = "The border is where it was."
    edit(row)
    ledger = Ledger()

    report = load_small(NEXT, BORDER)

    (kept,) = report.kept
    day = f"{kept.at.day} {kept.at:%B %Y}"
    assert str(kept) == (
        "drafts/first.yaml:13: clause first 1: changed by ada on "
        f"{day}; differs in text"
    )
    assert ledger.is_empty()
    assert report.counts["clause"].kept == 1


def test_what_an_editor_changed_is_kept_even_from_the_same_dataset(edit):
    load_small()
    row = clause()
    row.heading = "The border"
    edit(row)

    report = load_small()

    assert told(report) == [("clause", "first 1", "changed", ("heading",))]


def test_what_an_editor_changed_back_is_unchanged(edit):
    load_small()
    row = clause()
    row.text, text = "Else.", row.text
    edit(row)
    row.text = text
    edit(row)

    report = load_small()

    assert (report.kept, report.counts["clause"].unchanged) == ([], 3)


def test_overwriting_takes_the_datasets_version_in_one_revision(edit):
    load_small()
    row = clause()
    row.text = "The border is where it was."
    edit(row)
    ledger = Ledger()

    report = load_small(NEXT, overwrite=True)

    assert ledger.entries() == [Entry("Clause", "~", "dataset 2")]
    assert report.kept == []
    assert load_small(NEXT, BORDER).counts["clause"].changed == 1


def test_a_changed_part_of_a_record_keeps_the_record(edit):
    load_small()
    row = clause().citations.get()
    row.locator = "point 9"
    edit(row)

    assert told(load_small(BORDER)) == [
        ("clause", "first 1", "changed", ("text", "sources"))
    ]


def test_a_deleted_part_of_a_record_keeps_the_record(edit):
    load_small()
    edit(clause().positions.get(), delete=True)
    ledger = Ledger()

    assert told(load_small()) == [("clause", "first 1", "changed", ("positions",))]
    assert ledger.is_empty()

    load_small(overwrite=True)
    assert ledger.entries() == [Entry("ClausePosition", "+", "dataset 1")]


def test_an_added_part_of_a_part_keeps_the_record(edit):
    load_small()
    position = clause("1.a").positions.get(alternative="A")
    row = position.proponents.model(position=position, order=20)
    row.actor = Actor.objects.get(slug="north")
    edit(row)

    assert told(load_small()) == [("clause", "first 1.a", "changed", ("positions",))]


def test_what_an_editor_deleted_stays_deleted(edit):
    load_small()
    edit(Event.objects.get(), delete=True)
    ledger = Ledger()

    report = load_small()

    assert told(report) == [("event", "shot", "deleted", ())]
    assert ledger.is_empty()


def test_what_an_editor_deleted_is_restored_on_request(edit):
    load_small()
    edit(Event.objects.get(), delete=True)

    report = load_small(overwrite=True)

    assert (report.counts["event"].created, report.kept) == (1, [])
    assert load_small().kept == []


def test_what_belongs_to_a_deleted_record_is_not_listed_with_it(edit):
    load_small()
    edit(Assessment.objects.get(), *ClauseLink.objects.all(), delete=True)
    edit(*Event.objects.get().drafts.all(), delete=True)
    edit(*Draft.objects.get(slug="second").origins.all(), delete=True)
    edit(clause("1.a"), Draft.objects.get(slug="first"), delete=True)
    ledger = Ledger()

    report = load_small()

    assert sorted(each[:3] for each in told(report)) == [
        ("draft", "first", "deleted"),
        ("draft", "second", "changed"),
        ("event", "shot", "changed"),
    ]
    assert ledger.is_empty()


def test_a_deleted_link_stays_deleted(edit):
    load_small()
    edit(ClauseLink.objects.get(change="dropped"), delete=True)

    assert told(load_small()) == [
        ("lineage link", "first--second (1.a to none)", "deleted", ())
    ]


def test_what_an_editor_added_is_left_alone(edit):
    load_small()
    row = Source(
        slug="letter",
        title="A letter",
        publisher="A post",
        language="en",
        kind="analysis",
        tier="analysis",
    )
    edit(row)
    ledger = Ledger()

    report = load_small(prune=True)

    assert ledger.is_empty()
    assert (report.kept, report.gone) == ([], [])


def test_a_dataset_that_knows_what_an_editor_added_takes_it_as_it_is(edit):
    load_small()
    edit(
        Source(
            slug="letter",
            title="A letter",
            publisher="A post",
            language="en",
            kind="analysis",
            tier="analysis",
            verified=True,
        )
    )
    record = """\
sources:
- id: letter
  title: {title}
  publisher: A post
  language: en
  kind: analysis
  tier: analysis
  verified: true
"""
    same = ("sources.yaml", "sources:\n", record.format(title="A letter"))
    other = ("sources.yaml", "sources:\n", record.format(title="The letter"))

    assert load_small(same).counts["source"].unchanged == 3
    assert told(load_small(other)) == [("source", "letter", "changed", ("title",))]
    assert load_small(other, overwrite=True).counts["source"].changed == 1


def test_a_renamed_record_is_still_the_same(edit):
    load_small()
    row = Source.objects.get(slug="paper")
    row.slug = "newspaper"
    edit(row)
    ledger = Ledger()

    report = load_small()

    assert told(report) == [("source", "paper", "changed", ("id",))]
    assert ledger.is_empty()

    load_small(overwrite=True)
    assert ledger.entries() == [Entry("Source", "~", "dataset 1")]


def test_a_dataset_may_follow_an_editors_new_name(edit):
    load_small()
    row = Plan.objects.get()
    row.slug = "road"
    edit(row)
    ledger = Ledger()
    files = {
        name: data.replace(b"id: track", b"id: road").replace(b"n: track", b"n: road")
        for name, data in make_files().items()
    }
    assert load(build_dataset(files)).kept == []
    assert ledger.is_empty()


def test_renumbered_clauses_keep_their_places(edit):
    load_small()
    first, second = clause("1"), clause("1.a")
    second.number = "2"
    edit(second)
    ledger = Ledger()

    report = load_small()

    assert told(report) == [("clause", "first 1.a", "changed", ("number",))]
    assert ledger.is_empty()
    assert first.pk != second.pk


def test_names_that_an_editor_swapped_are_swapped_back(edit):
    load_small()
    one, two = clause("1"), clause("1.a")
    Clause.objects.filter(pk=two.pk).update(number="x")
    one.number, two.number = "1.a", "1"
    edit(one, two)

    assert [each[:3] for each in told(load_small())] == [
        ("clause", "first 1", "changed"),
        ("clause", "first 1.a", "changed"),
    ]
    load_small(overwrite=True)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.number, two.number) == ("1", "1.a")
    dataset = build_dataset(make_files())
    assert sorted_records(dump_dataset("1")) == sorted_records(dataset)


def test_a_name_that_an_editor_gave_away_is_in_the_way(edit):
    load_small()
    row = Source.objects.get(slug="paper")
    row.slug = "letter"
    edit(row)
    record = make_files()["sources.yaml"].decode().split("- id: book")[1]
    ledger = Ledger()

    with pytest.raises(LoadError) as caught:
        load_small(("sources.yaml", "sources:\n", f"sources:\n- id: letter{record}"))

    assert str(caught.value) == (
        'sources.yaml:2: letter: is the name that an editor gave to source "letter", '
        'once "paper"; rename one of the two'
    )
    assert ledger.is_empty()


def test_what_an_editor_deleted_is_missed_by_what_cites_it(edit):
    load_small()
    edit(Actor.objects.get(slug="north").foundations.get(), delete=True)
    edit(Source.objects.get(slug="book"), delete=True)
    ledger = Ledger()

    with pytest.raises(LoadError) as caught:
        load_small(
            (
                "red_lines.yaml",
                "- {source: paper, locator: page 2}",
                "- {source: book}",
            )
        )

    assert str(caught.value) == (
        'red_lines.yaml:2: river-only: needs source "book", which an editor removed; '
        "--overwrite takes the dataset's version"
    )
    assert ledger.is_empty()


def test_an_option_that_an_editor_still_uses_cannot_go(edit):
    coast = "    - {id: coast, label: On the coast}\n"
    last = "    - {id: ridge, label: On the ridge}\n"
    load_small(("issues.yaml", last, last + coast))
    row = clause().positions.get()
    row.option = Option.objects.get(slug="coast")
    edit(row)
    ledger = Ledger()

    with pytest.raises(LoadError) as caught:
        load_small()

    assert str(caught.value) == (
        'issues.yaml:6: border, options: option "coast" is not listed any more, but '
        "clause first 1 still names it; list it, or change that record first"
    )
    assert ledger.is_empty()
    load_small(overwrite=True)
    assert not Option.objects.filter(slug="coast").exists()


def test_a_clause_that_an_editor_moved_stays_there(edit):
    load_small()
    row = clause()
    row.order = 30
    edit(row)
    ledger = Ledger()

    report = load_small()

    assert told(report) == [("clause", "first 1", "moved", ())]
    assert ledger.is_empty()
    load_small(overwrite=True)
    assert ledger.entries() == [Entry("Clause", "~", "dataset 1")]


def test_a_clause_that_an_editor_gave_to_another_draft_is_kept(edit):
    load_small(
        ("drafts/second.yaml", "number: '1'", "number: '9'"),
        ("lineage/first--second.yaml", "newer: ['1']", "newer: ['9']"),
    )
    row = clause("9", "second")
    row.draft = Draft.objects.get(slug="first")
    edit(row)

    report = load_small(
        ("drafts/second.yaml", "number: '1'", "number: '9'"),
        ("lineage/first--second.yaml", "newer: ['1']", "newer: ['9']"),
    )

    assert told(report) == [("clause", "second 9", "changed", ("draft",))]


def test_ends_of_lines_that_a_browser_sends_are_no_change(edit):
    load_small(("events.yaml", "summary: At the river.", "summary: |-\n    A\n    B"))
    row = Event.objects.get()
    row.summary = "A\r\nB"
    edit(row)

    report = load_small(
        ("events.yaml", "summary: At the river.", "summary: |-\n    A\n    B")
    )

    assert report.counts["event"].unchanged == 1
