"""What is asked when two records become one: in each field that differs, which of the two is right."""

from dataclasses import dataclass
from typing import Any

from django import forms

KEPT, GONE = "kept", "gone"


@dataclass(frozen=True)
class Line:
    """One field of both records, as a person reads it."""

    name: str
    label: str
    kept: str
    gone: str
    chosen: str = KEPT

    @property
    def is_equal(self) -> bool:
        """Tell whether both say the same."""
        return self.kept == self.gone


class MergeForm(forms.Form):
    """A choice for each field that differs; what only one of them knows is chosen beforehand."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            if not line.is_equal:
                self.fields[line.name] = forms.ChoiceField(
                    label=line.label,
                    choices=[(KEPT, line.kept), (GONE, line.gone)],
                    initial=KEPT if line.kept else GONE,
                )

    @property
    def taken(self) -> list[str]:
        """Return the fields in which the record that goes is right."""
        return [name for name, chosen in self.cleaned_data.items() if chosen == GONE]

    @property
    def differing(self) -> list[Line]:
        """Return the lines to choose in, each with what is chosen now."""
        return [
            Line(line.name, line.label, line.kept, line.gone, str(self[line.name].value()))
            for line in self.lines
            if not line.is_equal
        ]

    @property
    def equal(self) -> list[Line]:
        """Return the lines in which both say the same."""
        return [line for line in self.lines if line.is_equal and line.kept]
