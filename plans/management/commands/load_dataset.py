"""Load a dataset, the shipped one by default, in one transaction.

    manage.py load_dataset [PATH] [--overwrite] [--prune]

Loading twice changes nothing, and what editors changed is kept.
"""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from plans.dataset.load import load
from plans.dataset.problems import DatasetError
from plans.dataset.read import read_dataset
from plans.dataset.report import Counts, LoadReport

SHIPPED = Path(__file__).resolve().parents[2] / "data"
COLUMNS = ("created", "changed", "unchanged", "kept", "removed")


class Command(BaseCommand):
    help = "Loads a dataset; bad data is listed and then nothing is loaded."

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=SHIPPED,
            help="folder of the dataset; without it, the one that ships",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="take the dataset's version of records that editors changed, moved "
            "or deleted",
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="delete records that an earlier dataset brought and this one does not "
            "have; those that editors changed since only with --overwrite",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dataset = read_dataset(options["path"])
            with self._progress() as progress:
                report = load(
                    dataset,
                    overwrite=options["overwrite"],
                    prune=options["prune"],
                    progress=progress,
                )
        except DatasetError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(
                f"{count} problem{'s' if count > 1 else ''}; nothing was loaded."
            ) from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded: {error}".strip()) from None
        if options["verbosity"]:
            for line in describe(report, options["prune"]):
                self.stdout.write(line)

    @contextmanager
    def _progress(self) -> Iterator[Callable[[int, int], None] | None]:
        if not self.stderr.isatty():
            yield None
            return
        with tqdm(desc="Rows written", unit="", file=self.stderr, leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield show


def describe(report: LoadReport, prune: bool) -> Iterator[str]:
    """Yield the lines that tell what a load did."""
    yield f"Dataset {report.version}"
    yield from _table(report.counts.items())
    if report.kept:
        yield ""
        yield "Kept as editors left them; --overwrite takes the dataset's version:"
        yield from (f"  {kept}" for kept in report.kept)
    if gone := [each for each in report.gone if not each.removed]:
        yield ""
        yield "No longer in the dataset, and not deleted:"
        yield from (f"  {each}" for each in gone)
        if not prune:
            yield "--prune deletes them."


def _table(counts: Iterable[tuple[str, Counts]]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("", *COLUMNS)]
    for kind, count in counts:
        numbers = [str(getattr(count, column)) for column in COLUMNS]
        if any(number != "0" for number in numbers):
            rows.append((kind, *numbers))
    width = max(len(row[0]) for row in rows)
    for first, *rest in rows:
        cells = map(str.rjust, rest, map(len, COLUMNS))
        yield f"  {first.ljust(width)}  {'  '.join(cells)}"
