"""A rule: what the columns of an import can mean, and how that is guessed from their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.reading.tables import plain


@dataclass(frozen=True)
class Target:
    """One thing that a column can mean, and headings by which it is known, folded."""

    key: str
    label: str
    words: str  # with ; between them


TARGETS = (
    Target(
        "name",
        "Name",
        "name;organization;organisation;employer;company;business;firm;account;organization name;organisation name;"
        "employer name;company name;business name;account name;legal name;unternehmen;firma;empresa",
    ),
    Target("domain", "Domain", "domain;mail domain;e mail domain;email domain"),
    Target("website", "Website", "website;web site;web;url;homepage;web address;site;website url;sitio web"),
    Target("town", "Town", "town;city;location;municipality;place;city town;ort;stadt;ciudad"),
    Target("sector", "Sector", "sector;industry;branch;field;industry sector;line of business;branche"),
    Target(
        "size_band",
        "Size",
        "size;employees;number of employees;headcount;company size;staff;size band;employee count;no of employees",
    ),
    Target("phone", "Phone", "phone;telephone;tel;phone number;main phone;company phone;business phone;telefon"),
    Target("tags", "Tags", "tags;tag;labels;label;groups;group;categories;category"),
    Target("owner", "Owner e-mail", "owner e mail;owner email;owner;assigned to;coordinator;relationship owner"),
    Target("source", "Source", "source;where from;origin;lead source;how we know them;came from"),
    Target(
        "contact_name",
        "Contact name",
        "contact name;contact;contact person;full name;person;primary contact;ansprechpartner;contacto",
    ),
    Target("contact_first", "Contact first name", "contact first name;first name;given name;forename;first;vorname"),
    Target("contact_last", "Contact last name", "contact last name;last name;surname;family name;last;nachname"),
    Target(
        "contact_email",
        "Contact e-mail",
        "contact e mail;contact email;e mail;email;email address;e mail address;mail;work email;correo",
    ),
    Target("contact_title", "Contact title", "contact title;title;job title;position;role;function;titel"),
    Target(
        "contact_phone", "Contact phone", "contact phone;direct phone;mobile;mobile phone;cell;cell phone;contact tel"
    ),
)
LABELS = {target.key: target.label for target in TARGETS}
BY_WORD = {word: target.key for target in TARGETS for word in target.words.split(";")}
KNOWN = frozenset(BY_WORD)


def guess(headings: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """Return what each column means, "" where nobody knows; what was chosen before, by folded heading, goes first.

    A meaning is given once: to a heading that was chosen before, else to the first that fits.
    """
    words = [plain(heading) for heading in headings]
    meanings = [remembered[word] if remembered.get(word) in LABELS else "" for word in words]
    for index, meaning in enumerate(meanings):
        if meaning in meanings[:index]:
            meanings[index] = ""
    for index, word in enumerate(words):
        known = BY_WORD.get(word, "")
        if not meanings[index] and word not in remembered and known not in meanings:
            meanings[index] = known
    return meanings
