"""A rule: what each part of an application asks, and of which kinds of provider; each is asked only what applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from providers.kinds import Barrier, Kind
from providers.parts import Key

TRAINS = frozenset({Kind.TRAINING_PROVIDER, Kind.ON_RAMP})
PLACES = frozenset({Kind.TRAINING_PROVIDER, Kind.INTERMEDIARY})
REPORTS = TRAINS | PLACES
ALL = frozenset(Kind)
NONE: frozenset[Kind] = frozenset()
SHORT, LONG = 200, 4_000  # characters


@dataclass(frozen=True)
class Question:
    """One question. `kinds` are asked it; of them `may_skip` need not answer; `otherwise` words it for some."""

    name: str
    label: Any
    hint: Any = ""
    kinds: frozenset[Kind] = ALL
    may_skip: frozenset[Kind] = NONE
    otherwise: Mapping[Kind, Any] = field(default_factory=dict)
    rows: int = 5  # of the box; 1 is a line
    most: int = LONG
    is_email: bool = False
    is_address: bool = False  # of a page on the web
    choices: tuple[tuple[str, Any], ...] = ()

    def label_for(self, kind: str) -> str:
        """Return the question as a kind is asked it."""
        return str(self.otherwise.get(Kind(kind), self.label))

    def is_needed(self, kind: str) -> bool:
        """Test whether a kind has to answer it."""
        return kind in self.kinds and kind not in self.may_skip


QUESTIONS: dict[Key, tuple[Question, ...]] = {
    Key.ORGANIZATION: (
        Question(
            "summary",
            _("What do you do, and for whom?"),
            _("Two or three sentences. Job seekers read them on the public list once you are on it."),
            most=500,
            rows=4,
        ),
        Question("town", _("Town"), _("Where people come to you, or where you are at home."), rows=1, most=120),
        Question("website", _("Website"), rows=1, most=SHORT, may_skip=ALL, is_address=True),
        Question("contact_name", _("Whom may we call about this application?"), rows=1, most=150),
        Question("contact_title", _("Their title"), rows=1, most=150, may_skip=ALL),
        Question("contact_phone", _("Their phone"), rows=1, most=40, may_skip=ALL),
    ),
    Key.PROGRAMS: (),
    Key.DEMAND: (
        Question(
            "roles",
            _("In which roles do your graduates start, and at what kind of employer?"),
            otherwise={
                Kind.ON_RAMP: _("Which training or roles do people go on to from you?"),
                Kind.INTERMEDIARY: _("For which roles do you recommend people, and to what kind of employer?"),
                Kind.OTHER_RESOURCE: _("What do people who used your help go on to do?"),
            },
        ),
        Question(
            "employers",
            _("Which employers shape what you teach, and how?"),
            _("An advisory board, projects, a look at the curriculum each year: names and dates help."),
            kinds=REPORTS,
            may_skip=frozenset({Kind.ON_RAMP}),
            otherwise={
                Kind.ON_RAMP: _("Which training providers or employers shape what you teach, and how?"),
                Kind.INTERMEDIARY: _("How do you learn from employers what they need?"),
            },
        ),
    ),
    Key.QUALITY: (
        Question(
            "teaching",
            _("How do you know that people can do the work when they finish?"),
            _("A project that employers see, an outside certificate, an assessment: say what it is and who judges it."),
            otherwise={
                Kind.ON_RAMP: _("How do you know that people are ready for the next step?"),
                Kind.INTERMEDIARY: _("How do you know that somebody is ready to be recommended?"),
                Kind.OTHER_RESOURCE: _("How do you know that it helps?"),
            },
        ),
        Question(
            "goal",
            _("No cohort has finished yet, or fewer found work than you want? Say what you aim for, and by when."),
            _("A goal we agree on counts where there is no track record yet."),
            kinds=REPORTS,
            may_skip=REPORTS,
            rows=3,
        ),
        Question(
            "improving",
            _("What did you change lately because of what became of your graduates?"),
            kinds=REPORTS,
            may_skip=REPORTS,
            rows=3,
            otherwise={
                Kind.ON_RAMP: _("What did you change lately because of what became of people?"),
                Kind.INTERMEDIARY: _("What did you change lately because of what became of people?"),
            },
        ),
    ),
    Key.MISSION: (
        Question(
            "selection",
            _("How do you choose whom to admit, by skills and promise rather than pedigree?"),
            _("What counts, who decides, and what does not count."),
            otherwise={
                Kind.INTERMEDIARY: _("How do you choose whom to take on, by skills and promise rather than pedigree?"),
                Kind.OTHER_RESOURCE: _("Who may use it, and how do people get in?"),
            },
        ),
        Question(
            "recommendation",
            _("How do you decide whom to recommend to an employer, by skills rather than pedigree?"),
            kinds=REPORTS,
            may_skip=frozenset({Kind.ON_RAMP}),
        ),
        Question(
            "barriers",
            _("Which barriers do the people you serve face?"),
            _("Tick what you work on. We never ask about single people, only counts."),
            choices=tuple(Barrier.choices),
        ),
        Question(
            "support",
            _("What do you do about these barriers?"),
            _("Child care, equipment, evening hours, coaching, paid training: say who does it, and for how many."),
        ),
    ),
    Key.DATA: (
        Question(
            "tracking",
            _("How do you learn where people start to work, and how do you document it?"),
            otherwise={Kind.OTHER_RESOURCE: _("What can you count and share with us twice a year?")},
        ),
        Question("sender_name", _("Who will send the figures?"), rows=1, most=150),
        Question("sender_email", _("Their e-mail"), rows=1, most=254, is_email=True),
        Question(
            "limits",
            _("Is there anything you may not share, and why?"),
            _("Salary is optional and never counts against you. Where people found work is needed for the list."),
            may_skip=ALL,
            rows=3,
        ),
    ),
}


def asked(key: str, kind: str) -> list[Question]:
    """Return what a part asks a kind of provider."""
    return [question for question in QUESTIONS[Key(key)] if kind in question.kinds]


def missing(key: str, kind: str, answers: Mapping[str, Any]) -> list[str]:
    """Return the needed questions of a part that are not answered, as they are asked."""
    needed = [question for question in asked(key, kind) if question.is_needed(kind)]
    return [question.label_for(kind) for question in needed if not answers.get(question.name)]


def in_words(question: Question, answer: Any) -> str:
    """Return an answer as it is read: what was chosen by its labels, else what was typed."""
    if question.choices:
        labels = dict(question.choices)
        return "\n".join(str(labels[value]) for value in answer or () if value in labels)
    return str(answer or "")
