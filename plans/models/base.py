"""What several models share: tracking, identifiers, partial dates, constraints."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.constraints import BaseConstraint
from simple_history.manager import HistoricalQuerySet

from plans.models.recording import Records

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class PastQuerySet(HistoricalQuerySet):
    """Rows of the past that can prefetch like rows of the present."""

    def _fetch_all(self: Any) -> None:
        # The instances have the relations to prefetch, the historical rows have not.
        if self._result_cache is None:
            self._result_cache = list(self._iterable_class(self))
        self._instanceize()
        if self._prefetch_related_lookups and not self._prefetch_done:
            self._prefetch_related_objects()


class Tracked(models.Model):
    """A row whose every revision is kept, with who, when and why."""

    history = Records(inherit=True, historical_queryset=PastQuerySet)

    class Meta:
        abstract = True


class Ordered(models.Model):
    """A row that has a place among its siblings; gaps leave room between."""

    order = models.PositiveIntegerField(default=0, db_index=False)

    class Meta:
        abstract = True


def validate_partial_date(value: str) -> None:
    match = PARTIAL_DATE.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = match.groups(default="1")
        date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(
            "“%(value)s” is no date: write 2025, 2025-11 or 2025-11-20.",
            code="partial_date",
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """A day, a month or a year as ISO text: 2025-11-20, 2025-11, 2025.

    Such texts sort and compare like the first day that they stand for: a month
    comes before each of its days, and after every day of the month before.
    """

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)


class IdentifierField(models.CharField):
    """The dataset's own id in kebab-case; it stands in addresses and never changes."""

    default_validators = [
        RegexValidator(
            r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
            "Use small letters, digits and single hyphens, such as us-28.",
        )
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 80
        super().__init__(*args, **kwargs)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> Any:
    """A check constraint that holds a field to its choices."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}), name=name
    )


class CompositeForeignKey(BaseConstraint):
    """A foreign key over two columns, kept by the database.

    It holds a row to one that agrees with it in a second column: a clause's parent
    is in the clause's own draft. The first of `fields` is the foreign key that leads
    to the other table; its columns `to_fields` must be unique together. A null in
    any column satisfies it.
    """

    def __init__(
        self,
        *,
        fields: Iterable[str],
        to_fields: Iterable[str],
        name: str,
        violation_error_message: str | None = None,
    ) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.fields, self.to_fields = tuple(fields), tuple(to_fields)

    def _columns(self, model: type[models.Model], fields: tuple[str, ...]) -> list[str]:
        return [model._meta.get_field(name).column for name in fields]  # type: ignore[misc, union-attr]

    def _target(self, model: type[models.Model]) -> type[models.Model]:
        return model._meta.get_field(self.fields[0]).related_model  # type: ignore[return-value]

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        target = self._target(model)
        columns = ", ".join(map(quote, self._columns(model, self.fields)))
        to_columns = ", ".join(map(quote, self._columns(target, self.to_fields)))
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({columns}) "
            f"REFERENCES {quote(target._meta.db_table)} ({to_columns}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)
            return None
        quote = schema_editor.quote_name
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} "
            f"DROP CONSTRAINT {quote(self.name)}"
        )

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = "default"
    ) -> None:
        if exclude and set(self.fields) & set(exclude):
            return
        values = [
            getattr(instance, model._meta.get_field(name).attname)
            for name in self.fields
        ]
        if None in values:
            return
        wanted = dict(zip(self.to_fields, values, strict=True))
        target = self._target(model)
        if not target._base_manager.using(using).filter(**wanted).exists():
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to_fields": self.to_fields}
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CompositeForeignKey):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__
