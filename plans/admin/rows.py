"""Through rows in a form, shown as a choice of what they point at."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import Model

from plans.rows import sync_rows


class RelatedRowsField(forms.ModelMultipleChoiceField):
    """The targets of a record's through rows; the form saves the rows that differ.

    `through` is the model of the rows, `target` the foreign key that is chosen from,
    `accessor` the record's name for its rows; `fixed` narrows the rows to those with
    these values. `scope` names a field of the form that narrows the choice, and the
    parameter by which the search is told.
    """

    def __init__(
        self,
        through: type[Model],
        accessor: str,
        target: str,
        fixed: dict[str, Any] | None = None,
        scope: tuple[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.through, self.accessor, self.target = through, accessor, target
        self.fixed = fixed or {}
        foreign_key: Any = through._meta.get_field(target)
        attrs = scope_attrs(scope)
        kwargs.setdefault("required", False)
        kwargs["queryset"] = foreign_key.related_model._default_manager.all()
        kwargs["widget"] = SeveralChoices(foreign_key, admin.site, attrs=attrs)
        super().__init__(**kwargs)

    def chosen(self, owner: Model) -> list[Any]:
        """The keys of the targets stored for a record, in their order."""
        rows = getattr(owner, self.accessor).filter(**self.fixed)
        ordered = rows.order_by("order", "id")
        return list(ordered.values_list(f"{self.target}_id", flat=True))

    def save(self, owner: Model, targets: Any) -> None:
        """Keep the rows that are still chosen, as they are; delete and add the rest."""
        stored = self.chosen(owner)
        by_key = {target.pk: target for target in targets}
        order = [key for key in stored if key in by_key]
        order += [key for key in by_key if key not in stored]
        wanted = [{self.target: by_key[key]} for key in order]
        # The rows are told apart by what they point at.
        sync_rows(owner, self.accessor, wanted, (self.target,), self.fixed)


class SeveralChoices(AutocompleteSelectMultiple):
    """An autocomplete of several rows, each with its own cross to remove it.

    The one cross for all that Django asks for would stand in the list as no item of it.
    """

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}


def scope_attrs(scope: tuple[str, str] | None) -> dict[str, str]:
    """What tells the script which field narrows an autocomplete, and as what."""
    if scope is None:
        return {}
    field, parameter = scope
    return {"data-scope": f"id_{field}", "data-scope-parameter": parameter}


class RelatedRowsForm(forms.ModelForm):
    """A form whose `RelatedRowsField`s are loaded and saved along with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self._row_fields():
            if self.instance.pk:
                self.initial[name] = field.chosen(self.instance)

    def _row_fields(self) -> Iterator[tuple[str, RelatedRowsField]]:
        for name, field in self.fields.items():
            if isinstance(field, RelatedRowsField):
                yield name, field

    @property
    def own_changes(self) -> list[str]:
        """The changed fields that are stored in the record's own row."""
        rows = {name for name, _ in self._row_fields()}
        return [name for name in self.changed_data if name not in rows]

    def save_rows(self) -> None:
        for name, field in self._row_fields():
            if name in self.changed_data:
                field.save(self.instance, self.cleaned_data[name])
