"""Checking: what is in the way of a campaign, and what somebody should look at before it leaves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from community.models import Community
from outreach.bylines import Standing
from outreach.course import StepKind, problem_at_start
from outreach.models import Campaign, Step
from outreach.outbox import common_of
from outreach.personal import LINKS, Addressee, answers_in, lacks, missing, odd_links
from outreach.personal import named as named_places
from outreach.pinning import Words

MOST = 25  # people named with an empty place


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what it is, whether it is well, what is wrong, and where it is put right."""

    what: str
    is_well: bool = True
    is_in_the_way: bool = True
    words: str = ""
    url: str = ""
    verb: str = ""
    ways: tuple[tuple[str, str], ...] = ()  # further verbs, each with its address


@dataclass(frozen=True)
class Empty:
    """A place that is empty for somebody."""

    one: Addressee
    step: Step
    names: tuple[str, ...]


@dataclass(frozen=True)
class Sieve:
    """What keeps steps from some of those who are reached, as far as the day of the start tells."""

    signed: Collection[int | None]  # organizations
    first_day: int  # on which the first steps come

    def problem(self, step: Step, one: Addressee) -> str:
        """Return why a step is not for somebody, by what their organization has signed; else an empty text."""
        has_signed, is_first_day = one.organization_id in self.signed, step.days == self.first_day
        return problem_at_start(step.condition, has_signed=has_signed, is_first_day=is_first_day)

    def goes_to(
        self, step: Step, people: Sequence[Addressee], empty: Sequence[Empty], off: Collection[int]
    ) -> list[Addressee]:
        """Return who gets a step: not whom it is not for, whom a letter lacks a place of, or an advocate took off."""
        is_letter = step.kind == StepKind.LETTER
        unfilled = {one.one.email for one in empty if one.step.pk == step.pk and is_letter}
        reached = [one for one in people if not one.left_out and one.email not in unfilled]
        return [one for one in reached if one.person_id not in off and not self.problem(step, one)]


def empties(
    campaign: Campaign, steps: Sequence[Step], words: dict[int, Words], people: Sequence[Addressee]
) -> list[Empty]:
    """Return everybody for whom a place in a letter is empty, step by step."""
    known = {**common_of(campaign.community, ""), **dict.fromkeys(LINKS, "link")}
    wanted = []
    for step in steps:
        names = missing(words[step.pk].subject + "\n" + words[step.pk].body, known)
        if names:
            wanted.append((step, names, words[step.pk].name or campaign.messenger))
    return [
        Empty(one, step, empty)
        for one in people
        for step, names, speaks in wanted
        if (empty := lacks(one, names, speaks))
    ]


def checks(
    campaign: Campaign,
    steps: Sequence[Step],
    words: dict[int, Words],
    people: Sequence[Addressee],
    *,
    empty: Sequence[Empty],
    named: Mapping[int, Standing],
    sieve: Sieve,
) -> list[Check]:
    """Return what was looked at, what is in the way first."""
    community, letters = campaign.community, [step for step in steps if step.kind == StepKind.LETTER]
    change = reverse("outreach:campaign-change", args=[campaign.pk])
    reached = sum(not one.left_out for one in people)
    found = [
        *(of_sender(community) if letters or not steps else ()),
        Check("Audience", campaign.audience is not None, words="Say whom it is for.", url=change, verb="Choose one"),
        Check(
            "Somebody to reach",
            reached > 0 or campaign.audience is None,
            words="Nobody of the audience can be reached today.",
            url=change,
            verb="Choose another",
        ),
        Check(
            "A first step",
            bool(steps),
            words="It has no letter yet, and no task.",
            url=reverse("outreach:campaign-step-add", args=[campaign.pk]),
            verb="Write it",
        ),
        *(of_step(step, words[step.pk]) for step in letters if words[step.pk].problems),
        empty_places(campaign, empty),
        *in_names(letters, words, people, empty=empty, named=named, sieve=sieve),
        *(links(letters, words) if letters else ()),
    ]
    return sorted(found, key=lambda check: (check.is_well, not check.is_in_the_way))


def of_sender(community: Community) -> list[Check]:
    """Return whether letters would say who sends them."""
    return [
        Check(
            "Postal address",
            bool(community.postal_address.strip()),
            words="The law asks for it in every letter of a campaign.",
            url=reverse("community:settings-part", args=["letters"]),
            verb="Enter it",
        ),
        Check(
            "Contact person",
            bool(community.contact_name.strip() and community.contact_email.strip()),
            words="Replies go to a named person.",
            url=reverse("community:settings-part", args=["contact"]),
            verb="Name one",
        ),
    ]


def of_step(step: Step, words: Words) -> Check:
    """Return what is in the way of one letter: an answer nobody approved, a number too old to be told.

    What is put right in the answers leads there; a number that stands in the letter's own words, to those.
    """
    return Check(
        f"Words of step {step.number}",
        False,
        words=" ".join(words.problems),
        url=reverse("outreach:words") if answers_in(step.body) else step.get_absolute_url(),
        verb="Look",
    )


def empty_places(campaign: Campaign, empty: Sequence[Empty]) -> Check:
    """Return whether every place is filled for everybody; where one is not, that person gets no such letter."""
    count = len({one.one.person_id for one in empty})
    who = "One person has" if count == 1 else f"{count:,} people have"
    return Check(
        "Every place filled for everybody",
        not empty,
        is_in_the_way=False,
        words=f"{who} nothing for a place in the words: such a letter does not go to them, and a task is called "
        "without it. Say what stands there instead, such as ((first name??there)), or fill in what is missing.",
        url=f"{campaign.get_absolute_url()}#empty",
        verb="See who",
    )


def in_names(
    letters: Sequence[Step],
    words: Mapping[int, Words],
    people: Sequence[Addressee],
    *,
    empty: Sequence[Empty],
    named: Mapping[int, Standing],
    sieve: Sieve,
) -> Iterator[Check]:
    """Yield for each letter in an advocate's name whether they stand behind it as it is now, and whether it says so."""
    for step in letters:
        if (standing := named.get(step.pk)) is None:
            continue
        byline, here = standing.byline, words[step.pk]
        listed = [one.person_id or 0 for one in sieve.goes_to(step, people, empty, standing.off)]
        lacks = standing.lacks(here.print, listed)
        yield Check(
            f"Step {step.number} in the name of {byline.name}",
            not lacks.words,
            words=lacks.words,
            url=byline.get_absolute_url(),
            verb=lacks.verb,
        )
        if "messenger" not in named_places(here.body) and byline.name not in here.body:
            yield Check(
                f"Who writes step {step.number}",
                False,
                is_in_the_way=False,
                words=f"Its words do not say that {byline.name} writes. Put ((messenger)) under them.",
                url=step.get_absolute_url(),
                verb="Put it in",
            )


def links(letters: Sequence[Step], words: dict[int, Words]) -> list[Check]:
    """Return what is odd about where letters lead."""
    bodies = [words[step.pk].body for step in letters]
    odd = odd_links(bodies)
    leads = any("sign-up link" in named_places(body) for body in bodies)
    first = letters[0].get_absolute_url()
    return [
        Check(
            "Addresses in the letters",
            not odd,
            is_in_the_way=False,
            words=f"Look at {', '.join(odd)}: it should begin with https:// and lead somewhere in the open.",
            url=first,
            verb="Change it",
        ),
        Check(
            "A way to sign",
            leads,
            is_in_the_way=False,
            words="No letter has ((sign-up link)): nobody’s signature will be credited to this campaign.",
            url=first,
            verb="Put it in",
        ),
    ]
