"""Copies of the test database, to put it back as it was."""

import sqlite3
from typing import Protocol

from django.db import connection, connections


class Copy(Protocol):
    def restore(self) -> None:
        """Make the database what it was when the copy was made."""

    def drop(self) -> None:
        """Do away with the copy."""


def take_copy(name: str) -> Copy:
    """Copy the test database whole, under a name that is not taken yet.

    No transaction may be open. Both ways take a fraction of a second; flushing the
    tables and writing their rows again takes many.
    """
    if connection.vendor == "sqlite":
        return SqliteCopy()
    return PostgresCopy(f"{connection.settings_dict['NAME']}_{name}")


class SqliteCopy:
    def __init__(self) -> None:
        self.kept = sqlite3.connect(":memory:")
        self._stored().backup(self.kept)

    def restore(self) -> None:
        self.kept.backup(self._stored())

    def drop(self) -> None:
        self.kept.close()

    @staticmethod
    def _stored() -> sqlite3.Connection:
        connection.ensure_connection()
        stored = connection.connection
        assert isinstance(stored, sqlite3.Connection)
        return stored


class PostgresCopy:
    def __init__(self, name: str) -> None:
        self.stored = connection.settings_dict["NAME"]
        self.kept = name
        self._replace(self.kept, self.stored)

    def restore(self) -> None:
        self._replace(self.stored, self.kept)

    def drop(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.kept}"')

    def _replace(self, database: str, template: str) -> None:
        # Neither may be in use: this thread lets go, and FORCE ends what a request
        # that nobody waits for has left open.
        connections.close_all()
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    @staticmethod
    def _run(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
