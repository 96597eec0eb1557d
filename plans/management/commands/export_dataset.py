"""Write the records to files that `load_dataset` reads.

    manage.py export_dataset DIR

The version is that of the dataset that was loaded last, marked as edited where anyone
changed a record since. The order of the records and what editors wrote stay as they
are; where the files would be refused, the reasons are listed.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.dataset.dump import dump_dataset
from plans.dataset.past import stored_version
from plans.dataset.problems import DatasetError
from plans.dataset.read import read_dataset
from plans.dataset.write import write_dataset


class Command(BaseCommand):
    help = "Writes the records to a folder that is new, empty or holds a dataset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        directory = options["directory"]
        dataset = dump_dataset(stored_version())
        try:
            write_dataset(dataset, directory)
        except DatasetError as error:
            self._tell(error)
            raise CommandError(
                f"{directory} holds something else than a dataset; nothing was written."
            ) from None
        except OSError as error:
            raise CommandError(f"{directory}: {error.strerror}.") from None
        self._check(directory)
        if options["verbosity"]:
            self.stdout.write(f"Dataset {dataset.version} is in {directory}.")

    def _check(self, directory: Path) -> None:
        """Read the files back: editors may have written what files must not hold."""
        try:
            read_dataset(directory)
        except DatasetError as error:
            self._tell(error)
            raise CommandError(
                f"All was written to {directory}, but load_dataset would refuse it: "
                "correct the records listed, or the files."
            ) from None

    def _tell(self, error: DatasetError) -> None:
        for problem in error.problems:
            self.stderr.write(str(problem))
