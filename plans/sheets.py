"""What all sheets do alike: records as rows, through rows as cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model, QuerySet
from import_export import resources, widgets
from import_export.fields import Field
from tablib import Dataset

from plans import cells
from plans.analysis.comparison import Span, compare
from plans.models import Actor, Clause, Option, Source
from plans.rows import GAP, sync_rows


@dataclass(frozen=True)
class CellChange:
    """One cell of the preview, marked up."""

    column: str
    spans: tuple[Span, ...]


class CellChanges:
    """The cells that an import changes; takes the place of the library's HTML."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.columns = resource.get_export_headers()
        self.before = (
            [""] * len(self.columns) if new else resource.export_resource(instance)
        )
        self.after = self.before

    def compare_with(self, resource: Any, instance: Any, dry_run: bool = False) -> None:
        self.after = resource.export_resource(instance)

    def as_html(self) -> list[CellChange]:
        return [
            CellChange(column, compare(before, after))
            for column, before, after in zip(
                self.columns, self.before, self.after, strict=True
            )
            if before != after
        ]


class Lookups:
    """Everything that ids in a file can point to, read once."""

    def __init__(self) -> None:
        self.actors = {actor.slug: actor for actor in Actor.objects.all()}
        self.sources = {source.slug: source for source in Source.objects.all()}
        self.options = {
            (option.issue.slug, option.slug): option
            for option in Option.objects.select_related("issue")
        }

    def actor(self, slug: str) -> Actor:
        return _found(self.actors, slug, "actor")

    def source(self, slug: str) -> Source:
        return _found(self.sources, slug, "source")

    def option(self, issue: str, slug: str) -> Option:
        issues = {known: known for known, _ in self.options}
        _found(issues, issue, "issue")
        of_issue = {
            option: row
            for (known, option), row in self.options.items()
            if known == issue
        }
        return _found(of_issue, slug, f"option of {issue}")


def _found(known: dict[str, Any], slug: str, what: str) -> Any:
    if slug in known:
        return known[slug]
    close = get_close_matches(slug, known, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "correct the id."
    raise ValueError(f"There is no {what} “{slug}”: {hint}")


class SlugWidget(widgets.ForeignKeyWidget):
    """A foreign key as the id of what it points to."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model, field="slug")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        rows: Any = self.model._default_manager
        if found := rows.filter(slug=value).first():
            return found
        known = dict.fromkeys(rows.values_list("slug", flat=True))
        return _found(known, value, self.model._meta.verbose_name)


class ParentWidget(widgets.ForeignKeyWidget):
    """A parent clause as its number in the row's own draft."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        parent = Clause.objects.filter(draft__slug=row["draft"], number=value).first()
        if parent is None:
            raise ValueError(
                f"The draft has no clause {value}: correct the number, or put the row "
                "of the parent above this one."
            )
        return parent


class ChoiceWidget(widgets.CharWidget):
    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if value not in self.choices:
            allowed = ", ".join(self.choices)
            raise ValueError(f"“{value}” is none of: {allowed}.")
        return value


class RowsField(Field):
    """Through rows in one cell.

    `stored` reads the cells' values from a record, `write` makes text of them, `read`
    makes them of text, `check` says with a ValueError what is wrong with them, and
    `save` brings the record's rows in line.
    """

    def __init__(
        self,
        name: str,
        stored: Callable[[Any], list[Any]],
        read: Callable[[str], list[Any]],
        write: Callable[[Any], str],
        resolve: Callable[[Any, list[Any], Lookups], Any],
        apply: Callable[[Any, Any], None],
    ) -> None:
        super().__init__(attribute=name, column_name=name)
        self.stored, self.read, self.write = stored, read, write
        self.resolve, self.apply = resolve, apply

    def plan(self, instance: Any, text: str, lookups: Lookups) -> None:
        """Keep what the cell asks for until the record itself is saved."""
        values = self.read(text)
        planned = instance.__dict__.setdefault("_planned", {})
        planned[self.column_name] = (values, self.resolve(instance, values, lookups))

    def get_value(self, instance: Any) -> str:
        planned = instance.__dict__.get("_planned", {}).get(self.column_name)
        if planned:
            return self.write(planned[0])
        return self.write(self.stored(instance)) if instance.pk else ""

    def export(self, instance: Any, **kwargs: Any) -> str:
        return self.get_value(instance)

    def save_rows(self, instance: Any) -> None:
        planned = instance.__dict__.get("_planned", {}).get(self.column_name)
        if planned:
            self.apply(instance, planned[1])


class TrackedResource(resources.ModelResource):
    """A sheet of records: unchanged rows write nothing, errors name row and column."""

    noun = "record"

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        dataset.headers = [str(header or "").strip() for header in dataset.headers]
        known = self.get_export_headers()
        if strangers := [name for name in dataset.headers if name not in known]:
            raise ValueError(
                f"Unknown column {', '.join(f'“{name}”' for name in strangers)}. "
                f"The columns are: {', '.join(known)}."
            )
        wanted = list(self.get_import_id_fields())
        if missing := [name for name in wanted if name not in dataset.headers]:
            raise ValueError(
                f"The column {', '.join(missing)} is missing; it says which "
                f"{self.noun} a row is."
            )
        while len(dataset) and not any(dataset[-1]):
            del dataset[-1]
        self.lookups = Lookups()
        self.seen: dict[tuple[str, ...], int] = {}

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for name, value in row.items():
            row[name] = cells.unescape_formula(_text(value))
        key = tuple(row[name] for name in self.get_import_id_fields())
        first = self.seen.setdefault(key, kwargs["row_number"])
        if first != kwargs["row_number"]:
            raise ValidationError(
                f"The {self.noun} {', '.join(key)} already stands in row {first + 1}; "
                "leave one out."
            )

    def get_or_init_instance(self, loader: Any, row: Any) -> tuple[Any, bool]:
        try:
            return super().get_or_init_instance(loader, row)
        except ValueError as error:
            raise ValidationError(
                {self.get_import_id_fields()[0]: str(error)}
            ) from None

    def after_init_instance(
        self, instance: Any, new: bool, row: Any, **kwargs: Any
    ) -> None:
        instance._as_stored = None if new else _values(instance)

    def import_field(
        self, field: Field, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        if field.column_name not in row:
            return
        if isinstance(field, RowsField):
            field.plan(instance, row[field.column_name], self.lookups)
        elif field.column_name != "order" or row["order"]:
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,
    ) -> None:
        errors = dict(import_validation_errors or {})
        if not errors:
            errors = self.check(instance)
        super().validate_instance(instance, errors, validate_unique)

    def check(self, instance: Any) -> dict[str, Any]:
        """What rows and record say against each other, by column."""
        return {}

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        if is_create and not instance.order:
            last = self.siblings(instance).aggregate(last=Max("order"))["last"]
            instance.order = (last or 0) + GAP
        if is_create or instance._as_stored != _values(instance):
            super().do_instance_save(instance, is_create)

    def siblings(self, instance: Any) -> QuerySet[Any]:
        return type(instance)._default_manager.all()

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        for field in self.get_import_fields():
            if isinstance(field, RowsField):
                field.save_rows(instance)

    def export(self, queryset: Any = None, **kwargs: Any) -> Dataset:
        plain = super().export(queryset, **kwargs)
        escaped = Dataset(headers=plain.headers)
        for row in plain:
            escaped.append([cells.escape_formula(cell) for cell in row])
        return escaped

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return self.loaded(queryset)

    def get_queryset(self) -> Any:
        # Nobody can edit between the comparison with what is stored and the save.
        return self.loaded(super().get_queryset()).select_for_update(of=("self",))

    def loaded(self, queryset: Any) -> Any:
        """The queryset with everything that a row of the sheet needs."""
        return queryset

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> str:
        return _text(super().export_field(field, instance, **kwargs))

    @classmethod
    def get_diff_class(cls) -> type[CellChanges]:
        return CellChanges


def _values(instance: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
    }


def _text(value: Any) -> str:
    """A cell as text, whatever a spreadsheet made of it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").strip()


def in_order(rows: Any) -> list[Any]:
    return sorted(rows.all(), key=lambda row: (row.order, row.pk))


def stored_sources(record: Any) -> list[cells.SourceCell]:
    return [
        cells.SourceCell(row.source.slug, row.locator)
        for row in in_order(record.citations)
    ]


def resolve_sources(record: Any, values: list[Any], lookups: Lookups) -> Any:
    return [
        {"source": lookups.source(cell.source), "locator": cell.locator}
        for cell in values
    ]


def apply_sources(record: Any, wanted: Any) -> None:
    sync_rows(record, "citations", wanted, ("source", "locator"))


def sources_field() -> RowsField:
    return RowsField(
        "sources",
        stored_sources,
        cells.read_sources,
        cells.write_sources,
        resolve_sources,
        apply_sources,
    )
