"""A comparison as a Word file: its texts, its XML and what it says of itself."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.analysis.comparison import Span
from plans.files.document import ComparisonDocument, Passage
from plans.files.word import AUTHORS, comparison_docx
from plans.files.wording import clean
from tests.files.make import ADDRESS, EFFECT, everything, make_change, make_document
from tests.files.revisions import lines_of, marked_paragraphs, settled

WORDS = st.text(alphabet="ab é Я0,.\n\t<&>]'\"", max_size=30)
SPANS = st.lists(
    st.builds(Span, st.sampled_from(["kept", "removed", "added"]), WORDS), max_size=8
)


def assert_both_texts(document: ComparisonDocument) -> None:
    file = comparison_docx(document)

    assert settled(file, accept=True) == lines_of(document.newer)
    assert settled(file, accept=False) == lines_of(document.older)


def test_accepting_gives_the_newer_text_and_rejecting_the_older() -> None:
    assert_both_texts(everything())


@settings(max_examples=25, deadline=None)
@given(spans=SPANS)
def test_any_spans_hold_both_texts(spans: list[Span]) -> None:
    before = "".join(span.text for span in spans if span.kind != "added")
    after = "".join(span.text for span in spans if span.kind != "removed")
    assert_both_texts(
        make_document(
            [Passage("1", "Forces", before)],
            [Passage("2", "Armed forces", after)],
            [make_change("1", "2", spans=tuple(spans))],
        )
    )


@st.composite
def linked(draw: st.DrawFn) -> ComparisonDocument:
    """Two short texts with any links between them, in any order."""
    older, newer = (
        [
            Passage(
                f"{start}{place}", draw(st.sampled_from(["", "Forces", "Aid"])), text
            )
            for place, text in enumerate(draw(st.lists(WORDS, max_size=5)))
        ]
        for start in ("1.", "2.")
    )
    changes = [
        make_change(
            " ".join(draw(st.lists(st.sampled_from(old), unique=True)) if old else []),
            " ".join(draw(st.lists(st.sampled_from(new), unique=True)) if new else []),
            draw(st.sampled_from(["reworded", "merged", "dropped", "unknown"])),
        )
        for old, new in [([p.number for p in older], [p.number for p in newer])]
        for _ in range(draw(st.integers(0, 4)))
    ]
    named = {number for change in changes for number in (*change.older, *change.newer)}
    changes += [make_change(p.number, "") for p in older if p.number not in named]
    changes += [make_change("", p.number) for p in newer if p.number not in named]
    return make_document(older, newer, draw(st.permutations(changes)))


@settings(max_examples=40, deadline=None)
@given(document=linked())
def test_any_links_hold_both_texts_in_their_own_order(
    document: ComparisonDocument,
) -> None:
    assert_both_texts(document)


def test_revisions_have_ids_of_their_own_authors_and_the_newer_date() -> None:
    file = comparison_docx(everything())
    body = Document(io.BytesIO(file)).element.body
    revisions = list(body.iter(qn("w:ins"), qn("w:del")))
    comments = list(body.iter(qn("w:commentReference")))
    ids = [found.get(qn("w:id")) for found in (*revisions, *comments)]

    assert len(ids) == len(set(ids)) > 40
    assert {found.get(qn("w:author")) for found in revisions} == set(AUTHORS.values())
    assert {found.get(qn("w:date"))[:10] for found in revisions} == {"2025-11-23"}


def test_text_that_is_deleted_is_written_as_such() -> None:
    for paragraph in marked_paragraphs(comparison_docx(everything())):
        for run in paragraph.iter(qn("w:r")):
            deleted = any(parent.tag == qn("w:del") for parent in run.iterancestors())
            wrong = "w:t" if deleted else "w:delText"
            assert run.find(qn(wrong)) is None


def test_moved_clause_shows_what_changed_in_its_words() -> None:
    body = Document(io.BytesIO(comparison_docx(everything()))).element.body
    inside = [
        found
        for found in body.iter(qn("w:del"))
        if found.getparent().tag == qn("w:ins")
    ]

    assert "100 days" in "".join(
        text.text for found in inside for text in found.iter(qn("w:delText"))
    )


def test_comments_tell_verdicts_with_actor_and_source() -> None:
    document = Document(io.BytesIO(comparison_docx(everything())))
    told = [comment.text for comment in document.comments]

    assert [text for text in told if "Ukraine" in text] == [
        "Clause 2 → 3: weakened.\n"
        "Ukraine, “No limit on the armed forces”: crosses → open. Source: Joint "
        "statement, Office of the President, 23 November 2025, point 3\n"
        "Note: Reported by one."
    ]
    assert {comment.author for comment in document.comments} == {"Clause Tracker"}
    assert {str(comment.timestamp) for comment in document.comments} == {
        "2025-11-23 00:00:00+00:00"
    }


def test_comments_tell_where_clauses_went_and_what_links_rest_on() -> None:
    document = Document(io.BytesIO(comparison_docx(everything())))
    told = [comment.text for comment in document.comments]

    assert "Clause 9 → 2: reworded. Moved: it stands above as clause 2." in told
    assert "Clause 9 → 2: reworded. Moved: it stood as clause 9." in told
    assert (
        "Clause 5 → 2: dropped. The removal is recorded in clause 2 of the newer text."
        in told
    )
    assert (
        "Clause 8 → 6, 8: split. Drawn from clause 8 of the older text. Link proposed "
        "by the tracker, likeness 0.62." in told
    )


def test_each_comment_is_anchored_once() -> None:
    document = Document(io.BytesIO(comparison_docx(everything())))
    ids = [str(comment.comment_id) for comment in document.comments]
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        found = document.element.body.iter(qn(f"w:{name}"))
        assert [each.get(qn("w:id")) for each in found] == ids


def test_clause_without_effect_note_or_move_has_no_comment() -> None:
    passages = [Passage("1", "Forces", "600,000")]
    file = comparison_docx(
        make_document(passages, passages, [make_change("1", "1", "kept")])
    )

    assert list(Document(io.BytesIO(file)).comments) == []


def test_first_page_says_what_as_of_when_from_which_revisions() -> None:
    document = Document(io.BytesIO(comparison_docx(everything())))
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert facts == {
        "Older text": "Older points, 20 November 2025",
        "Older text: revision": "revision of 21 November 2025",
        "Newer text": "Newer points, 23 November 2025",
        "Newer text: revision": "revision of 21 November 2025",
        "Red lines as of": "23 November 2025",
        "Records as of": "24 November 2025, 10:30 UTC",
        "Address": ADDRESS,
    }
    assert "Both texts are restated; what changed is substance." in texts
    assert "2: weakened." in texts
    assert "Kept: clauses 1." in texts


def test_effects_of_the_whole_texts_stand_in_a_table() -> None:
    document = Document(io.BytesIO(comparison_docx(everything())))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]

    assert rows == [
        ["Actor", "Red line", "Verdict", "Clauses", "Source"],
        [EFFECT.actor, EFFECT.red_line, "crosses → open", "6 → 4", EFFECT.source],
    ]


def test_properties_say_what_the_file_is() -> None:
    properties = Document(io.BytesIO(comparison_docx(everything()))).core_properties

    assert properties.title == "Older points compared with newer points"
    assert properties.author == "Clause Tracker"
    assert properties.language == "en-GB"
    assert properties.keywords == ADDRESS
    assert (
        properties.created
        == properties.modified
        == datetime.fromisoformat("2025-11-24T10:30:00+00:00")
    )


def test_header_and_footer_give_title_pages_and_address() -> None:
    section = Document(io.BytesIO(comparison_docx(everything()))).sections[0]
    footer = section.footer._element.xpath("string(.)")
    fields = section.footer._element.xpath(".//w:fldSimple/@w:instr")
    links = [rel.target_ref for rel in section.footer.part.rels.values()]

    assert section.header.paragraphs[0].text == everything().title
    assert footer == f"Red lines as of 23 November 2025Page 1 of 1{ADDRESS}"
    assert (fields, links) == (["PAGE", "NUMPAGES"], [ADDRESS])


def test_same_comparison_gives_the_same_bytes() -> None:
    first, second = comparison_docx(everything()), comparison_docx(everything())
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        dates = {info.date_time for info in archive.infolist()}
        names = archive.namelist()

    assert first == second
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "]]>&amp;<!--", "\x00\x08a\x0b\x1b\r\n\ud800b\ufffe"],
)
def test_hostile_texts_stay_text(hostile: str) -> None:
    passages = [Passage("1", hostile, hostile)]
    effect = replace(EFFECT, actor=hostile, red_line=hostile, source=hostile)
    change = make_change("", "1", "added", effects=(effect,), note=hostile)
    document = replace(
        make_document([], passages, [change], [effect]),
        title=hostile,
        address=hostile,
        notices=(hostile,),
    )
    file = comparison_docx(document)
    told = clean(hostile)

    assert settled(file, accept=True) == [
        "1. " + told.replace("\n", " "),
        *told.split("\n"),
    ]
    assert settled(file, accept=False) == []


def test_very_long_text_is_written_whole() -> None:
    text = "Кожна сторона діє. " * 20_000
    assert_both_texts(
        make_document(
            [Passage("1", "Довгий", text)],
            [Passage("1", "Довгий", text + "Крапка.")],
            [make_change("1", "1", "expanded")],
        )
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([], "Changes and older text differ on clauses 1."),
        ([make_change("1 2", "1")], "Changes and older text differ on clauses 2."),
        ([make_change("1", "")], "Changes and newer text differ on clauses 1."),
        (
            [make_change("1", "1", spans=(Span("kept", "Other"),))],
            "The spans do not make up the texts of clauses 1, 1.",
        ),
    ],
)
def test_changes_that_do_not_fit_the_texts_are_refused(
    changes: list, message: str
) -> None:
    passages = [Passage("1", "Forces", "600,000")]
    with pytest.raises(ValueError) as error:
        comparison_docx(make_document(passages, passages, changes))

    assert str(error.value) == message


def test_clause_number_that_stands_twice_is_refused() -> None:
    passages = [Passage("1", "A", "a"), Passage("1", "B", "b")]
    with pytest.raises(ValueError, match="stands twice in the older text"):
        comparison_docx(make_document(passages, [], [make_change("1", "")]))


def test_moment_without_time_zone_is_refused() -> None:
    document = replace(everything(), recorded_at=datetime(2025, 11, 24))
    with pytest.raises(ValueError, match="no time zone"):
        comparison_docx(document)


def test_texts_without_clauses_make_a_file() -> None:
    document = replace(make_document([], [], [], []), as_of=date(2025, 1, 2))
    texts = [p.text for p in Document(io.BytesIO(comparison_docx(document))).paragraphs]

    assert "Neither text has a clause." in texts
    assert "No effect on a stated red line could be derived from these texts." in texts
