"""A rule: the occupations that employers ask for, by their codes in SOC 2018."""

from django.utils.translation import gettext_lazy as _

OCCUPATIONS = [
    ("15-1211", "Computer Systems Analysts"),
    ("15-1212", "Information Security Analysts"),
    ("15-1221", "Computer and Information Research Scientists"),
    ("15-1231", "Computer Network Support Specialists"),
    ("15-1232", "Computer User Support Specialists"),
    ("15-1241", "Computer Network Architects"),
    ("15-1242", "Database Administrators"),
    ("15-1243", "Database Architects"),
    ("15-1244", "Network and Computer Systems Administrators"),
    ("15-1251", "Computer Programmers"),
    ("15-1252", "Software Developers"),
    ("15-1253", "Software Quality Assurance Analysts and Testers"),
    ("15-1254", "Web Developers"),
    ("15-1255", "Web and Digital Interface Designers"),
    ("15-1299", "Computer Occupations, All Other"),
    ("15-2051", "Data Scientists"),
    ("15-2031", "Operations Research Analysts"),
    ("11-3021", "Computer and Information Systems Managers"),
    ("13-1082", "Project Management Specialists"),
    ("17-2061", "Computer Hardware Engineers"),
    ("27-1024", "Graphic Designers"),
    ("27-3042", "Technical Writers"),
]
NAMES = dict(OCCUPATIONS)
# Occupations as people say them; the others keep their name in SOC 2018.
SHORT_NAMES = {
    "15-1211": _("Systems analysts"),
    "15-1212": _("Security analysts"),
    "15-1221": _("Research scientists"),
    "15-1231": _("Network support"),
    "15-1232": _("User support"),
    "15-1244": _("System administrators"),
    "15-1251": _("Programmers"),
    "15-1253": _("QA testers"),
    "15-1255": _("Web designers"),
    "15-1299": _("Other IT roles"),
    "11-3021": _("IT managers"),
    "13-1082": _("Project managers"),
    "17-2061": _("Hardware engineers"),
}


def name_of(code: str) -> str:
    """Return an occupation's name in SOC 2018; a code that we do not know names itself."""
    return NAMES.get(code, code)


def short_name(code: str) -> str:
    """Return an occupation's name as it stands where there is little room, such as beside a bar."""
    return str(SHORT_NAMES.get(code) or name_of(code).capitalize())
