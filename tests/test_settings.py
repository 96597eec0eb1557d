"""What the environment makes of the settings, each case in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {"SECRET_KEY": "long-and-random", "ALLOWED_HOSTS": "tracker.example"}


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code with the project's settings and nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(expression: str, **environ: str) -> str:
    result = run(
        f"from django.conf import settings; print({expression})",
        **environ,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({}, "SECRET_KEY and ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "tracker.example"}, "SECRET_KEY"),
        ({"SECRET_KEY": "long-and-random"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": "", "ALLOWED_HOSTS": ""}, "SECRET_KEY and ALLOWED_HOSTS"),
    ],
)
def test_production_names_what_is_missing(
    environ: dict[str, str], missing: str
) -> None:
    result = run("import tracker.wsgi", **environ)

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        f"Set {missing} in the environment, or DEBUG=1 for development."
    )


def test_production_starts_with_key_and_hosts() -> None:
    result = run("import tracker.wsgi; print('started')", **PRODUCTION)

    assert (result.returncode, result.stdout) == (0, "started\n"), result.stderr


def test_debug_is_off_outside_manage_py() -> None:
    assert setting("settings.DEBUG", **PRODUCTION) == "False"


def test_debug_is_on_in_manage_py() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "diffsettings", "--output=unified"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "+ DEBUG = True" in result.stdout.splitlines(), result.stderr


def test_debug_is_off_in_manage_py_when_told() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "0"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 1
    assert "Set SECRET_KEY and ALLOWED_HOSTS in the environment" in result.stderr


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////srv/tracker.sqlite3", "sqlite3", "/srv/tracker.sqlite3"),
        ("postgres:///tracker", "postgresql", "tracker"),
        ("postgres://user:secret@db.example:5433/tracker", "postgresql", "tracker"),
    ],
)
def test_database_url_chooses_the_database(url: str, engine: str, name: str) -> None:
    database = "settings.DATABASES['default']"

    told = setting(
        f"{database}['ENGINE'], {database}['NAME']", DATABASE_URL=url, **PRODUCTION
    )

    assert told == f"django.db.backends.{engine} {name}"


def test_database_is_sqlite_in_the_checkout_by_default() -> None:
    assert setting("settings.DATABASES['default']['NAME']", **PRODUCTION) == str(
        ROOT / "db.sqlite3"
    )


@pytest.mark.parametrize(("https", "expected"), [("1", "True"), ("0", "False")])
def test_https_is_enforced_unless_switched_off(https: str, expected: str) -> None:
    protections = (
        "settings.SECURE_SSL_REDIRECT",
        "settings.SESSION_COOKIE_SECURE",
        "settings.CSRF_COOKIE_SECURE",
        "settings.SECURE_HSTS_SECONDS > 0",
    )

    assert setting(", ".join(protections), HTTPS=https, **PRODUCTION) == " ".join(
        [expected] * len(protections)
    )


def test_origins_and_connection_age_come_from_the_environment() -> None:
    told = setting(
        "settings.CSRF_TRUSTED_ORIGINS, settings.DATABASES['default']['CONN_MAX_AGE']",
        CSRF_TRUSTED_ORIGINS="https://a.example,https://b.example",
        CONN_MAX_AGE="0",
        **PRODUCTION,
    )

    assert told == "['https://a.example', 'https://b.example'] 0"
