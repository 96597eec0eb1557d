"""Files of a comparison, as the page offers them."""

import csv
import io
import json

import pytest
from django.test import Client
from docx import Document
from pytest_django.asserts import assertNotContains

from plans.models import Clause
from tests.files.revisions import settled
from tests.views.comparing import (
    HOSTILE,
    PAGE,
    correct,
    make_hostile,
    make_pair,
)

pytestmark = pytest.mark.django_db


def test_word_file_holds_both_texts(client: Client):
    make_pair()

    response = client.get(f"{PAGE}files/docx/?as_of=2025-02-10")

    assert response["Content-Disposition"] == (
        'attachment; filename="old--new-as-of-2025-02-10.docx"'
    )
    file = response.content
    assert "number 800 people." in " ".join(settled(file, accept=True))
    assert "number 600 people." in " ".join(settled(file, accept=False))
    cells = [
        cell.text
        for table in Document(io.BytesIO(file)).tables
        for row in table.rows
        for cell in row.cells
    ]
    said = "\n".join(cells)
    assert "crosses → meets" in said
    assert "The statement, Newspaper, 20 November 2025, point 4" in said
    assert "revision of" in said
    assert f"http://testserver{PAGE}?as_of=2025-02-10&revision_at=" in said


def test_csv_and_json_tell_the_same_changes(client: Client):
    make_pair()

    table = client.get(f"{PAGE}files/csv/")
    listed = client.get(f"{PAGE}files/json/").json()

    (row,) = csv.DictReader(io.StringIO(table.content.decode()))
    (change,) = listed["changes"]
    assert row["sentence"] == change["sentence"]
    assert row["sentence"] == "Clause 1: 600 replaced by 800"
    assert (row["older_clauses"], row["newer_clauses"]) == ("1", "1")
    assert change["effects"][0]["before"] == "crosses"
    assert listed["for_whom"][0]["after"] == "meets"
    assert "Both texts are restated" in listed["notices"][0]


def test_files_follow_the_red_lines_asked_for(client: Client):
    make_pair()

    listed = client.get(f"{PAGE}files/json/?as_of=2024-12-31").json()
    strong = client.get(f"{PAGE}files/json/?strength=absolute").json()

    assert listed["for_whom"] == strong["for_whom"] == []
    assert listed["as_of"] == "2024-12-31"
    assert "strength=absolute" in strong["address"]


def test_file_pinned_to_a_past_moment_may_be_kept(client: Client):
    make_pair()
    before = correct("new", "The armed forces of district 1x number 900 people.")
    pins = {"as_of": "2025-02-10", "revision_at": before.isoformat()}

    pinned = client.get(f"{PAGE}files/csv/", pins)
    current = client.get(f"{PAGE}files/csv/")

    assert pinned["Cache-Control"] == "public, max-age=604800"
    assert current["Cache-Control"] == "no-cache"
    assert "900" not in pinned.content.decode()
    assert "900" in current.content.decode()
    # The address in a file leads back to the very page.
    address = json.loads(client.get(f"{PAGE}files/json/", pins).content)["address"]
    assertNotContains(client.get(address), "900")


def test_file_of_a_draft_at_two_moments(client: Client):
    make_pair()
    before = correct("new", "The armed forces of district 1x number 900 people.")

    listed = client.get(
        "/drafts/new/compare/new/files/json/", {"older_at": before.isoformat()}
    ).json()

    assert listed["title"] == "Draft new at two moments of the records"
    assert listed["changes"][0]["sentence"] == "Clause 1: 800 replaced by 900"
    assert "newer_at=" in listed["address"]


def test_file_says_where_a_text_is_not_public(client: Client):
    make_pair()
    Clause.objects.filter(draft__slug="new").update(
        text_basis="not-public", text="Nobody knows."
    )

    file = client.get(f"{PAGE}files/docx/").content

    assert "[The content of this clause is not public.]" in settled(file, accept=True)
    assert "Nobody knows." not in " ".join(settled(file, accept=True))


def test_files_hold_hostile_words_as_words(client: Client):
    make_hostile()
    Clause.objects.filter(draft__slug="new").update(text="=HYPERLINK(1)\x0b")

    word = client.get(f"{PAGE}files/docx/").content
    table = client.get(f"{PAGE}files/csv/").content.decode()

    assert f"One {HOSTILE} of 600 to keep." in settled(word, accept=False)
    assert "=HYPERLINK(1)" in settled(word, accept=True)
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["newer_text"] == "'=HYPERLINK(1)"
