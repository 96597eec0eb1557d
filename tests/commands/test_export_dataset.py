"""Files written from the records, and loaded again."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from plans.dataset.dump import dump_dataset
from plans.dataset.read import read_dataset
from plans.dataset.tables import TABLES
from plans.models import (
    Assessment,
    AssessmentSource,
    Clause,
    Option,
    RedLine,
    Source,
)
from plans.models.recording import recording
from tests.dataset.conftest import DATA
from tests.factories import make_scenario

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def export(folder: Path) -> str:
    out = io.StringIO()
    call_command("export_dataset", folder, stdout=out)
    return out.getvalue()


def empty_tables() -> None:
    """Delete all records and their history."""
    for table in reversed(TABLES):
        table._default_manager.get_queryset()._raw_delete("default")
        table.history.model._default_manager.get_queryset()._raw_delete("default")


def assess() -> None:
    """Do what an editor does: override a verdict, and correct a clause."""
    clause = Clause.objects.get(draft__slug="us-28", number="2")
    line = RedLine.objects.get(slug="ua-no-de-jure-recognition")
    source = Source.objects.get(slug="ukraine-constitution")
    with transaction.atomic(), recording("Assessed"):
        row = Assessment(
            clause=clause, red_line=line, verdict="silent", reason="It says: \r\nno."
        )
        row.save()
        AssessmentSource(assessment=row, source=source, locator="Article 2").save()
        clause.note = "Yes: \"no\", [A] {b} #c 'd'"
        clause.save()


def test_what_ships_is_exported_as_it_was_loaded(tmp_path):
    said = export(tmp_path / "out")

    exported, shipped = read_dataset(tmp_path / "out"), read_dataset(DATA)
    assert said == f"Dataset 2026.11 is in {tmp_path / 'out'}.\n"
    assert exported.version == shipped.version
    for part in ("actors", "issues", "plans", "drafts", "red_lines", "indicators"):
        assert getattr(exported, part) == getattr(shipped, part)
    for part in ("sources", "couplings", "events", "lineages"):
        assert set(getattr(exported, part)) == set(getattr(shipped, part))


def test_an_export_loads_and_exports_as_the_same_bytes(tmp_path):
    assess()
    one, two = tmp_path / "one", tmp_path / "two"
    export(one)
    before = dump_dataset("x")
    empty_tables()
    assert not Source.objects.exists()

    call_command("load_dataset", one, verbosity=0)
    export(two)

    assert dump_dataset("x") == before
    assert contents(one) == contents(two)
    assert (one / "dataset.yaml").read_text() == "version: 2026.11-edited\n"
    assert b"verdict: silent" in contents(one)["assessments.yaml"]


def test_an_export_over_the_dataset_keeps_its_documents(tmp_path):
    out = tmp_path / "out"
    export(out)
    (out / "README.md").write_text("Mine.")
    (out / "drafts" / "stale.yaml").write_text("id: stale\n")

    export(out)

    assert (out / "README.md").read_text() == "Mine."
    assert not (out / "drafts" / "stale.yaml").exists()


def test_a_folder_of_other_things_is_refused(tmp_path, capsys):
    (tmp_path / "thesis.docx").write_text("years of work")

    with pytest.raises(CommandError) as caught:
        call_command("export_dataset", tmp_path)

    assert str(caught.value) == (
        f"{tmp_path} holds something else than a dataset; nothing was written."
    )
    assert "thesis.docx: is no part of a dataset" in capsys.readouterr().err
    assert list(contents(tmp_path)) == ["thesis.docx"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("export_dataset", tmp_path / "file" / "out")


def test_what_files_must_not_hold_is_written_and_told(tmp_path, capsys):
    clause = Clause.objects.get(draft__slug="us-28", number="2")
    clause.citations.all().delete()

    with pytest.raises(CommandError, match="but load_dataset would refuse it"):
        call_command("export_dataset", tmp_path / "out")

    assert "2, sources: is empty; give at least one" in capsys.readouterr().err
    assert len(contents(tmp_path / "out")) == len(contents(DATA)) - 3


def test_scenarios_are_left_out(tmp_path):
    export(tmp_path / "without")
    make_scenario("shore", Option.objects.first(), name="Not of the dataset")

    export(tmp_path / "with")

    assert contents(tmp_path / "with") == contents(tmp_path / "without")
