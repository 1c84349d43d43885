"""The ledger of a merge: every row that it points elsewhere, changes or drops, so that undoing can play it backwards.

Apps that hold rows of an organization or a person write only through it when two become one.
"""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

AT_ONCE = 500  # keys in one statement

Row = models.Model
Step = dict[str, Any]


class CannotMerge(Exception):
    """The two cannot become one; the message says why."""


class CannotUndo(Exception):
    """They cannot be parted again; the message says what stands in the way."""


class Ledger:
    """What a merge does to rows, in order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.handled: set[tuple[str, str]] = set()  # which fields were taken care of, whether or not rows were found

    def point(self, model: type[Row], field: str, old: Row, new: Row) -> list[Any]:
        """Point all rows of a model from one record to another and return their keys.

        A row that its table allows once only (two ties to the same person become one) is dropped, and comes back when
        the merge is undone.
        """
        label = model._meta.label_lower
        self.handled.add((label, field))
        rows = model._meta.base_manager.filter(**{field: old})
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            return keys
        try:
            with transaction.atomic():
                rows.update(**{field: new})
        except IntegrityError:
            keys = [key for key in keys if self.fits(model, key, field, new)]
        self.steps.append({"do": "point", "model": label, "field": field, "rows": keys, "from": old.pk, "to": new.pk})
        return keys

    def fits(self, model: type[Row], key: Any, field: str, new: Row) -> bool:
        """Point one row, or drop it where the other record has the same; return whether it was pointed."""
        row = model._meta.base_manager.filter(pk=key)
        try:
            with transaction.atomic():
                row.update(**{field: new})
        except IntegrityError:
            self.drop(row.get())
            return False
        return True

    def change(self, row: Row, *, is_loose: bool = False, **fields: Any) -> None:
        """Change fields of a row, and whatever its own saving changes with them.

        A loose change stands in nobody's way: undoing leaves a row alone that was changed or deleted since.
        """
        before = written(row)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        after = written(row)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            self.steps.append(
                {
                    "do": "change",
                    "model": row._meta.label_lower,
                    "row": row.pk,
                    "before": {name: before[name] for name in changed},
                    "after": {name: after[name] for name in changed},
                    **({"is_loose": True} if is_loose else {}),
                }
            )

    def dropped(self, model: type[Row]) -> list[Any]:
        """Return the keys of the rows of a model that were deleted so far."""
        label = model._meta.label_lower
        return [step["row"] for step in self.steps if step["do"] == "drop" and step["model"] == label]

    def drop(self, row: Row) -> None:
        """Delete a row on which nothing hangs any more, and keep it here as it was.

        Raises CannotMerge where something still hangs on it: no app has taken care of that.
        """
        for relation in relations_of(type(row)):
            hanging = relation.related_model._meta.base_manager.filter(**{relation.field.name: row})
            if hanging.exists():
                raise CannotMerge(
                    f"{row} still has {relation.related_model._meta.verbose_name_plural} that cannot be moved."
                )
        self.steps.append({"do": "drop", "model": row._meta.label_lower, "row": row.pk, "was": written(row)})
        row._meta.base_manager.filter(pk=row.pk).delete()


def relations_of(model: type[Row]) -> list[Any]:
    """Return the foreign keys that point at a model, those without a name on its side included."""
    fields: list[Any] = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]


def written(row: Row) -> dict[str, Any]:
    """Return a row's columns as they can be kept in JSON, exactly, but those that the database works out."""
    return {
        field.attname: None if field.value_from_object(row) is None else field.value_to_string(row)
        for field in row._meta.concrete_fields
        if not field.generated
    }


def read(model: type[Row], columns: dict[str, Any]) -> dict[str, Any]:
    """Return what was written as values again."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: None if value is None else fields[name].to_python(value) for name, value in columns.items()}


def play_back(steps: list[Step]) -> None:
    """Undo the steps of a merge, the last first; raises CannotUndo where somebody changed the same since."""
    try:
        with transaction.atomic():
            for step in reversed(steps):
                {"point": point_back, "change": change_back, "drop": put_back}[step["do"]](step)
            tables = {apps.get_model(step["model"])._meta.db_table for step in steps}
            connection.check_constraints(table_names=sorted(tables))
    except IntegrityError as problem:
        raise CannotUndo(
            "What was added since takes the place of something that would come back, such as an address or a mail "
            "domain. Remove that first."
        ) from problem


def point_back(step: Step) -> None:
    """Point rows to where they were; those deleted since stay deleted."""
    model = apps.get_model(step["model"])
    for start in range(0, len(step["rows"]), AT_ONCE):
        rows = model._meta.base_manager.filter(pk__in=step["rows"][start : start + AT_ONCE])
        if elsewhere := rows.exclude(**{step["field"]: step["to"]}).first():
            raise CannotUndo(f"{name_of(model)} “{elsewhere}” was moved again since. Undo that first.")
        rows.update(**{step["field"]: step["from"]})


def change_back(step: Step) -> None:
    """Give a row's fields the values they had.

    Raises CannotUndo where they are no longer what the merge wrote, unless the change was a loose one.
    """
    model = apps.get_model(step["model"])
    row = model._meta.base_manager.filter(pk=step["row"]).first()
    now = written(row) if row else {}
    if step.get("is_loose") and any(now.get(name) != value for name, value in step["after"].items()):
        return
    if row is None:
        raise CannotUndo(f"{name_of(model)} was deleted since.")
    for field in model._meta.concrete_fields:
        if field.attname in step["after"] and now[field.attname] != step["after"][field.attname]:
            raise CannotUndo(f"“{row}” was changed since: its {field.verbose_name} is not what the merge left.")
    model._meta.base_manager.filter(pk=step["row"]).update(**living(model, read(model, step["before"])))


def put_back(step: Step) -> None:
    """Write a dropped row again under its old key; raises CannotUndo where what it belongs to is gone since."""
    model = apps.get_model(step["model"])
    model(**living(model, read(model, step["was"]))).save_base(raw=True, force_insert=True)


def living(model: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    """Return values without keys of what was deleted since, where a row may do without, as its own deletion would do.

    Raises CannotUndo where it may not.
    """
    for field in model._meta.concrete_fields:
        key = values.get(field.attname)
        if not isinstance(field, models.ForeignKey) or key is None:
            continue
        other: Any = field.related_model
        if other._meta.base_manager.filter(pk=key).exists():
            continue
        if not field.null:
            what, whose = str(other._meta.verbose_name), str(model._meta.verbose_name)
            article = "an" if whose[0] in "aeiou" else "a"
            raise CannotUndo(
                f"The {what} of {article} {whose} that would come back is gone since. Bring it back first."
            )
        values[field.attname] = None
    return values


def name_of(model: type[Row]) -> str:
    """Return what a row is called at the beginning of a sentence."""
    return f"The {model._meta.verbose_name}"
