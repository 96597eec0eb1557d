"""Records that a dataset does not have any more."""

import pytest

from plans.dataset.load import load
from plans.dataset.read import build_dataset
from plans.models import (
    Actor,
    Clause,
    ClauseParty,
    Draft,
    Event,
    Issue,
    RedLine,
    RedLineSource,
    Source,
)
from tests.dataset.ledger import Ledger
from tests.dataset.loading import load_small
from tests.dataset.small import make_files

pytestmark = pytest.mark.django_db

NEXT = ("dataset.yaml", "'1'", "'2'")


def without_events():
    files = make_files()
    text = files["events.yaml"].decode()
    return ("events.yaml", text, "events: []\n")


def test_what_the_dataset_lost_is_listed_and_kept():
    load_small()
    ledger = Ledger()

    report = load_small(without_events())

    assert [str(each) for each in report.gone] == ["event shot"]
    assert ledger.is_empty()


def test_what_the_dataset_lost_is_deleted_on_request():
    load_small()
    ledger = Ledger()

    report = load_small(NEXT, without_events(), prune=True)

    assert report.counts["event"].removed == 1
    assert {(e.kind, e.reason) for e in ledger.entries()} == {("-", "dataset 2")}
    assert not Event.objects.exists()


def test_a_record_that_was_pruned_comes_back_with_the_dataset():
    load_small()
    load_small(without_events(), prune=True)

    report = load_small()

    assert (report.counts["event"].created, report.kept) == (1, [])


def test_what_an_editor_changed_is_not_pruned_unasked(edit):
    load_small()
    row = Event.objects.get()
    row.title = "A shot"
    edit(row)

    report = load_small(without_events(), prune=True)

    assert [str(each) for each in report.gone] == ["event shot: changed by ada"]
    assert Event.objects.exists()
    load_small(without_events(), prune=True, overwrite=True)
    assert not Event.objects.exists()


def test_what_is_still_named_is_not_pruned(edit):
    load_small()
    line = RedLine.objects.get(slug="no-guns")
    edit(
        RedLineSource(
            red_line=line, source_id=Source.objects.get(slug="book").pk, order=20
        )
    )
    files = make_files()["sources.yaml"].decode()
    start = files.index("- id: book")
    report = load_small(
        ("sources.yaml", files[start:], ""),
        ("actors.yaml", "source: book", "source: paper"),
        prune=True,
    )

    assert [str(each) for each in report.gone] == [
        "source book: still named by red line no-guns"
    ]
    assert Source.objects.filter(slug="book").exists()


def test_a_whole_draft_is_pruned_in_an_order_that_works():
    load_small()
    files = make_files()
    gone = {"drafts/second.yaml", "lineage/first--second.yaml"}
    files = {name: data for name, data in files.items() if name not in gone}
    files["plans.yaml"] = files["plans.yaml"].replace(b", second", b"")
    report = load(build_dataset(files), prune=True)

    assert all(each.removed for each in report.gone)
    assert [each.kind for each in report.gone] == [
        "draft",
        "clause",
        "lineage link",
        "lineage link",
    ]
    assert not Draft.objects.filter(slug="second").exists()


def test_everything_can_be_pruned():
    load_small()
    text = {
        name: b"%s: []\n" % data.split(b":")[0]
        for name, data in make_files().items()
        if "/" not in name and name != "dataset.yaml"
    }
    report = load(build_dataset(text), prune=True)

    assert [each for each in report.gone if not each.removed] == []
    for model in (Actor, Issue, Draft, Clause, ClauseParty, Source):
        assert not model.objects.exists()
