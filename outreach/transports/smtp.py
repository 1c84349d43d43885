"""SMTP (RFC 5321) in our own steps, because what became of a letter depends on how far it came.

One connection carries many letters. Every failure is an answer with the step at which it came.
"""

import smtplib
import socket
import ssl

from django.core.mail.utils import DNS_NAME

from outreach.answers import Answer, Step
from outreach.envelope import Outgoing
from outreach.transports import Server

PATIENCE_AFTER_DOT = 3  # times the usual time-out: giving up here costs a doubt
DONE = 250
FORWARDS = 251
GO_AHEAD = 354
CRLF = b"\r\n"
DOT = b"." + CRLF


class SmtpTransport:
    """A conversation with one mail server."""

    def __init__(self, server: Server, *, timeout: float) -> None:
        self.server = server
        self.timeout = timeout
        self.smtp: smtplib.SMTP | None = None
        self.letters = 0  # handed over on this connection
        self.is_said = False  # whether the server was told who writes to whom, and not yet heard
        self.is_leaving = False  # whether it was told goodbye, and not yet heard

    @property
    def is_open(self) -> bool:
        """Tell whether there is a connection."""
        return self.smtp is not None and self.smtp.sock is not None

    def open(self) -> Answer | None:
        """Connect, encrypt and sign in, as the settings say; return the refusal where one of them fails."""
        self.close()
        is_encrypting = False
        try:
            self.smtp = self.connect()
            # The final dot follows the content in a packet of its own: it must not wait for the content's receipt.
            if self.smtp.sock is not None:
                self.smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.smtp.ehlo_or_helo_if_needed()
            if self.server.scheme == "smtp+tls":
                is_encrypting = True
                self.smtp.starttls(context=self.trust())
                is_encrypting = False
                self.smtp.ehlo()
            if self.server.user:
                self.smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPResponseException as fault:
            self.close()
            return Answer(Step.DOOR, fault.smtp_code, words(fault.smtp_error), is_unsafe=is_encrypting)
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            is_refused = is_encrypting and isinstance(fault, smtplib.SMTPNotSupportedError)
            return Answer(Step.DOOR, None, explain(fault), is_unsafe=is_refused or isinstance(fault, ssl.SSLError))
        self.letters = 0
        return None

    def connect(self) -> smtplib.SMTP:
        """Return a fresh connection, encrypted from the first byte where the settings say so."""
        host, port, name = self.server.host, self.server.port, str(DNS_NAME)
        if self.server.scheme == "smtp+ssl":
            return smtplib.SMTP_SSL(host, port, name, timeout=self.timeout, context=self.trust())
        return smtplib.SMTP(host, port, name, timeout=self.timeout)

    def trust(self) -> ssl.SSLContext:
        """Return what certificates we believe: those of the system, and of an authority the settings name."""
        context = ssl.create_default_context()
        if self.server.ca:
            context.load_verify_locations(self.server.ca)
        return context

    def say(self, outgoing: Outgoing, size: int) -> Answer | None:
        """Say who writes to whom, at once where the server takes that; return the answer where nobody listens."""
        self.is_said = False
        smtp = self.smtp
        if smtp is None:
            return Answer(Step.DOOR, None, "Not connected.")
        if not self.takes(outgoing):
            return Answer(Step.CONTENT, 553, "5.6.7 The mail server does not take addresses beyond ASCII.")
        if self.may_say_more:
            try:
                smtp.send(self.words(outgoing, size))
            except (smtplib.SMTPException, OSError):
                smtp.close()  # what is heard next is silence
        return None

    def takes(self, outgoing: Outgoing) -> bool:
        """Tell whether the server takes the letter's addresses as they are (RFC 6531)."""
        return not outgoing.needs_smtputf8 or (self.smtp is not None and self.smtp.has_extn("smtputf8"))

    @property
    def may_say_more(self) -> bool:
        """Tell whether the server takes several commands at once (RFC 2920)."""
        return self.smtp is not None and self.smtp.has_extn("pipelining")

    def words(self, outgoing: Outgoing, size: int) -> bytes:
        """Return who writes to whom, and that the content is to follow, to be sent at once."""
        self.is_said = True
        told = f"MAIL {self.sender(outgoing, size)}\r\nRCPT TO:<{outgoing.envelope_to}>\r\nDATA\r\n"
        return told.encode("utf-8" if outgoing.needs_smtputf8 else "ascii")

    def sender(self, outgoing: Outgoing, size: int) -> str:
        """Return from whom it comes, with what the server is to know."""
        options = [f"SIZE={size}"] if self.smtp and self.smtp.has_extn("size") else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if outgoing.needs_smtputf8 else []
        return " ".join([f"FROM:<{outgoing.envelope_from}>", *options])

    def hear(self, outgoing: Outgoing, size: int) -> Answer | None:
        """Return the answer to that where it is no; a connection that was closed meanwhile is opened anew, once."""
        answer = self.introduced(outgoing, size)
        if answer and answer.step == Step.SENDER and answer.ends_connection and self.letters:
            answer = self.open() or self.say(outgoing, size) or self.introduced(outgoing, size)
        return answer

    def introduced(self, outgoing: Outgoing, size: int) -> Answer | None:
        """Hear, or say and hear step by step, what the server answers to sender, recipient and DATA."""
        smtp = self.smtp
        if smtp is None or smtp.sock is None:
            return Answer(Step.SENDER, None, "The mail server dropped the connection.")
        steps = (
            (Step.SENDER, f"MAIL {self.sender(outgoing, size)}", {DONE}),
            (Step.RECIPIENT, f"RCPT TO:<{outgoing.envelope_to}>", {DONE, FORWARDS}),
            (Step.CONTENT, "DATA", {GO_AHEAD}),
        )
        refusal = None
        for step, command, good in steps:
            try:
                if not self.is_said:
                    smtp.send(command.encode("utf-8" if outgoing.needs_smtputf8 else "ascii") + CRLF)
                code, said = smtp.getreply()
            except (smtplib.SMTPException, OSError) as fault:
                return refusal or Answer(step, None, explain(fault))
            if refusal and code == GO_AHEAD:
                self.close()  # it waits for content that nobody is to get
                return refusal
            if code not in good:
                refusal = refusal or Answer(step, code, words(said))
                if not self.is_said or refusal.ends_connection:
                    break
        return refusal

    def hand(self, content: bytes, more: bytes = b"") -> Answer | None:
        """Send the content with its dot, and more behind it; return the answer where that fails.

        Where the dot was not among what the system took, the letter has surely not left.
        """
        smtp = self.smtp
        if smtp is None or smtp.sock is None:
            return Answer(Step.CONTENT, None, "Not connected.")
        whole, sent = memoryview(content + DOT + more), 0
        try:
            while sent < len(whole):
                sent += smtp.sock.send(whole[sent:])
        except OSError as fault:
            return Answer(Step.CONTENT if sent < len(content) else Step.DOT, None, explain(fault))
        return None

    def keep_back(self) -> None:
        """Hang up instead of the content: without its dot the server throws away what it has."""
        self.close()

    def hear_dot(self) -> Answer:
        """Return what the server answers to the dot."""
        smtp = self.smtp
        if smtp is None or smtp.sock is None:
            return Answer(Step.DOT, None, "Not connected.")
        try:
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as fault:
            return Answer(Step.DOT, None, explain(fault))
        return Answer(Step.DOT, code, words(said))

    def wait(self, seconds: float) -> None:
        """Wait no longer than so many seconds for each answer from here on."""
        if self.smtp is not None and self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def after(self, answer: Answer) -> None:
        """Make ready for the next letter, or hang up where the connection is of no use any more."""
        if answer.ends_connection:
            self.close()
        elif answer.step != Step.DOT:
            self.reset()
        self.letters += 1

    def reset(self) -> None:
        """Make the server forget a letter that it refused."""
        try:
            if self.smtp is None or self.smtp.rset()[0] != DONE:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()

    def say_goodbye(self) -> None:
        """Say that this was the last letter, where there was one; what is answered is heard when it is closed."""
        smtp = self.smtp
        if smtp is None or smtp.sock is None or not self.letters:
            return
        self.is_leaving = True
        try:
            smtp.send("QUIT\r\n")
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def close(self) -> None:
        """Say goodbye where somebody listens, and hang up."""
        if not self.is_leaving:
            self.say_goodbye()
        smtp, self.smtp = self.smtp, None
        if smtp is None:
            return
        try:
            if self.is_leaving and smtp.sock is not None:
                smtp.sock.settimeout(1)  # second: nobody waits long for a goodbye
                smtp.getreply()
        except (smtplib.SMTPException, OSError):
            pass
        finally:
            smtp.close()
            self.is_leaving = False


def dotted(content: bytes) -> bytes:
    """Return the content as it stands between DATA and the final dot: a line's first dot doubled, CR LF at the end."""
    if CRLF + b"." in content:
        content = content.replace(CRLF + b".", CRLF + b"..")
    content = b"." + content if content.startswith(b".") else content
    return content if content.endswith(CRLF) else content + CRLF


def words(said: bytes | str) -> str:
    """Return what the server said as one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\x00", " ").split())[:500]


def explain(fault: Exception) -> str:
    """Return a failure of the connection in words, without what was said on it."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"The mail server's certificate is not to be trusted: {fault.verify_message}."
    if isinstance(fault, ssl.SSLError):
        return f"The encrypted connection failed ({fault.reason})."
    if isinstance(fault, TimeoutError | socket.gaierror | ConnectionError):
        return {
            "TimeoutError": "The mail server did not answer in time.",
            "gaierror": "The mail server's name is not known.",
            "ConnectionRefusedError": "Nobody listens at the mail server's address.",
        }.get(type(fault).__name__, "The mail server dropped the connection.")
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer what the settings ask for (encryption or a password)."
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return "The mail server dropped the connection or did not answer in time."
    return f"The connection failed ({type(fault).__name__})."
