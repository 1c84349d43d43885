"""Who lives in the sample community: invented employers under .example, the domain that nobody can own."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Signer:
    """One employer of the sample, and how it signed so many days ago."""

    name: str
    sector: str
    town: str
    domain: str
    person: str
    title: str
    days_ago: int
    occupations: dict[str, int | None] = field(default_factory=dict)
    promises: dict[str, str] = field(default_factory=dict)
    consents: frozenset[str] = frozenset({"list_name", "news"})
    skills: list[str] = field(default_factory=list)


INTERN, HIRE = "internship_or_apprenticeship", "full_time_hire"
WRITTEN, PHONE, METRICS = "feedback_written", "feedback_phone", "feedback_metrics"
ALL = frozenset({"list_name", "show_logo", "share", "news"})

SIGNERS = [
    Signer(
        "Brightmill Health",
        "health",
        "Rivertown",
        "brightmill.example",
        "Jo Park",
        "Director of IT",
        262,
        {"15-1254": 3, "15-1232": 2},
        {INTERN: "two each summer", HIRE: "", PHONE: ""},
        ALL,
        ["Python", "help desk"],
    ),
    Signer(
        "North & Pier Bank",
        "finance",
        "Rivertown",
        "northpier.example",
        "Marcus Bell",
        "Chief Information Officer",
        201,
        {"15-1212": 4, "15-1252": 5},
        {HIRE: "three a year", METRICS: ""},
        ALL,
        ["Java", "SQL"],
    ),
    Signer(
        "Loomis Tooling",
        "manufacturing",
        "Millbrook",
        "loomis.example",
        "Grace Loomis",
        "President",
        158,
        {"15-1232": 2, "15-1244": 1},
        {INTERN: "one apprentice at a time"},
        skills=["networks", "PLC"],
    ),
    Signer(
        "Rivertown Public Schools",
        "education",
        "Rivertown",
        "rivertownschools.example",
        "Ana Ortiz",
        "Technology Coordinator",
        240,
        {"15-1232": 6, "15-1231": 2},
        {WRITTEN: ""},
        skills=["help desk", "Chromebooks"],
    ),
    Signer(
        "Hollis Freight",
        "transport",
        "Ashford",
        "hollisfreight.example",
        "Tom Hollis",
        "Operations Manager",
        190,
        {"15-1252": 2, "15-2051": 1},
        {HIRE: ""},
        skills=["Python", "SQL"],
    ),
    Signer(
        "Cedar County",
        "government",
        "Rivertown",
        "cedarcounty.example",
        "Lena Fischer",
        "IT Director",
        231,
        {"15-1232": 4, "15-1212": 2, "15-1244": 2},
        {INTERN: "", PHONE: ""},
        skills=["help desk", "security"],
    ),
    Signer(
        "Pinegrove Credit Union",
        "finance",
        "Pinegrove",
        "pinegrovecu.example",
        "Sam Whitaker",
        "VP of Technology",
        120,
        {"15-1212": 2, "15-1253": 1},
        {HIRE: ""},
        skills=["security", "testing"],
    ),
    Signer(
        "Marlow Energy",
        "utilities",
        "Ashford",
        "marlow.example",
        "Priya Nair",
        "Director of Grid Systems",
        97,
        {"15-1252": 4, "15-1242": 1},
        {INTERN: "three in 2027", METRICS: ""},
        ALL,
        ["Python", "SQL"],
    ),
    Signer(
        "Tidewater Insurance",
        "finance",
        "Rivertown",
        "tidewater.example",
        "Dev Malik",
        "Head of Engineering",
        143,
        {"15-1254": 6, "15-1252": 8, "15-1253": 3},
        {HIRE: "six a year"},
        ALL,
        ["JavaScript", "Python", "testing"],
    ),
    Signer(
        "Fennel & Rye",
        "hospitality",
        "Millbrook",
        "fennelrye.example",
        "Ines Duarte",
        "Owner",
        66,
        {"15-1254": 1},
        {},
        skills=["websites"],
    ),
    Signer(
        "Granite Valley Hospital",
        "health",
        "Granite Valley",
        "granitevalley.example",
        "Ruth Adeyemi",
        "CIO",
        275,
        {"15-1232": 8, "15-1211": 3},
        {INTERN: "", HIRE: "", WRITTEN: ""},
        ALL,
        ["help desk", "HL7"],
    ),
    Signer(
        "Bluebird Robotics",
        "technology",
        "Rivertown",
        "bluebird.example",
        "Kai Nakamura",
        "Founder",
        44,
        {"15-1252": 5, "17-2061": 2},
        {INTERN: "paid, all year"},
        ALL,
        ["Python", "C++"],
    ),
    Signer(
        "Keystone Grocers",
        "retail",
        "Pinegrove",
        "keystonegrocers.example",
        "Bill Novak",
        "IT Manager",
        211,
        {"15-1232": 3, "15-1254": 2},
        {},
        skills=["help desk", "SQL"],
    ),
    Signer(
        "Lantern Press",
        "media",
        "Millbrook",
        "lanternpress.example",
        "Olive Grant",
        "Managing Editor",
        83,
        {"15-1255": 1, "27-1024": 2},
        {WRITTEN: ""},
        skills=["web design"],
    ),
    Signer(
        "Second Street Clinic",
        "health",
        "Rivertown",
        "secondstreet.example",
        "Omar Haddad",
        "Practice Manager",
        31,
        {"15-1232": 1},
        {},
        skills=["help desk"],
    ),
    Signer(
        "Overton Precision",
        "manufacturing",
        "Ashford",
        "overton.example",
        "Carla Reyes",
        "HR Director",
        174,
        {"15-1244": 1, "15-1253": 2},
        {INTERN: ""},
        skills=["networks"],
    ),
    Signer(
        "Riverbend College",
        "education",
        "Rivertown",
        "riverbend.example",
        "Ellen Cho",
        "Dean of Computing",
        222,
        {"15-1232": 2},
        {PHONE: ""},
        skills=["help desk"],
    ),
    Signer(
        "Summit Home Builders",
        "construction",
        "Granite Valley",
        "summitbuilders.example",
        "Jack Turner",
        "Controller",
        59,
        {"15-1211": 1},
        {},
        frozenset(),
        ["spreadsheets"],
    ),
    Signer(
        "Open Door Legal Aid",
        "nonprofit",
        "Rivertown",
        "opendoor.example",
        "Nadia Petrov",
        "Executive Director",
        108,
        {"15-1254": 1, "15-1232": 1},
        {WRITTEN: ""},
        skills=["websites", "help desk"],
    ),
    Signer(
        "Quarry Analytics",
        "professional",
        "Rivertown",
        "quarry.example",
        "Leo Brandt",
        "Partner",
        18,
        {"15-2051": 3, "15-1252": 2},
        {HIRE: ""},
        ALL,
        ["Python", "SQL", "statistics"],
    ),
    Signer(
        "Halyard Software",
        "technology",
        "Pinegrove",
        "halyard.example",
        "Mina Sato",
        "VP Engineering",
        9,
        {"15-1252": 9, "15-1254": 4, "15-1253": 3},
        {INTERN: "", HIRE: "", METRICS: ""},
        ALL,
        ["JavaScript", "Python"],
    ),
    Signer(
        "Ashford Water District",
        "utilities",
        "Ashford",
        "ashfordwater.example",
        "Pete Lindgren",
        "Superintendent",
        133,
        {"15-1244": 1, "15-1212": 1},
        {},
        skills=["networks", "security"],
    ),
]

EXPIRING = Signer(
    "Old Mill Brewing",
    "hospitality",
    "Millbrook",
    "oldmill.example",
    "Hank Weaver",
    "General Manager",
    346,
    {"15-1232": 1},
    {},
    skills=["help desk"],
)
WITHDRAWN = Signer(
    "Carbon Street Media",
    "media",
    "Rivertown",
    "carbonstreet.example",
    "Zoe Klein",
    "Producer",
    150,
    {"15-1254": 1},
    {},
)

# Confirmed and waiting for a coordinator: a colleague at an employer we have, and somebody from a free mailbox.
WAITING = [
    Signer(
        "Brightmill Health System",
        "health",
        "Rivertown",
        "brightmill.example",
        "Avery Stone",
        "Nursing Informatics Lead",
        1,
        {"15-1211": 2},
        {PHONE: ""},
    ),
    Signer(
        "Delgado Auto Group",
        "retail",
        "Granite Valley",
        "gmail.com",
        "Rosa Delgado",
        "Owner",
        2,
        {"15-1254": 1},
        {INTERN: "our first"},
    ),
]
UNCONFIRMED = Signer(
    "Perch Logistics", "transport", "Ashford", "perch.example", "Ian Moss", "Dispatcher", 3, {"15-1232": 1}, {}
)

NAMES = (
    "Alder Birch Cobalt Dover Ember Foxglove Garnet Harbor Indigo Juniper Kestrel Larkspur Maple Nettle Orchard "
    "Prairie Quill Ridge Sparrow Thistle Union Vantage Willow Yarrow"
).split()
TRADES = [
    ("Dental", "health"),
    ("Foods", "retail"),
    ("Metalworks", "manufacturing"),
    ("Realty", "construction"),
    ("Systems", "technology"),
    ("Trucking", "transport"),
]
TOWNS = ["Rivertown", "Millbrook", "Ashford", "Pinegrove", "Granite Valley"]
CONVERSATIONS = [
    ("call", "Spoke with their HR manager. They like the idea and want to know how interviews are arranged."),
    ("meeting", "Coffee with the owner. Two IT roles open since summer; worried about the time interviews take."),
    ("note", "The chamber's director knows the CFO and would introduce us."),
    ("email", "Sent the three answers and the wall. They asked who else in their sector has signed."),
]
