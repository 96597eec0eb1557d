from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.dataset.compose import compose
from plans.dataset.dataset import Dataset
from plans.dataset.emit import WIDTH, emit
from plans.dataset.fields import FORBIDDEN
from plans.dataset.problems import DatasetError
from plans.dataset.read import build_dataset, read_dataset
from plans.dataset.texts import DraftRecord
from plans.dataset.write import render_dataset, write_dataset
from tests.dataset.small import TEXTS, make_files


def encode(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}


def contents(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            yield path.relative_to(directory).as_posix(), path.read_bytes()


def test_the_shipped_data_reads_back_equal(shipped, tmp_path):
    write_dataset(shipped, tmp_path / "new")
    assert read_dataset(tmp_path / "new") == shipped


def test_records_read_back_in_order(shipped, tmp_path):
    turned = replace(
        shipped, drafts=shipped.drafts[::-1], lineages=shipped.lineages[::-1], places={}
    )
    assert turned != shipped
    assert turned.in_order() == shipped
    write_dataset(turned, tmp_path)
    assert read_dataset(tmp_path) == shipped


def test_what_is_written_twice_is_the_same(shipped, tmp_path):
    write_dataset(shipped, tmp_path / "a")
    write_dataset(read_dataset(tmp_path / "a"), tmp_path / "b")
    assert dict(contents(tmp_path / "a")) == dict(contents(tmp_path / "b"))


def test_the_small_dataset_is_written_as_a_person_would():
    assert render_dataset(build_dataset(make_files())) == TEXTS


def test_lines_of_text_keep_to_the_width(shipped):
    long = [
        line
        for text in render_dataset(shipped).values()
        for line in text.split("\n")
        if len(line) > WIDTH and " " in line.strip().removeprefix("url: ")
    ]
    assert long == []


def test_without_assessments_there_is_no_file(shipped):
    assert "assessments.yaml" not in render_dataset(shipped)
    assert render_dataset(Dataset("1"))["events.yaml"] == "events: []\n"


def test_an_empty_dataset_reads_back(tmp_path):
    write_dataset(Dataset("2026.06"), tmp_path)
    assert read_dataset(tmp_path) == Dataset("2026.06")


def test_stale_files_are_removed_and_documents_stay(tmp_path):
    dataset = build_dataset(make_files())
    write_dataset(dataset, tmp_path)
    (tmp_path / "README.md").write_text("About the data.")
    fewer = replace(
        dataset,
        plans=(dataset.plans[0].model_copy(update={"drafts": ("first",)}),),
        drafts=dataset.drafts[:1],
        lineages=(),
        assessments=(),
    )
    write_dataset(fewer, tmp_path)
    names = {name for name, _ in contents(tmp_path)}
    gone = {"drafts/second.yaml", "lineage/first--second.yaml", "assessments.yaml"}
    assert names == set(TEXTS) - gone | {"README.md"}
    assert read_dataset(tmp_path) == fewer


def test_the_comment_at_the_head_of_a_file_stays(tmp_path):
    dataset = build_dataset(make_files())
    write_dataset(dataset, tmp_path)
    (tmp_path / "plans.yaml").write_text("# About plans.\n" + TEXTS["plans.yaml"])
    write_dataset(dataset, tmp_path)
    written = (tmp_path / "plans.yaml").read_text()
    assert written == "# About plans.\n" + TEXTS["plans.yaml"]


def test_nothing_is_written_over_other_things(tmp_path):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "thesis.doc").write_text("Mine.")
    (tmp_path / "photo.png").write_text("Mine.")
    with pytest.raises(DatasetError) as caught:
        write_dataset(Dataset("1"), tmp_path)
    message = "is no part of a dataset; write to a folder of its own"
    assert str(caught.value).split("\n") == [
        f"drafts/thesis.doc: {message}",
        f"photo.png: {message}",
    ]
    assert not (tmp_path / "sources.yaml").exists()


def test_nothing_is_left_beside_the_folder(tmp_path):
    write_dataset(Dataset("1"), tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


NASTY = [
    "no",
    "~",
    "null",
    "1",
    "1e3",
    "0x1F",
    "1_000",
    "12:30:00",
    "2025-11-20",
    "2025-11",
    ".5",
    "=",
    "<<",
    "- x",
    "-",
    "? x",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "{a}",
    "[a",
    "a, b",
    "'a'",
    '"a"',
    "it's",
    "back\\slash",
    "two  spaces",
    "a\u00a0b",
    "a\u200bb",
    "---",
    "...",
    "--- a",
    "é",
    "\U0001f600",
    "one\ntwo",
    "one\n\n  two\n three",
    "one \ntwo",
    "# one\n# two",
    "--- one\n... two",
    "x" * 300,
    "word " * 60 + "end",
    "word  " * 60 + "end",
    "a: b " * 60 + "end",
    "# " * 100 + "end",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_reads_back(text):
    value = {"title": text, "options": [{"id": text, "label": "x"}], "drafts": [text]}
    data = emit(value).encode()
    composed = compose(data)
    expected = {
        "title": text,
        "options": ({"id": text, "label": "x"},),
        "drafts": (text,),
    }
    assert composed.faults == []
    assert composed.value == expected


@pytest.mark.parametrize("text", NASTY)
def test_others_read_nasty_text_alike(text):
    value = {"title": text, "drafts": [text]}
    assert yaml.load(emit(value), Loader=yaml.SafeLoader) == value


texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
    | st.lists(st.sampled_from(["a", ":", "#", " ", "\n", "'", "-", "{", "é"])).map(
        "".join
    )
    | st.sampled_from(NASTY)
).map(lambda text: FORBIDDEN.sub("", text).strip())
filled = texts.filter(bool)
lines = filled.map(lambda text: " ".join(text.split("\n")).strip()).filter(bool)


@settings(deadline=None)
@given(st.data())
def test_any_text_reads_back(data):
    dataset = build_dataset(make_files())
    first, second = dataset.drafts
    clause = first.clauses[0].model_dump() | {
        "heading": data.draw(lines)[:300].strip(),
        "text": data.draw(filled),
        "note": data.draw(st.none() | filled),
        "sources": ({"source": "paper", "locator": data.draw(lines)[:300].strip()},),
    }
    draft = DraftRecord.model_validate(
        first.model_dump()
        | {"clauses": (clause, first.clauses[1].model_dump())}
        | {"summary": data.draw(filled), "title": data.draw(lines)[:300].strip()}
    )
    written = render_dataset(replace(dataset, drafts=(draft, second)))
    again = build_dataset(encode(written))
    assert again.drafts == (draft, second)
    assert render_dataset(again) == written
