"""Readable: what upper apps keep from some of the team, who may read everything else."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from community.models import User

Rows = TypeVar("Rows", bound="QuerySet[Any]")


class Readable:
    """The conditions under which rows of one model are read; every page that shows such rows asks here."""

    def __init__(self) -> None:
        self.conditions: list[Callable[[User], Q]] = []

    def add(self, condition: Callable[[User], Q]) -> None:
        """Keep something: `condition` takes the reader, and returns what is true of the rows they may read."""
        self.conditions.append(condition)

    def by(self, reader: User, rows: Rows) -> Rows:
        """Return the rows among these that somebody of the team may read."""
        for condition in self.conditions:
            rows = rows.filter(condition(reader))
        return rows
