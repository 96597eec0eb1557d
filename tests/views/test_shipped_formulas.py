"""The page of settlement formulas on the shipped dataset."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

URL = "/settlement/formulas/?as_of=2026-06-30"


def test_each_formula_crosses_what_its_clauses_take(client: Client) -> None:
    formulas = client.get(f"{URL}&actors=ukraine&actors=russia").context["formulas"]

    crossed = {
        formula.draft.slug: {
            line.row.slug: [number for number, _ in line.clauses]
            for party in formula.parties
            for line in party.lines
            if line.word == "crosses"
        }
        for formula in formulas
    }
    assert crossed == {
        "formula-armed-neutrality": {
            "ua-no-constitutional-ban": ["1"],
            "ua-foreign-forces-needed": ["2"],
            "ru-no-nato-enlargement": ["7"],
            "ru-guarantees-with-russia": ["4"],
            "ru-guarantee-content": ["3"],
        },
        "formula-phased": {
            "ua-russia-leaves-other-regions": ["2"],
            "ua-binding-guarantees": ["8"],
            "ua-guarantees-in-place-of-nato": ["7"],
            "ru-donbas-under-russian-order": ["2"],
            "ru-ceasefire-after-withdrawal": ["1"],
            "ru-no-nato-for-ukraine": ["7"],
        },
        "formula-ambiguity": {
            "ua-russia-leaves-other-regions": ["3"],
            "ua-binding-guarantees": ["9"],
            "ua-ratified-form": ["10"],
            "ua-guarantees-in-place-of-nato": ["8"],
            "ru-donbas-under-russian-order": ["3"],
            "ru-no-nato-for-ukraine": ["8"],
        },
    }


def test_formulas_leave_the_same_lines_of_both_sides_unmet(client: Client) -> None:
    shared = client.get(URL).context["unmet_by_all"]

    found = {
        actor: {each.row.slug for each in shared if each.row.actor == actor}
        for actor in ("ukraine", "russia")
    }
    assert found == {
        "ukraine": {
            "ua-assets-and-compensation",
            "ua-foreign-forces-needed",
            "ua-guarantees-before-settlement",
            "ua-navigation",
            "ua-right-to-compensation",
            "ua-russia-leaves-other-regions",
            "ua-russian-language-status",
            "ua-russian-law",
        },
        "russia": {
            "ru-assets",
            "ru-guarantors-with-russia-and-china",
            "ru-language-and-church",
            "ru-new-security-architecture",
            "ru-no-nato-enlargement",
            "ru-no-reparations",
            "ru-waiver-of-claims",
        },
    }


def test_each_sentence_and_count_is_on_the_page(client: Client) -> None:
    response = client.get(URL)

    for formula in response.context["formulas"]:
        own = [line for party in formula.parties for line in party.lines]
        assert formula.left.tally.total == len(own) == response.context["line_count"]
        assert formula.left.unmet == sum(line.is_unmet for line in own)
        for line in own:
            assert bool(line.reasons) == (line.is_unmet and bool(line.clauses))
            if line.is_unmet:
                assertContains(response, f'id="{line.anchor}"', count=1)
