"""A rule: how names of organizations, addresses and domains are compared."""

import re
import unicodedata

LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag sa pllc pc pbc the".split()
)

# Mailboxes that anyone can open: the domain says nothing about the organization.
FREE_MAIL = frozenset(
    """aim.com aol.com att.net bellsouth.net charter.net comcast.net cox.net earthlink.net fastmail.com gmail.com
    gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.fr hushmail.com
    icloud.com inbox.com juno.com live.com mac.com mail.com mail.ru me.com msn.com netzero.net optonline.net
    outlook.com pm.me proton.me protonmail.com qq.com roadrunner.com rocketmail.com sbcglobal.net
    tutanota.com verizon.net web.de yahoo.ca yahoo.co.uk yahoo.com yandex.com yandex.ru ymail.com zoho.com""".split()
)


def fold(text: str) -> str:
    """Return a text as it is searched: lower case, without accents, single spaces between words.

    >>> fold("  Café  Zürich ")
    'cafe zurich'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", " ".join((plain.strip() or text).casefold().split()))


def normalize_name(name: str) -> str:
    """Return an organization's name as it is compared: lower case, no accents, no punctuation, no legal form.

    >>> normalize_name("The Acme Corp., Inc.")
    'acme'

    A name of signs alone is compared by its signs.
    """
    plain = fold(name)
    words = re.findall(r"\w+", plain.replace("&", " and ").replace("'", "").replace("’", ""))
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words) or plain


def is_certain(name: str, town: str, other_name: str, other_town: str) -> bool:
    """Test the strict rule for names: the same as compared, in the same town, which both have to say.

    >>> is_certain("Acme, Inc.", "rivertown", "ACME", "Rivertown"), is_certain("Acme", "", "Acme", "Rivertown")
    (True, False)

    Letters of another script that look the same are other letters.
    """
    place = fold(town)
    return bool(place) and place == fold(other_town) and normalize_name(name) == normalize_name(other_name)


def text_of_organization(folded: str, normalized: str, town: str) -> str:
    """Return what an organization is searched by: its folded and its compared name, and its folded town."""
    return "\n".join(dict.fromkeys([folded, normalized, town])).strip()


def text_of_person(folded: str, email: str) -> str:
    """Return what a person is searched by: the folded name, and the address."""
    return f"{folded}\n{email}".strip()


def domain_of(email: str) -> str:
    """Return the domain of an address in lower case and in its ASCII form (punycode), or an empty text."""
    domain = email.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain if domain.isascii() else ""


def is_free_mail(email: str) -> bool:
    """Test whether the address is at a provider where anyone can open a mailbox."""
    return domain_of(email) in FREE_MAIL


def looks_foreign(domain: str) -> bool:
    """Test whether a domain has letters beyond ASCII, as look-alikes do; it is then shown in punycode with a flag."""
    return not domain.isascii() or any(label.startswith("xn--") for label in domain.lower().split("."))
