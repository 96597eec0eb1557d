"""Every page of the admin opens, and its own pages load no inline script or style."""

import re

import pytest
from django.contrib import admin
from django.test import Client

from plans.models import Clause, Draft, Option, RedLine
from tests.admin.pages import page
from tests.admin.test_saving import full_clause
from tests.factories import make_clause, make_draft, make_issue, make_red_line

MODELS = sorted(
    (
        model
        for model in admin.site._registry
        if model._meta.app_label == "plans" and model is not Option
    ),
    key=lambda model: model.__name__,
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")


@pytest.mark.parametrize("model", MODELS)
def test_list_and_add_page_open(editor: Client, model: type) -> None:
    for name in ("changelist", "add"):
        response = editor.get(page(name, model))
        assert response.status_code == 200
        assert not INLINE.search(response.content.decode())


def test_change_pages_open_for_editor_and_reviewer(
    editor: Client, reviewer: Client
) -> None:
    clause, line = full_clause(), make_red_line(issue=make_issue())
    position = clause.positions.get()
    records = [
        clause,
        line,
        clause.draft,
        clause.draft.plan,
        line.actor,
        line.issue,
        position.option.issue,
        clause.citations.get().source,
    ]
    for record in records:
        for client in (editor, reviewer):
            for name in ("change", "history"):
                response = client.get(page(name, record))
                assert response.status_code == 200
                assert not INLINE.search(response.content.decode())
        assert editor.get(page("delete", record)).status_code == 200


@pytest.mark.parametrize("model", [Clause, RedLine])
def test_import_and_export_pages_keep_to_the_policy(
    editor: Client, model: type
) -> None:
    for name in ("import", "export"):
        assert not INLINE.search(editor.get(page(name, model)).content.decode())


def test_source_lists_what_rests_on_it(editor: Client) -> None:
    clause = full_clause()
    html = editor.get(page("change", clause.citations.get().source)).content.decode()
    assert f'href="{page("change", clause)}"' in html


def test_draft_lists_its_clauses_and_leads_to_a_new_one(editor: Client) -> None:
    draft = make_draft(clauses=2)
    make_clause()
    html = editor.get(page("change", draft)).content.decode()
    for clause in draft.clauses.all():
        assert f'<a href="{page("change", clause)}">{clause.heading}</a>' in html
    assert f"{page('add', Clause)}?draft={draft.pk}" in html
    response = editor.get(f"{page('add', Clause)}?draft={draft.pk}")
    assert response.context["adminform"].form["draft"].value() == str(draft.pk)


def test_index_groups_the_records(editor: Client) -> None:
    response = editor.get("/admin/")
    names = [app["name"] for app in response.context["app_list"]]
    assert names == [
        "Texts",
        "Parties and their red lines",
        "Coding frame",
        "Record",
        "Beside the dataset",
    ]
    assert page("changelist", Draft) in response.content.decode()


def test_option_search_is_narrowed_to_the_issue(editor: Client) -> None:
    cap = make_issue("cap")
    make_issue("amnesty")
    query = {
        "app_label": "plans",
        "model_name": "redlinestance",
        "field_name": "option",
        "term": "",
    }
    address = "/admin/autocomplete/"
    everything = editor.get(address, query).json()["results"]
    narrowed = editor.get(address, {**query, "issue": cap.pk}).json()["results"]
    assert (len(everything), len(narrowed)) == (4, 2)
