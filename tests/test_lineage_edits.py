"""Writing lineage: confirmed, rejected and taken back links, with their history."""

import pytest

from plans import models
from plans.alignments import recorded_lineage
from plans.dataset.texts import LinkRecord
from plans.lineage_edits import (
    NewLink,
    Refused,
    confirm,
    editing,
    record,
    reject,
    remove,
    stamps,
)
from plans.models import ClauseLink, ClauseLinkEnd, Draft
from plans.proposals import Pair, read_pair
from plans.revisions import latest_revision_stamp, revisions_of
from plans.snapshot import Snapshot
from tests.factories import make_clause, make_draft

pytestmark = pytest.mark.django_db

CAP = "The armed forces of Ukraine are limited to 600,000 people."
LATER_CAP = "The armed forces of Ukraine are limited to 800,000 people in peacetime."


def make_pair() -> tuple[Draft, Draft]:
    """Two drafts: one clause reworded, one dropped, one added."""
    older = make_draft("old", date="2025-11-20")
    newer = make_draft("new", date="2025-12-24")
    make_clause(older, "6", heading="Size of the forces", text=CAP)
    make_clause(older, "9", heading="Aircraft", text="Jets are stationed in Poland.")
    make_clause(newer, "4", heading="Size of the forces", text=LATER_CAP)
    make_clause(newer, "5", heading="Elections", text="A vote is held at once.")
    return older, newer


def read() -> Pair:
    pair = read_pair(Snapshot(), "old", "new")
    assert pair
    return pair


def tokens(*keys: str) -> dict[str, str]:
    by_key = read().by_key
    return {key: by_key[key].token for key in keys}


def links() -> list[tuple[list[str], list[str], str, str]]:
    return [
        (
            [each.clause.number for each in link.ends.filter(side="older")],
            [each.clause.number for each in link.ends.filter(side="newer")],
            link.change,
            link.note,
        )
        for link in ClauseLink.objects.all()
    ]


def test_pair_lists_each_clause_in_one_proposed_link():
    make_pair()

    assert [(each.key, each.link.basis) for each in read().entries] == [
        ("6--4", "proposed"),
        ("9--", "proposed"),
        ("--5", "proposed"),
    ]


def test_confirming_records_the_link_with_its_likeness():
    make_pair()
    likeness = f"{read().by_key['6--4'].link.likeness:.2f}"

    with editing("old", "new") as pair:
        written, already = confirm(pair, tokens("6--4"))

    assert links() == [
        (
            ["6"],
            ["4"],
            "reworded",
            f"Proposed with a likeness of {likeness} and confirmed.",
        )
    ]
    assert already == []
    (link,) = ClauseLink.objects.all()
    assert written == [link.pk]
    (revision,) = revisions_of(link)
    assert revision.reason == f"Confirmed a proposed link (likeness {likeness})"
    assert {each.history_change_reason for each in ClauseLinkEnd.history.all()} == {
        revision.reason
    }
    assert {each.history_date for each in ClauseLinkEnd.history.all()} == {revision.at}


def test_confirming_what_was_dropped_or_added_takes_one_side():
    make_pair()

    with editing("old", "new") as pair:
        confirm(pair, tokens("9--", "--5"), "Checked against the text")

    assert links() == [
        (["9"], [], "dropped", "No counterpart was found in the new."),
        ([], ["5"], "added", "No counterpart was found in the old."),
    ]
    assert ClauseLink.history.filter(
        history_change_reason="Checked against the text"
    ).count() == len(links())


def test_confirming_twice_writes_once():
    make_pair()
    wanted = tokens("6--4")

    with editing("old", "new") as pair:
        confirm(pair, wanted)
    with editing("old", "new") as pair:
        written, already = confirm(pair, wanted)

    assert written == []
    assert [each.key for each in already] == ["6--4"]
    assert ClauseLink.history.count() == 1


def test_confirming_what_others_linked_writes_nothing():
    make_pair()
    wanted = tokens("6--4", "9--")
    with editing("old", "new") as pair:
        record(pair, [NewLink(("6", "9"), ("4",), "merged", "Seen so.")], "Theirs")

    with (
        pytest.raises(Refused, match="Clauses 6, 9 → 4 is recorded already, as merged"),
        editing("old", "new") as pair,
    ):
        confirm(pair, {**wanted, **tokens("--5")})

    assert [each[2] for each in links()] == ["merged"]


def test_confirming_changed_text_writes_nothing():
    older, _ = make_pair()
    wanted = tokens("6--4")
    older.clauses.filter(number="6").update(text=CAP.replace("people", "soldiers"))

    with (
        pytest.raises(Refused, match="changed after you opened the page"),
        editing("old", "new") as pair,
    ):
        confirm(pair, wanted)

    assert links() == []


def test_several_links_are_written_with_one_reason_or_not_at_all():
    make_pair()
    wanted = tokens("6--4", "9--", "--5")

    with pytest.raises(Refused), editing("old", "new") as pair:
        confirm(pair, {**wanted, "9--": "0" * 16})
    assert links() == []

    with editing("old", "new") as pair:
        confirm(pair, wanted)
    saves = ClauseLink.history.values_list("history_change_reason", "history_date")
    assert len(saves) == 3
    assert len(set(saves)) == 1
    assert saves[0][0] == "Confirmed 3 links as proposed"
    orders = ClauseLink.objects.order_by("id").values_list("order", flat=True)
    assert list(orders) == [10, 20, 30]


def test_rejected_proposal_is_not_proposed_again():
    make_pair()

    with editing("old", "new") as pair:
        reject(
            pair, "6--4", tokens("6--4")["6--4"], ("dropped", "added"), "{Other} matter"
        )

    assert links() == [
        (["6"], [], "dropped", "Not linked to clause 4 of the new: {Other} matter"),
        ([], ["4"], "added", "Not linked to clause 6 of the old: {Other} matter"),
    ]
    assert "6--4" not in read().by_key
    assert {each.link.basis for each in read().entries if each.pk} == {"recorded"}


def test_only_links_of_both_drafts_can_be_rejected():
    make_pair()

    with pytest.raises(Refused, match="both drafts"), editing("old", "new") as pair:
        reject(pair, "9--", tokens("9--")["9--"], ("dropped", "added"), "Why")

    assert links() == []


def test_removing_takes_the_link_back_and_proposes_it_anew():
    make_pair()
    with editing("old", "new") as pair:
        written, _ = confirm(pair, tokens("6--4"))

    with editing("old", "new") as pair:
        removed = remove(pair, stamps(written), "Too hasty")

    assert [each.key for each in removed] == ["6--4"]
    assert links() == []
    assert ClauseLinkEnd.objects.count() == 0
    assert read().by_key["6--4"].link.basis == "proposed"
    assert ClauseLink.history.filter(history_type="-").get().history_change_reason == (
        "Too hasty"
    )


def test_removing_twice_or_after_a_revision_changes_nothing():
    make_pair()
    with editing("old", "new") as pair:
        written, _ = confirm(pair, tokens("6--4"))
    stamped = stamps(written)
    link = ClauseLink.objects.get()
    link.note = "More is known."
    link.save()

    with (
        pytest.raises(Refused, match="changed the link of clause 6 → 4"),
        editing("old", "new") as pair,
    ):
        remove(pair, stamped, "Why")
    with editing("old", "new") as pair:
        remove(pair, stamps(written), "Why")
    with (
        pytest.raises(Refused, match="removed already"),
        editing("old", "new") as pair,
    ):
        remove(pair, stamped, "Why")

    assert ClauseLink.history.filter(history_type="-").count() == 1


def test_stamps_are_those_of_the_revisions():
    make_pair()
    with editing("old", "new") as pair:
        written, _ = confirm(pair, tokens("6--4", "9--"))

    assert stamps(written) == {
        each.pk: latest_revision_stamp(each) for each in ClauseLink.objects.all()
    }


def test_lineage_is_recorded_forwards_only():
    make_pair()

    with (
        pytest.raises(Refused, match="older draft to a newer one"),
        editing("new", "old"),
    ):
        pass
    with editing("old", "new") as pair:
        confirm(pair, tokens("6--4"))
    Draft.objects.update(date="2025-12-24")
    with pytest.raises(Refused, match="the other way round"), editing("new", "old"):
        pass


def test_what_is_written_keeps_the_rules_of_the_dataset():
    make_pair()
    with editing("old", "new") as pair:
        confirm(pair, tokens("--5"))
        reject(pair, "6--4", tokens("6--4")["6--4"], ("unknown", "unknown"), "Why")

    for older, newer, change, note in links():
        LinkRecord(older=tuple(older), newer=tuple(newer), change=change, note=note)


def test_composed_link_is_recorded_as_such():
    older, newer = make_pair()
    middle = make_draft("mid", date="2025-12-01")
    step = make_clause(middle, "5", text=CAP)
    for link_older, link_newer, ends in (
        (older, middle, [("older", older.clauses.get(number="6")), ("newer", step)]),
        (middle, newer, [("older", step), ("newer", newer.clauses.get(number="5"))]),
    ):
        link = ClauseLink.objects.create(
            older_draft=link_older, newer_draft=link_newer, change="kept", note="So."
        )
        for side, clause in ends:
            ClauseLinkEnd.objects.create(link=link, clause=clause, side=side)

    with editing("old", "new") as pair:
        assert pair.by_key["6--5"].link.basis == "composed"
        written, _ = confirm(pair, {"6--5": pair.by_key["6--5"].token})

    recorded = recorded_lineage(Snapshot(), "old", "new")
    assert recorded.conflicts == ()
    link = models.ClauseLink.objects.get(pk=written[0])
    assert link.note == "Follows from the lineage over the mid."
    assert revisions_of(link)[0].reason == "Confirmed a link composed over the mid"
