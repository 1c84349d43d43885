"""How employers of the sample community bring each other: their links, whom they told us of, who speaks for us."""

from datetime import datetime, timedelta

from community.models import Community, User
from directory import people
from directory.models import Organization
from employers import advocacy, introducing, kit, referring
from employers.models import ReferralLink
from employers.pieces import Piece
from reports.sample_cast import ADVOCATES, INTRODUCED, KIT_POST, SIGNERS, UNSIGNED_ADVOCATE


def link_of(community: Community, name: str) -> ReferralLink:
    """Return the link of whoever signed for an employer."""
    return ReferralLink.objects.of(community).get(employer__organization__name=name)


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Let Brightmill's signer be named and tell us of two more, and two signers speak for us."""
    link = link_of(community, SIGNERS[0].name)
    referring.agree_to_be_named(link, is_named=True, at=at - timedelta(days=90))
    if link.user:
        for number, said in enumerate(INTRODUCED):
            introducing.introduce(link, **said, by=link.user, at=at - timedelta(days=5 + number))
    for said in ADVOCATES:
        link = link_of(community, said["employer"])
        if link.employer and link.person:
            words = {name: said[name] for name in ("why", "practices", "objection", "quote")}
            agreed = {"named": True, "quoted": True, "called": True, "writing": True}
            advocacy.add(link.employer, link.person, by=by, at=at - timedelta(days=60), **words, **agreed)
    speak_before_signing(community, by=by, at=at)
    write_kit(community, by=by, at=at)


def speak_before_signing(community: Community, *, by: User, at: datetime) -> None:
    """Let somebody speak for us whose employer has not signed, and tell a coordinator of another one."""
    told, then = UNSIGNED_ADVOCATE, at - timedelta(days=15)
    organizations = Organization.objects.of(community)
    here, other = organizations.get(name=told["employer"]), organizations.get(name=told["told_of"])
    person = people.enlist(here, name=told["person"], title=told["title"], email=told["email"], by=by, at=then)
    words = {name: told[name] for name in ("why", "practices", "objection")}
    advocacy.add(here.employer, person, by=by, at=then, **words, named=True, called=True)
    introducing.tell(other, bringer=here.employer, person=person, by=by, at=then + timedelta(days=3))


def write_kit(community: Community, *, by: User, at: datetime) -> None:
    """Approve words of the community's own for a post, and leave a draft of the letter."""
    draft = kit.write(community, Piece.POST, words=KIT_POST, by=by, at=at - timedelta(days=50))
    kit.approve(draft, shown=draft.fingerprint, by=by, at=at - timedelta(days=49))
    letter = kit.first_words(Piece.LETTER).replace("Dear …,", "Good morning …,")
    kit.write(community, Piece.LETTER, words=letter, by=by, at=at - timedelta(days=2))
