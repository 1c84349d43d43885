"""What coordinators answer about an audience: its name, its rules in groups, and who is left out.

The whole form comes back with each press of a button, so that rules can be added and taken away without JavaScript.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict

from community.characters import refuse_hidden_characters
from directory.forms.fields import line
from directory.search import clean
from outreach import exclusions, traits
from outreach.audience_rules import LONGEST, MOST_GROUPS, MOST_RULES, MOST_VALUES, Group, Match, Rule, Rules, WrongRules
from outreach.exclusions import Exclusion
from outreach.models import Audience
from outreach.traits import MOST_DAYS, TRAITS
from outreach.traits.trait import Choices, Takes, Trait

FIELDS = {Takes.CHOICES: "chosen", Takes.DAYS: "days", Takes.WORDS: "words"}
FEW = 6  # choices that need no box of their own to scroll in
DAYS_LEFT_ALONE = "14"  # as offered at first


@dataclass(frozen=True)
class Draft:
    """An audience as it is typed just now; its rules may lack values yet."""

    name: str = ""
    is_shared: bool = True
    rules: Rules = field(default_factory=Rules)
    left_out: Mapping[str, list[str]] = field(default_factory=lambda: {"lately": [DAYS_LEFT_ALONE]})

    @classmethod
    def known(cls, audience: Audience) -> "Draft":
        """Return what an audience is now. Raises WrongRules."""
        rules = audience.read_rules
        for rule in rules.every:
            traits.check(rule)
        return cls(audience.name, audience.is_shared, rules, audience.exclusions)

    @classmethod
    def posted(cls, data: QueryDict) -> "Draft":
        """Return what was typed, as far as it makes sense."""
        groups = tuple(
            Group(match_of(data, f"g{number}-match"), tuple(posted_rules(data, number)))
            for number in range(MOST_GROUPS)
            if f"g{number}-match" in data
        )
        left_out = {found.key: posted_exclusion(data, found) for found in exclusions.optional() if found.key in data}
        name = data.get("name", "")[:LONGEST]
        return cls(name, data.get("whose") != "mine", Rules(match_of(data, "match"), groups), left_out)

    def changed(self, do: str, data: QueryDict) -> "Draft":
        """Return the draft after a press of a button: a rule or a group added or taken away."""
        verb, _, place = do.partition("-")
        first, _, second = place.partition("-")
        groups = list(self.rules.groups)
        if verb == "group" and len(groups) < MOST_GROUPS:
            groups.append(Group())
        elif (number := number_of(first, len(groups))) is not None:
            group = groups[number]
            if verb == "add" and (trait := TRAITS.get(data.get(f"g{number}-new", ""))):
                rules = (*group.rules, Rule(trait.key, next(iter(trait.operators))))
                groups[number] = replace(group, rules=rules[:MOST_RULES])
            elif verb == "remove" and (at := number_of(second, len(group.rules))) is not None:
                groups[number] = replace(group, rules=group.rules[:at] + group.rules[at + 1 :])
            elif verb == "part":
                groups.pop(number)
        return replace(self, rules=replace(self.rules, groups=tuple(groups)))

    def without(self, campaign: str) -> "Draft":
        """Return the draft without those to whom a campaign, by its id, went or goes."""
        chosen = dict.fromkeys([*self.left_out.get("received", []), campaign])
        return replace(self, left_out={**self.left_out, "received": list(chosen)})

    @property
    def finished(self) -> Rules:
        """Return the rules that can be asked already."""
        groups = [replace(group, rules=tuple(filter(is_finished, group.rules))) for group in self.rules.groups]
        return replace(self.rules, groups=tuple(group for group in groups if group.rules))

    @property
    def asked_exclusions(self) -> dict[str, list[str]]:
        """Return the exclusions that can be asked already."""
        return {key: list(values) for key, values in self.left_out.items() if is_whole(key, values)}


def number_of(text: str, count: int) -> int | None:
    """Return the place that a button names, or None where there is none such."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < count else None


def match_of(data: QueryDict, name: str) -> Match:
    """Return whether all must be true, or any."""
    return Match.ANY if data.get(name) == Match.ANY else Match.ALL


def posted_rules(data: QueryDict, group: int) -> Iterator[Rule]:
    """Yield the rules of one group as typed."""
    for number in range(MOST_RULES):
        prefix = f"g{group}r{number}"
        trait = TRAITS.get(data.get(f"{prefix}-trait", ""))
        if trait:
            op = data.get(f"{prefix}-op", "")
            op = op if op in trait.operators else next(iter(trait.operators))
            yield Rule(trait.key, op, posted_values(data, prefix, trait.operators[op].takes))


def posted_values(data: QueryDict, prefix: str, takes: Takes) -> tuple[str, ...]:
    """Return what was typed or ticked beside an operator, without what no database takes."""
    if takes is Takes.NOTHING:
        return ()
    typed = data.getlist(f"{prefix}-{FIELDS[takes]}")[: MOST_VALUES if takes is Takes.CHOICES else 1]
    return tuple(clean(value).strip()[:LONGEST] for value in typed)


def posted_exclusion(data: QueryDict, found: Exclusion) -> list[str]:
    """Return what was typed or ticked beside an exclusion."""
    return list(posted_values(data, found.key, found.takes))


def is_finished(rule: Rule) -> bool:
    """Tell whether a rule can be asked."""
    try:
        traits.check(rule)
    except WrongRules:
        return False
    return True


def is_whole(key: str, values: Sequence[str]) -> bool:
    """Tell whether an exclusion can be asked."""
    try:
        exclusions.check({key: values})
    except WrongRules:
        return False
    return True


def days_field(*, required: bool, label: str = "How many days") -> forms.IntegerField:
    """Return the question for a number of days."""
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_DAYS,
        required=required,
        error_messages={"required": "Say how many days."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def ticks(label: str, choices: Choices, *, required: bool) -> forms.MultipleChoiceField:
    """Return the question for any number of choices."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        error_messages={"required": "Tick at least one."},
        widget=forms.CheckboxSelectMultiple,
    )


class RuleForm(forms.Form):
    """One rule: how its trait is compared, and with what."""

    trait = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, trait: Trait, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.is_long = trait, len(choices) > FEW
        named = [(key, op.label.format(days="… days")) for key, op in trait.operators.items()]
        self.fields["op"] = forms.ChoiceField(label=trait.label, choices=named)
        if len(named) == 1:
            self.fields["op"].widget = forms.HiddenInput()
        is_only = len({operator.takes for operator in trait.operators.values()}) == 1
        if trait.takes(Takes.CHOICES):
            self.fields["chosen"] = ticks("Any of these", choices, required=is_only)
        if trait.takes(Takes.DAYS):
            self.fields["days"] = days_field(required=is_only)
        if trait.takes(Takes.WORDS):
            self.fields["words"] = line("Words", LONGEST, required=is_only)

    def clean(self) -> None:
        """Refuse a number of days that is missing where the operator needs it."""
        takes = self.of.operators[self.cleaned_data["op"]].takes if "op" in self.cleaned_data else Takes.NOTHING
        if takes is Takes.DAYS and "days" not in self.errors and self.cleaned_data.get("days") is None:
            self.add_error("days", "Say how many days.")

    @staticmethod
    def known(rule: Rule) -> dict[str, Any]:
        """Return a rule as this form asks it."""
        takes = TRAITS[rule.trait].operators[rule.op].takes
        values = list(rule.values) if takes is Takes.CHOICES else "".join(rule.values)
        return {"trait": rule.trait, "op": rule.op, FIELDS.get(takes, ""): values}


class AboutForm(forms.Form):
    """What the audience is called, and whose it is."""

    name = forms.CharField(
        label="What is it called?",
        max_length=LONGEST,
        help_text="Such as: manufacturers in Rivertown we have not spoken with this year.",
        error_messages={"required": "Give it a name."},
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    whose = forms.ChoiceField(
        label="Who sees it?",
        choices=[("team", "The whole team"), ("mine", "Only me")],
        widget=forms.RadioSelect,
    )


class ExclusionForm(forms.Form):
    """One reason to leave somebody out, chosen or not."""

    def __init__(self, *args: Any, exclusion: Exclusion, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = exclusion
        ends_with = " … days" if exclusion.takes is Takes.DAYS else ""
        self.fields[exclusion.key] = forms.BooleanField(label=f"{exclusion.label}{ends_with}", required=False)
        if exclusion.takes is Takes.DAYS:
            self.fields[f"{exclusion.key}-days"] = days_field(required=False)
        if exclusion.takes is Takes.CHOICES:
            self.fields[f"{exclusion.key}-chosen"] = ticks("Any of these", choices, required=False)

    def clean(self) -> None:
        """Refuse what was ticked and not said in full."""
        if not self.cleaned_data.get(self.of.key):
            return
        for part, problem in (("days", "Say how many days."), ("chosen", "Tick at least one.")):
            name = f"{self.of.key}-{part}"
            if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, problem)

    @staticmethod
    def known(exclusion: Exclusion, left_out: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return what is chosen, as this form asks it."""
        values = list(left_out.get(exclusion.key, []))
        days = "".join(values) if exclusion.key in left_out else DAYS_LEFT_ALONE
        return {
            exclusion.key: exclusion.key in left_out,
            f"{exclusion.key}-days": days,
            f"{exclusion.key}-chosen": values,
        }


class AudienceForm:
    """All of it: asked anew from a draft, or checked as it was posted."""

    def __init__(self, draft: Draft, names: traits.Names, data: QueryDict | None = None) -> None:
        self.draft, self.names = draft, names
        whose = "team" if draft.is_shared else "mine"
        self.about = AboutForm(data, initial={"name": draft.name, "whose": whose})
        self.groups = [
            (group, [self.of_rule(rule, f"g{first}r{second}", data) for second, rule in enumerate(group.rules)])
            for first, group in enumerate(draft.rules.groups)
        ]
        offered = [(found, found.choices(names.community)) for found in exclusions.optional()]
        self.exclusions = [
            ExclusionForm(data, exclusion=found, choices=choices, initial=ExclusionForm.known(found, draft.left_out))
            for found, choices in offered
            if choices or found.takes is not Takes.CHOICES
        ]

    def of_rule(self, rule: Rule, prefix: str, data: QueryDict | None) -> RuleForm:
        """Return the form of one rule; what it names and is no choice any more can be kept."""
        trait = TRAITS[rule.trait]
        offered = dict(self.names.of(trait))
        if trait.takes(Takes.CHOICES):
            offered |= {value: self.names.name(trait, value) for value in rule.values if value not in offered}
        initial = RuleForm.known(rule)
        return RuleForm(data, prefix=prefix, trait=trait, choices=list(offered.items()), initial=initial)

    @property
    def forms(self) -> list[forms.Form]:
        """Return its parts in the order of the page."""
        return [self.about, *(form for _group, rules in self.groups for form in rules), *self.exclusions]

    def is_valid(self) -> bool:
        """Tell whether all of it can be kept."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 -- every part says what is wrong with it
