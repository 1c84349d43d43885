"""A rule: the kinds of text that are signed here, what the team calls each, and where its pages lie."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TextKind(TextChoices):
    """What is signed: one mechanism drafts, publishes, compares and proves all of them."""

    COMMITMENT = "commitment", _("Commitment")
    AGREEMENT = "agreement", _("Data agreement")


@dataclass(frozen=True)
class Wording:
    """How the workspace speaks of one kind of text; `routes` begin with this."""

    title: str
    label: str
    signers: str
    lead: str
    empty: str
    hint: str
    routes: str
    public: str

    def route(self, page: str) -> str:
        """Return the name of a page's route: index, draft, publish, compare or version."""
        return f"{self.routes}s" if page == "index" else f"{self.routes}-{page}" if page != "version" else self.routes

    @property
    def empty_and_begin(self) -> str:
        """Return what an empty list says to who may write."""
        return f"{self.empty} Begin with ours and put it in your words."

    @property
    def empty_and_wait(self) -> str:
        """Return what an empty list says to who may not."""
        return f"{self.empty} A coordinator writes it."

    @property
    def index(self) -> str:
        """Return the route of the list."""
        return self.route("index")

    @property
    def draft(self) -> str:
        """Return the route of the draft."""
        return self.route("draft")

    @property
    def publish(self) -> str:
        """Return the route on which it is published."""
        return self.route("publish")

    @property
    def compare(self) -> str:
        """Return the route that lays two versions side by side."""
        return self.route("compare")

    @property
    def version(self) -> str:
        """Return the route of one version."""
        return self.route("version")


WORDINGS = {
    TextKind.COMMITMENT: Wording(
        title="Commitment text",
        label="The commitment",
        signers="employers",
        lead="What employers sign. A published version is never changed, and who signed it stays bound to it.",
        empty="Employers sign a published text.",
        hint="One line each, in plain words: to interview, not to hire; no fee; withdraw at any time.",
        routes="employers:text",
        public="employers:public-text",
    ),
    TextKind.AGREEMENT: Wording(
        title="Data agreement",
        label="The agreement",
        signers="providers",
        lead="What providers sign about sharing figures. A published version is never changed, and who signed it stays "
        "bound to it.",
        empty="Providers sign a published text.",
        hint="One line each, in plain words: twice a year; no names; withdraw at any time.",
        routes="employers:agreement-text",
        public="employers:public-agreement",
    ),
}
