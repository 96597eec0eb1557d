"""The lock files hold what pyproject.toml asks for, with hashes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
DEVELOPMENT: list[str] = PROJECT["dependency-groups"]["dev"]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)*.*)$", re.M)


def pins(lock: str) -> dict[str, str]:
    """Give the pinned version of every package in a lock file."""
    text = (ROOT / lock).read_text("utf-8")
    return {
        canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)
    }


def unmet(asked: list[str], lock: str) -> list[str]:
    """Name the requirements that a lock file does not pin within their range."""
    pinned = pins(lock)
    return [
        str(requirement)
        for requirement in map(Requirement, asked)
        if not requirement.specifier.contains(
            pinned.get(canonicalize_name(requirement.name), "0.dev0"), prereleases=True
        )
        or canonicalize_name(requirement.name) not in pinned
    ]


def test_runtime_lock_pins_what_the_project_asks_for() -> None:
    assert unmet(RUNTIME, "requirements.txt") == []


def test_development_lock_pins_what_the_project_asks_for() -> None:
    assert unmet(RUNTIME + DEVELOPMENT, "requirements-dev.txt") == []


def test_development_lock_contains_the_runtime_lock() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize(
    ("lock", "direct"),
    [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEVELOPMENT)],
)
def test_lock_came_from_this_project(lock: str, direct: list[str]) -> None:
    """A package dropped from pyproject.toml must not linger as a direct one."""
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    locked = {
        canonicalize_name(block.split("==")[0])
        for block in blocks
        if "clause-tracker" in block
    }

    assert locked == {canonicalize_name(Requirement(each).name) for each in direct}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_lock_is_hashed_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    bare = [pin["name"] for pin in PIN.finditer(text) if "--hash=sha256:" not in pin[0]]

    assert bare == []
    assert re.findall(r"^-.*|https?://\S+", text, re.M) == []
