from pathlib import Path

import pytest

from plans.dataset.problems import DatasetError, Problem, quote
from plans.dataset.read import build_dataset, read_dataset
from tests.dataset.small import TEXTS, make_files

Files = dict[str, bytes]


def problems_of(files: Files) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        build_dataset(files)
    return [str(problem) for problem in caught.value.problems]


def write(files: Files, directory: Path) -> None:
    for name, data in files.items():
        target = directory / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)


def problems_in(directory: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        read_dataset(directory)
    return [str(problem) for problem in caught.value.problems]


def broken_cases() -> list[tuple[str, str, str, list[str]]]:
    text = (Path(__file__).parent / "broken.txt").read_text()
    cases = []
    for block in text.split("\n\n")[1:]:
        name, *lines = block.strip("\n").split("\n")
        parts: dict[str, list[str]] = {"- ": [], "+ ": [], "> ": []}
        for line in lines:
            parts[line[:2]].append(line[2:])
        old, new = ("".join(f"{line}\n" for line in parts[key]) for key in ("- ", "+ "))
        cases.append((name, old, new, parts["> "]))
    return cases


def test_the_small_dataset_is_sound():
    dataset = build_dataset(make_files())
    assert [draft.id for draft in dataset.drafts] == ["first", "second"]


@pytest.mark.parametrize(("name", "old", "new", "problems"), broken_cases())
def test_damage_is_reported_with_its_place(name, old, new, problems):
    assert old in TEXTS[name]
    files = make_files()
    files[name] = TEXTS[name].replace(old, new, 1).encode()
    assert problems
    assert problems_of(files) == problems


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (
            f"heading: {'x' * 301}",
            "drafts/first.yaml:14: 1, heading: must have at most 300 characters",
        ),
        (
            "heading: Bor\x07der",
            "drafts/first.yaml:14: control character U+0007 is not allowed; delete it",
        ),
        (
            f"heading: {'[' * 60}",
            "drafts/first.yaml:14: is nested too deeply",
        ),
    ],
)
def test_damage_within_a_line(new, problem):
    files = make_files()
    text = TEXTS["drafts/first.yaml"].replace("heading: Border", new, 1)
    files["drafts/first.yaml"] = text.encode()
    assert problem in problems_of(files)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "red_lines.yaml: is empty"),
        (b"# nothing\n", "red_lines.yaml: is empty"),
        (
            b"red_lines: []\n\xff",
            "red_lines.yaml:2: is not UTF-8 text; save it as UTF-8",
        ),
        (b"[]\n", "red_lines.yaml:1: must hold `red_lines:` with a list"),
        (
            b"red_lines:\n",
            "red_lines.yaml:1: red_lines: has no value; give one or leave the key out",
        ),
        (
            b"red_lines: {}\n",
            "red_lines.yaml:1: must hold `red_lines:` with a list; `[]` for none",
        ),
        (
            b"red_lines: []\n---\nred_lines: []\n",
            "red_lines.yaml:2: holds a second document; keep one a file",
        ),
        (
            b"red_lines: [\n",
            "red_lines.yaml:2: is not valid YAML: did not find expected node content "
            "while parsing a flow node",
        ),
        (
            b"1: []\n",
            'red_lines.yaml:1: keys are plain text, found "1"',
        ),
    ],
)
def test_files_that_are_no_list(data, problem):
    # References to red lines are not checked while their file cannot be read.
    assert problems_of(make_files() | {"red_lines.yaml": data}) == [problem]


def test_a_missing_file():
    files = make_files()
    del files["sources.yaml"]
    assert problems_of(files) == [
        "sources.yaml: this file is missing; without records it holds `sources: []`"
    ]


def test_all_files_are_read_before_anything_is_said():
    files = make_files()
    files["issues.yaml"] = b""
    files["actors.yaml"] = files["actors.yaml"].replace(b"kind: state", b"kind: realm")
    files["events.yaml"] = files["events.yaml"].replace(b"no-guns", b"no-gnus")
    assert problems_of(files) == [
        "actors.yaml:5: north, kind: must be one of state, alliance, coalition; "
        'is "realm"',
        'events.yaml:12: shot, tests[0].red_line: unknown red line "no-gnus"; '
        "known: river-only, no-guns",
        "issues.yaml: is empty",
    ]


def test_a_bomb_of_aliases_is_refused_at_once():
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    bomb = "\n".join(["a0: &a0 [x]", *levels]).encode()
    assert (
        'red_lines.yaml:1: a0: anchors and aliases are not allowed ("a0"); '
        "write the value out, or put text in quotes"
    ) in problems_of(make_files() | {"red_lines.yaml": bomb})


def test_what_is_quoted_is_shortened():
    files = make_files()
    text = TEXTS["drafts/first.yaml"].replace("published", "x" * 5_000)
    files["drafts/first.yaml"] = text.encode()
    assert problems_of(files) == [
        "drafts/first.yaml:7: first, status: must be one of leaked, published, "
        f'reported, superseded, rejected, analytical; is "{"x" * 77}..."'
    ]


def test_quoted_values_can_be_printed():
    assert quote("a\u202eb\ud800") == '"a\\u202eb\\ud800"'
    assert quote(10**5_000) == "the number of too many digits"
    assert quote(True) == "true"


def test_a_folder_that_is_not_there(tmp_path):
    missing = tmp_path / "missing"
    assert problems_in(missing)[0] == (
        f"{missing}: cannot be opened as a folder: No such file or directory"
    )


def test_a_folder_with_other_things_in_it(tmp_path):
    write(make_files(), tmp_path)
    (tmp_path / "README.md").write_text("Fine.")
    (tmp_path / ".hidden").write_text("Fine.")
    (tmp_path / "notes.txt").write_text("Not fine.")
    (tmp_path / "drafts" / "third.yml").write_text("Not fine.")
    (tmp_path / "drafts" / "old").mkdir()
    assert problems_in(tmp_path) == [
        "drafts/old: is not part of a dataset; remove it",
        "drafts/third.yml: is not part of a dataset; remove it",
        "notes.txt: is not part of a dataset; remove it",
    ]


def test_folders_and_files_that_have_changed_places(tmp_path):
    files = make_files()
    del files["events.yaml"], files["lineage/first--second.yaml"]
    write(files, tmp_path)
    (tmp_path / "events.yaml").mkdir()
    (tmp_path / "lineage").write_text("x")
    assert problems_in(tmp_path) == [
        "events.yaml: is not a file; remove it",
        "lineage: cannot be opened as a folder: Not a directory",
    ]


def test_a_missing_folder(tmp_path):
    files = make_files()
    del files["lineage/first--second.yaml"]
    write(files, tmp_path)
    assert problems_in(tmp_path) == [
        "lineage: this folder is missing; create it, empty if need be"
    ]


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("plans.dataset.read.MAX_BYTES", 1_000)
    write(make_files(), tmp_path)
    (tmp_path / "context.yaml").write_bytes(b"#" * 1_001)
    assert "context.yaml: is larger than 0 MB" in problems_in(tmp_path)


def test_a_problem_without_a_line_or_a_field():
    assert str(Problem("a.yaml", None, "", "", "is empty")) == "a.yaml: is empty"
    assert str(Problem("a.yaml", 3, "x", "y", "is bad")) == "a.yaml:3: x, y: is bad"


def test_an_error_names_all_problems_up_to_a_limit():
    problems = [Problem("a.yaml", at, "", "", "is bad") for at in range(203)]
    lines = str(DatasetError(problems)).split("\n")
    assert lines[0] == "a.yaml:0: is bad"
    assert lines[-1] == "... and 3 more"
    assert len(lines) == 201
