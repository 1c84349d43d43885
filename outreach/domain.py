"""A rule: which records a sending domain has to publish, so that mail servers believe letters in its name.

SPF (RFC 7208) names who may send, DKIM (RFC 6376) signs, DMARC (RFC 7489) says that one of the two has to be of the
domain that readers see. All three are what Gmail and Yahoo ask of whoever writes to many. Nothing here asks the DNS.
"""

from dataclasses import dataclass

# What each service asks to be put into the sender's SPF record.
SPF_OF_SERVICE = {
    "amazon_ses": "include:amazonses.com",
    "brevo": "include:spf.brevo.com",
    "mailgun": "include:mailgun.org",
    "mailjet": "include:spf.mailjet.com",
    "mandrill": "include:spf.mandrillapp.com",
    "postmark": "include:spf.mtasv.net",
    "sendgrid": "include:sendgrid.net",
}
SPF_OF_HOST = {
    "smtp.gmail.com": "include:_spf.google.com",
    "smtp-relay.gmail.com": "include:_spf.google.com",
    "smtp.office365.com": "include:spf.protection.outlook.com",
}
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
# Nobody but their owners can publish anything for these.
NOT_OURS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com aol.com icloud.com me.com gmx.com gmx.net "
    "proton.me protonmail.com web.de mail.com zoho.com".split()
)


@dataclass(frozen=True)
class Record:
    """One record to publish: what it is called, its value, and what it is for; no value where another tells it."""

    kind: str
    name: str
    type: str
    value: str
    why: str


def domain_of(email: str) -> str:
    """Return the domain of an address, as DNS writes it."""
    domain = email.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def is_freemail(domain: str) -> bool:
    """Test whether a domain belongs to a provider, so that nobody here can publish records for it."""
    return domain in NOT_OURS


def spf_term(*, service: str, host: str, portal: str) -> str:
    """Return who may send in the domain's name: the service, or the mail server, or the portal's own machine.

    Empty for a service that names its own term.
    """
    if service:
        return SPF_OF_SERVICE.get(service, "")
    return SPF_OF_HOST.get(host) or f"a:{portal if not host or host in THIS_MACHINE else host}"


def records(*, sender: str, reports_to: str, service: str, host: str, portal: str) -> list[Record]:
    """Return the records to publish for the sender's domain."""
    domain, term = domain_of(sender), spf_term(service=service, host=host, portal=portal)
    signer = "the mail service" if service else "whoever runs the mail server"
    found = [
        Record(
            "SPF",
            domain,
            "TXT",
            f"v=spf1 {term} ~all" if term else "",
            "Who may send in your name. A domain has one such record only: where there is one already, put "
            + (f"“{term}” into it, before “all”." if term else "into it what the service asks for."),
        ),
        Record(
            "DKIM",
            f"(selector)._domainkey.{domain}",
            "TXT or CNAME",
            "",
            f"The key of the signature on each letter. Name and value come from {signer}: "
            "add your domain there, and copy what it shows.",
        ),
        Record(
            "DMARC",
            f"_dmarc.{domain}",
            "TXT",
            f"v=DMARC1; p=none; rua=mailto:{reports_to}",
            "What mail servers do with letters that neither SPF nor DKIM stands up for. Begin with p=none, read the "
            "reports for some weeks, then write p=quarantine.",
        ),
    ]
    elsewhere = domain_of(reports_to)
    if elsewhere != domain and not is_freemail(elsewhere):
        why = f"Lets reports about {domain} go to an address at {elsewhere}."
        found.append(Record("Reports", f"{domain}._report._dmarc.{elsewhere}", "TXT", "v=DMARC1", why))
    return found
