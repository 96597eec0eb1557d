"""The command that loads a dataset: what it says, and when it refuses."""

import io

import pytest
from django.core.management import CommandError, call_command

from plans.models import Clause, Event, Source
from tests.dataset.ledger import Ledger
from tests.dataset.small import TEXTS, make_files

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "data", make_files())


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def edit(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def run(*args, **options):
    out, err = io.StringIO(), options.pop("stderr", io.StringIO())
    call_command("load_dataset", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_it_tells_how_many_records_it_created(folder):
    out, err = run(folder)

    assert (
        out
        == """\
Dataset 1
                created  changed  unchanged  kept  removed
  source              2        0          0     0        0
  actor               2        0          0     0        0
  issue               2        0          0     0        0
  coupling            1        0          0     0        0
  plan                1        0          0     0        0
  draft               2        0          0     0        0
  clause              3        0          0     0        0
  lineage link        2        0          0     0        0
  red line            2        0          0     0        0
  event               1        0          0     0        0
  indicator           1        0          0     0        0
  assessment          1        0          0     0        0
"""
    )
    assert err == ""


def test_without_verbosity_it_says_nothing(folder):
    assert run(folder, verbosity=0) == ("", "")


def test_by_default_it_loads_what_ships():
    run()
    assert Source.objects.count() == 558


def test_it_lists_what_is_kept_and_what_is_gone(folder):
    run(folder)
    clause = Clause.objects.get(number="1.a")
    clause.text = "Else."
    clause.save()
    edit(folder, "events.yaml", TEXTS["events.yaml"], "events: []\n")

    out, _ = run(folder)

    kept, gone = out.split("\n\n")[1:]
    assert kept.startswith("Kept as editors left them; --overwrite takes")
    assert "drafts/first.yaml:24: clause first 1.a: changed by an unnamed user" in kept
    assert kept.endswith("differs in text")
    assert gone == (
        "No longer in the dataset, and not deleted:\n  event shot\n"
        "--prune deletes them.\n"
    )


def test_it_overwrites_and_prunes_on_request(folder):
    run(folder)
    clause = Clause.objects.get(number="1.a")
    clause.text = "Else."
    clause.save()
    edit(folder, "events.yaml", TEXTS["events.yaml"], "events: []\n")

    out, _ = run(folder, "--overwrite", "--prune")

    assert "Kept" not in out and "No longer" not in out
    assert not Event.objects.exists()
    clause.refresh_from_db()
    assert clause.text.startswith("Who guards it")


def test_every_problem_is_told_and_nothing_is_loaded(folder):
    edit(folder, "sources.yaml", "kind: press-report", "kind: rumour")
    edit(folder, "context.yaml", "actor: north", "actor: nord")
    ledger, err = Ledger(), io.StringIO()

    with pytest.raises(CommandError) as caught:
        run(folder, stderr=err)

    assert str(caught.value) == "2 problems; nothing was loaded."
    assert caught.value.returncode == 1
    assert err.getvalue() == (
        'context.yaml:2: nord morale, actor: unknown actor "nord"; known: north, '
        "league\n"
        "sources.yaml:8: paper, kind: must be one of official-text, leaked-text, "
        'official-statement, press-report, treaty, analysis; is "rumour"\n'
    )
    assert ledger.is_empty()


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    err = io.StringIO()
    with pytest.raises(CommandError):
        run(tmp_path / "nothing", stderr=err)
    assert "cannot be opened as a folder: No such file or directory" in err.getvalue()


def test_what_stands_in_the_way_is_told_like_any_problem(folder):
    run(folder)
    source = Source.objects.get(slug="book")
    source.foundations.all().delete()
    source.delete()
    edit(folder, "red_lines.yaml", "{source: paper, locator: page 2}", "{source: book}")
    ledger, err = Ledger(), io.StringIO()

    with pytest.raises(CommandError, match="1 problem; nothing was loaded."):
        run(folder, stderr=err)

    assert err.getvalue() == (
        'red_lines.yaml:2: river-only: needs source "book", which an editor removed; '
        "--overwrite takes the dataset's version\n"
    )
    assert ledger.is_empty()


def test_a_bar_is_drawn_on_a_terminal_only(folder):
    _, err = run(folder, stderr=Terminal())
    assert "Rows written" in err
