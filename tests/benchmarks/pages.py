"""How long pages take, beside bare pages that show as much: ratios of one run.

    python -m tests.benchmarks.pages [--requests N] [--page NAME]

Makes a database of its own (SQLite, or on the server of DATABASE_URL), loads the
shipped dataset, serves it by gunicorn's sync workers on this machine and asks for each
page and for its floor in turn. The floor is a bare Django page that lists as many rows
with one query and as many ready-made cells (a class, an address, a word) in a bare
template. Rows and cells are counted in the page itself. Prints medians in
milliseconds, their ratio, and the queries of each page.
"""

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "overview": "/",
    "draft": "/drafts/us-28/?as_of=2025-11-20",
    "clause": "/drafts/us-28/clauses/7/?as_of=2025-11-20",
    "matrix": "/drafts/us-28/matrix/?as_of=2025-11-20",
    "matrix, evidence open": "/drafts/us-28/matrix/7/ukraine/?as_of=2025-11-20",
    "comparison": "/drafts/framework-20/compare/us-28/?as_of=2025-11-20",
    "sandbox": "/settlement/sandbox/?on.donbas-line=ceded&as_of=2025-11-20",
}
ROW = re.compile(r"<(?:tr|li|article|details)[ >]")
CELL = re.compile(r"<td[ >].*?</td>", re.DOTALL)
LINK = re.compile(r"<a[ >]")


def shown(body: str) -> tuple[int, int]:
    """How many rows and cells the main part of a page shows.

    A row is an item of a list or table; a cell is a cell of a table, or a link
    outside of one.
    """
    part = body.partition("<main")[2].partition("</main>")[0]
    without_cells, cells = CELL.subn("", part)
    return len(ROW.findall(part)), cells + len(LINK.findall(without_cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--page", choices=PAGES, action="append")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    with database(), served() as port:
        print(
            f"{'page':24}{'ms':>8}{'floor':>8}{'ratio':>8}{'rows':>7}{'cells':>7}",
            end="",
        )
        print(f"{'queries':>9}")
        for name in args.page or PAGES:
            report(name, PAGES[name], port, args.requests)


def report(name: str, page: str, port: int, requests: int) -> None:
    body = fetch(port, page)[1]
    rows, cells = shown(body)
    floor = f"/bare/{rows}/{cells}/"
    for _ in range(10):  # every worker has met both
        fetch(port, page), fetch(port, floor)
    times: dict[str, list[float]] = {page: [], floor: []}
    for _ in range(requests):
        for path in (page, floor):
            times[path].append(fetch(port, path)[0])
    took, least = median(times[page]), median(times[floor])
    print(
        f"{name:24}{1000 * took:8.1f}{1000 * least:8.1f}{took / least:8.2f}"
        f"{rows:7}{cells:7}{queries(page):9}"
    )


def fetch(port: int, path: str) -> tuple[float, str]:
    """Seconds until the whole answer was read, and the answer."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return time.perf_counter() - start, body


def queries(page: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        Client().get(page, headers={"host": "127.0.0.1"})
    return len(captured)


@contextmanager
def database() -> Iterator[None]:
    """A database with the shipped dataset, gone afterwards."""
    folder = tempfile.TemporaryDirectory()
    asked = os.environ.get("DATABASE_URL", "")
    if not asked.startswith("postgres"):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/benchmark.sqlite3"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    on_server = asked.startswith("postgres")
    if on_server:
        name = connection.creation.create_test_db(verbosity=0, serialize=False)
        os.environ["DATABASE_URL"] = f"{asked.rpartition('/')[0]}/{name}"
    else:
        call_command("migrate", verbosity=0)
    call_command("load_dataset", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    try:
        yield
    finally:
        if on_server:
            connection.creation.destroy_test_db(asked.rpartition("/")[2], verbosity=0)
        connection.close()
        folder.cleanup()


@contextmanager
def served() -> Iterator[int]:
    """The site under gunicorn with 2 × cores + 1 sync workers, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workers = 2 * (os.cpu_count() or 1) + 1
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(workers)),
            *("--log-level", "warning"),
        ],
        cwd=ROOT,
    )
    try:
        for _ in range(100):
            try:
                fetch(port, "/method/")
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
