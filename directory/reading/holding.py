"""A rule: the kinds of spreadsheets that can be imported, and what their columns can mean."""

from directory.reading.columns import Need, Sheet, Target

ORGANIZATIONS, PEOPLE, ALLIANCES, TIES = "organizations", "people", "alliances", "ties"
TITLES = "title;job title;position;role;function;titel"
MAILS = "e mail;email;email address;e mail address;mail;work email;correo"
SINCE = "since;from;start;start date;date"

SHEETS = {
    ORGANIZATIONS: Sheet(
        ORGANIZATIONS,
        "Organizations",
        "One organization a row, with a contact person if you like. One that we know by its name and town, or by its "
        "mail domain, is not added again.",
        "Organizations that we know already",
        (
            Target(
                "name",
                "Name",
                "name;organization;organisation;employer;company;business;firm;account;organization name;"
                "organisation name;employer name;company name;business name;account name;legal name;unternehmen;firma;"
                "empresa",
                "Acme Inc",
            ),
            Target("domain", "Domain", "domain;mail domain;e mail domain;email domain", "acme.example"),
            Target(
                "website",
                "Website",
                "website;web site;web;url;homepage;web address;site;website url;sitio web",
                "https://acme.example",
            ),
            Target("town", "Town", "town;city;location;municipality;place;city town;ort;stadt;ciudad", "Rivertown"),
            Target(
                "sector",
                "Sector",
                "sector;industry;branch;field;industry sector;line of business;branche",
                "Manufacturing",
            ),
            Target(
                "size_band",
                "Size",
                "size;employees;number of employees;headcount;company size;staff;size band;employee count;"
                "no of employees",
                "120",
            ),
            Target(
                "phone",
                "Phone",
                "phone;telephone;tel;phone number;main phone;company phone;business phone;telefon",
                "555 0100",
            ),
            Target("tags", "Tags", "tags;tag;labels;label;groups;group;categories;category", "downtown, job fair"),
            Target(
                "owner",
                "Owner e-mail",
                "owner e mail;owner email;owner;assigned to;coordinator;relationship owner",
                "",
            ),
            Target(
                "source", "Source", "source;where from;origin;lead source;how we know them;came from", "Spring job fair"
            ),
            Target("note", "Note", "note;notes;comment;comments;remarks;bemerkung;notas", "Met at the spring job fair"),
            Target(
                "contact_name",
                "Contact name",
                "contact name;contact;contact person;full name;person;primary contact;ansprechpartner;contacto",
                "Jo Park",
            ),
            Target(
                "contact_first",
                "Contact first name",
                "contact first name;first name;given name;forename;first;vorname",
            ),
            Target(
                "contact_last", "Contact last name", "contact last name;last name;surname;family name;last;nachname"
            ),
            Target("contact_email", "Contact e-mail", f"contact e mail;contact email;{MAILS}", "jo@acme.example"),
            Target("contact_title", "Contact title", f"contact title;{TITLES}", "Director of IT"),
            Target(
                "contact_phone",
                "Contact phone",
                "contact phone;direct phone;mobile;mobile phone;cell;cell phone;contact tel",
                "555 0101",
            ),
        ),
        (Need(("name",), "Say which column holds the names of the organizations."),),
        ("name", "town", "sector", "contact_name", "contact_email"),
        frozenset("name domain website town sector size_band phone tags owner".split()),
    ),
    PEOPLE: Sheet(
        PEOPLE,
        "People",
        "One person a row, with the organization where they work. Somebody whom we know by the e-mail address, or by "
        "the name at that organization, is not added again; an organization that we do not know is added.",
        "People that we know already",
        (
            Target(
                "name",
                "Name",
                "name;full name;contact name;contact;person;contact person;ansprechpartner;contacto",
                "Jo Park",
            ),
            Target("first", "First name", "first name;given name;forename;first;vorname;contact first name"),
            Target("last", "Last name", "last name;surname;family name;last;nachname;contact last name"),
            Target("email", "E-mail", f"{MAILS};contact e mail;contact email", "jo@acme.example"),
            Target(
                "phone",
                "Phone",
                "phone;telephone;tel;phone number;mobile;mobile phone;cell;cell phone;direct phone;contact phone;"
                "telefon",
                "555 0101",
            ),
            Target(
                "organization",
                "Organization",
                "organization;organisation;employer;company;business;firm;account;organization name;company name;"
                "employer name;works at;account name;unternehmen;firma;empresa",
                "Acme Inc",
            ),
            Target(
                "town",
                "Town",
                "town;city;location;place;organization town;company town;company city;ort;stadt;ciudad",
                "Rivertown",
            ),
            Target("title", "Title", f"{TITLES};contact title", "Director of IT"),
            Target("since", "There since", f"there since;{SINCE}", "2024-09-01"),
            Target(
                "source",
                "Source",
                "source;where from;origin;where the address came from;lead source;came from",
                "Spring job fair",
            ),
        ),
        (Need(("name", "first", "last", "email"), "Say which column holds the names, or the e-mail addresses."),),
        ("name", "email", "phone", "organization", "town", "title"),
        frozenset("name first last email organization".split()),
    ),
    ALLIANCES: Sheet(
        ALLIANCES,
        "Alliances and their members",
        "One member of an alliance a row. Organizations that we know by their name and town, or by their mail domain, "
        "are not added again; those that we do not know are added, the alliance as well as its members.",
        "Alliances that we know already",
        (
            Target(
                "alliance",
                "Alliance",
                "alliance;alliance name;association;chamber;board;network;alliance organization",
                "Rivertown Chamber",
            ),
            Target("alliance_town", "Alliance town", "alliance town;alliance city", "Rivertown"),
            Target("kind", "What it is", "what it is;kind;type;kind of alliance;alliance type", "Chamber of commerce"),
            Target(
                "agreed_to",
                "Agreed to do",
                "agreed to do;agreed to;agreement;what they agreed to do;what they agreed to",
                "Name five employers a quarter",
            ),
            Target("contact_name", "Contact name", "contact name;contact;whom to ask;contact person", "Ann Lee"),
            Target("contact_email", "Contact e-mail", "contact e mail;contact email", "ann@chamber.example"),
            Target("contact_title", "Contact title", "contact title", "Director"),
            Target(
                "member",
                "Member",
                "member;member name;member organization;member company;name;organization;company;employer;business",
                "Acme Inc",
            ),
            Target("member_town", "Member town", "member town;member city;town;city;location", "Rivertown"),
            Target("member_domain", "Member domain", "member domain;domain;mail domain", "acme.example"),
            Target("since", "Member since", f"member since;joined;joined on;{SINCE}", "2024-09-01"),
        ),
        (
            Need(
                ("alliance",),
                "Say which column names the alliance, or write below of which one all of them are members.",
            ),
        ),
        ("alliance", "kind", "contact_name", "member", "member_town", "since"),
        frozenset("alliance member kind".split()),
    ),
    TIES: Sheet(
        TIES,
        "Who knows whom",
        "Two people who know each other a row, each by the e-mail address, or by the name and the organization. "
        "Somebody whom we do not know is added; a name alone is not enough for that.",
        "Ties that we know already",
        (
            Target("name", "Name", "name;person;full name", "Ann Lee"),
            Target("email", "E-mail", f"{MAILS}", "ann@chamber.example"),
            Target("organization", "Organization", "organization;organisation;company;employer", "Rivertown Chamber"),
            Target("town", "Town", "town;city", "Rivertown"),
            Target("other_name", "Knows", "knows;knows whom;whom;other;other name;other person;their name", "Jo Park"),
            Target(
                "other_email",
                "Their e-mail",
                "their e mail;their email;knows e mail;knows email;other e mail;other email",
                "jo@acme.example",
            ),
            Target(
                "other_organization",
                "Their organization",
                "their organization;their company;knows organization;other organization;other company;their employer",
                "Acme Inc",
            ),
            Target("other_town", "Their town", "their town;their city;other town", "Rivertown"),
            Target(
                "kind",
                "How they know each other",
                "how they know each other;how;kind;relationship;type;kind of tie",
                "On a board together",
            ),
            Target("strength", "How well", "how well;strength;closeness;how strong", "They know each other well"),
            Target("since", "Since", f"{SINCE};known since", "2019-05-01"),
            Target("words", "In words", "in words;words;note;notes;comment;details", "Sat on the hospital’s board"),
            Target("said_by", "Said by", "said by;says;who says so;according to", "ann@chamber.example"),
        ),
        (
            Need(("name", "email"), "Say which column holds the first person’s name or e-mail address."),
            Need(("other_name", "other_email"), "Say which column holds the name or e-mail address of whom they know."),
        ),
        ("name", "organization", "other_name", "other_organization", "kind", "strength"),
        frozenset("other_name other_email other_organization strength".split()),
    ),
}
KNOWN = frozenset(word for sheet in SHEETS.values() for target in sheet.targets for word in target.words.split(";"))
