import hashlib
from dataclasses import replace

from plans.dataset.read import build_dataset, read_dataset
from tests.dataset.conftest import DATA, read_cached

Files = dict[str, bytes]


def change(files: Files, name: str, old: str, new: str) -> None:
    """Replace text that stands in the file, once."""
    before, found, after = files[name].decode().partition(old)
    assert found, f"{old!r} is not in {name}"
    files[name] = (before + new + after).encode()


def test_the_shipped_data_reads_without_a_problem(shipped):
    counts = {
        part: len(records)
        for part, records in vars(shipped).items()
        if isinstance(records, tuple)
    }
    assert shipped.version == "2026.11"
    assert counts == {
        "sources": 558,
        "actors": 16,
        "issues": 52,
        "plans": 9,
        "drafts": 27,
        "red_lines": 160,
        "couplings": 20,
        "events": 79,
        "indicators": 25,
        "lineages": 6,
        "assessments": 0,
    }


def test_the_shipped_data_is_as_large_as_its_readme_says(shipped):
    clauses = [clause for draft in shipped.drafts for clause in draft.clauses]
    assert len(clauses) == 427
    assert sum(len(clause.positions) for clause in clauses) == 425
    assert sum(len(issue.options) for issue in shipped.issues) == 195
    assert sum(len(event.tests) for event in shipped.events) == 65
    assert sum(line.issue is None for line in shipped.red_lines) == 17
    assert sum(not source.verified for source in shipped.sources) == 24


def test_drafts_stand_in_the_order_of_plans(shipped):
    listed = [draft for plan in shipped.plans for draft in plan.drafts]
    assert [draft.id for draft in shipped.drafts] == listed


def test_a_record_keeps_what_its_file_says(shipped):
    draft = next(each for each in shipped.drafts if each.id == "us-28")
    clause = draft.clauses[1]
    assert (draft.date, clause.number, clause.parent) == ("2025-11-20", "2", None)
    assert clause.note == '"Europe" is not defined in the text.'
    assert [(p.issue, p.option) for p in clause.positions] == [
        ("non-aggression", "pact"),
        ("past-disputes", "declared-settled"),
    ]
    assert clause.sources[0].locator == "point 2"


def test_a_record_knows_its_line(shipped):
    place = shipped.place("red_lines", 1)
    lines = (DATA / place.file).read_text().splitlines()
    at = place.line("id")
    assert at is not None
    assert lines[at - 1] == f"- id: {shipped.red_lines[1].id}"


def test_where_records_stand_is_no_part_of_equality(shipped):
    assert replace(shipped, places={}) == shipped


def test_records_compare_by_value(shipped):
    again = read_dataset(DATA)
    line = shipped.red_lines[0]
    assert again.red_lines[0] == line
    assert again.red_lines[0] is not line
    assert line.model_copy(update={"title": "Another"}) != line


def test_without_a_stated_version_it_is_a_digest_of_the_files(files):
    del files["dataset.yaml"]
    digest = hashlib.sha256(b"".join(files[name] for name in sorted(files)))
    dataset = build_dataset(files, read=read_cached)
    assert dataset.version == digest.hexdigest()[:12]


def test_spaces_around_the_version_do_not_count(files):
    files["dataset.yaml"] = b"version: ' 2026.07 '"
    assert build_dataset(files, read=read_cached).version == "2026.07"


def test_assessments_are_read_where_there_are_any(files):
    files["assessments.yaml"] = b"""
assessments:
- draft: us-28
  clause: '2'
  red_line: ua-no-de-jure-recognition
  verdict: silent
  reason: The clause does not speak of territory.
  sources:
    - {source: ukraine-constitution, locator: Article 2}
"""
    dataset = build_dataset(files, read=read_cached)
    (assessment,) = dataset.assessments
    assert (assessment.clause, assessment.verdict) == ("2", "silent")


def test_dates_without_quotes_stay_text(files):
    change(files, "drafts/us-28.yaml", "date: '2025-11-20'", "date: 2025-11-20")
    dataset = build_dataset(files, read=read_cached)
    draft = next(each for each in dataset.drafts if each.id == "us-28")
    assert draft.date == "2025-11-20"
