"""The layers, the templates and the sizes that the project holds itself to."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[1]
PLANS = ROOT / "plans"

# What a layer may import stands in it or above it.
LAYERS = [
    {"analysis"},
    {"addresses", "models"},
    {
        "alignments",
        "dataset",
        "lineage_edits",
        "page_rows",
        "past_values",
        "prepared",
        "proposals",
        "record_parts",
        "revisions",
        "rows",
        "snapshot",
    },
    {"forms", "htmx", "templatetags"},
    set(),  # the modules directly in plans/ that gather what pages show
    {"admin", "admin_site", "resources"},
    {"views"},
    {"urls"},
]
GATHERING = LAYERS.index(set())
# Entered by Django itself, or read by everything: outside of the layers.
AROUND = {"__init__", "apps", "management", "migrations"}

MAX_LINES = 400
# Files that stay whole, and why.
LONGER: dict[str, str] = {}

INLINE = {
    "script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "handler of htmx": re.compile(r"\b(?:data-)?hx-on\b", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
}


def python_files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*.py") if "migrations" not in path.parts
    )


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Name the modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(module: str) -> int | None:
    """Rank a module of `plans`; None is what stands outside of the layers."""
    part = module.split(".")[1]
    if part in AROUND:
        return None
    ranks = (rank for rank, layer in enumerate(LAYERS) if part in layer)
    return next(ranks, GATHERING)


def templates() -> list[Path]:
    return sorted([*ROOT.glob("templates/**/*.html"), *PLANS.glob("**/*.html")])


TEMPLATES = pytest.mark.parametrize("path", templates(), ids=name_of)


def test_imports_point_one_way() -> None:
    wrong = []
    for path in python_files(PLANS):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        rank = layer_of(module)
        if rank is None:
            continue
        for name in imported(path):
            other = layer_of(name) if name.startswith("plans.") else None
            if other is not None and other > rank:
                wrong.append(f"{name_of(path)} imports {name}")

    assert wrong == []


@pytest.mark.parametrize("folder", ["analysis"])
def test_analysis_is_plain_python(folder: str) -> None:
    outside = {
        f"{name_of(path)} imports {name}"
        for path in python_files(PLANS / folder)
        for name in imported(path)
        if name.split(".")[0] in {"django", "simple_history", "tracker"}
        or (name.startswith("plans.") and not name.startswith(f"plans.{folder}"))
    }

    assert outside == set()


def test_python_files_are_short() -> None:
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for folder in ("plans", "tracker", "tests")
        for path in python_files(ROOT / folder)
    }

    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > MAX_LINES and name not in LONGER
    } == {}


@TEMPLATES
def test_template_has_nothing_inline(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text("utf-8"))

    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []


@TEMPLATES
def test_template_names_static_files_that_exist(path: Path) -> None:
    named = re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text("utf-8"))

    assert [name for name in named if finders.find(name) is None] == []


@TEMPLATES
def test_template_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")

    assert (
        re.findall(r"<(?:script|link|img|iframe)\b[^>]*=\"(?:https?:)?//", text) == []
    )


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("<script>go()</script>", "script"),
        ("<style>p { color: red }</style>", "style element"),
        ('<p class="a" style="color: red">', "style attribute"),
        ('<button onclick="go()">', "event handler"),
        ('<div hx-on:click="go()">', "handler of htmx"),
        ('<a href="javascript:go()">', "javascript address"),
    ],
)
def test_inline_code_is_recognised(markup: str, what: str) -> None:
    assert what in [name for name, pattern in INLINE.items() if pattern.search(markup)]


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=\"{% static 'plans/tracker.js' %}\" defer></script>",
        '<script id="names" type="application/json">{}</script>',
        '<option value="on" selected>Based on one source</option>',
    ],
)
def test_outside_code_is_no_inline_code(markup: str) -> None:
    assert not any(pattern.search(markup) for pattern in INLINE.values())


@pytest.mark.parametrize("section", ["Run", "Test"])
def test_readme_has_one_line_to(section: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    text = readme.split(f"\n## {section}\n")[1].split("\n## ")[0]

    (block,) = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    assert block.count("\n") == 1
    assert text.count("```") == 2


def test_readme_names_every_setting() -> None:
    settings = (ROOT / "tracker" / "settings.py").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings)

    assert len(read) >= 7
    assert [name for name in read if f"| `{name}` |" not in readme] == []


def test_long_files_are_still_long() -> None:
    lines = {name: (ROOT / name).read_text("utf-8").count("\n") for name in LONGER}

    assert [name for name, count in lines.items() if count <= MAX_LINES] == []
