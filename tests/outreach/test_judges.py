"""Letters before independent judges: another language's mail library, a spam filter, and a strict reader of HTML.

The first two come from Debian; where they are missing the test is skipped, and CI, which installs them, fails.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import html5lib
import pytest

from community.models import Community
from outreach import writing
from outreach.envelope import as_bytes
from outreach.models import Letter
from tests.make import NOW
from tests.outreach.conftest import notice, reminder

SCORE = re.compile(r"score=(-?[\d.]+)")
WELL_UNDER = 2.5  # spamassassin calls 5 spam
pytestmark = pytest.mark.sqlite  # once is enough: the letters are the same on any database
PARTS = r"""
use Email::MIME; local $/; my $mail = Email::MIME->new(<STDIN>);
print join("\n", map { $_->content_type =~ s/;.*//sr . " " . length($_->body_str // "") } $mail->subparts), "\n";
print $mail->header_str("Subject"), "\n", $mail->header_raw("List-Unsubscribe") // "", "\n";
"""


def needs(*programs: str) -> None:
    """Skip where a judge is missing; in CI that is a failure."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"{', '.join(missing)} should be here: .ci/run installs it")
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed (apt-get install spamassassin libemail-mime-perl)")


@pytest.fixture
def letters(rivertown: Community) -> list[bytes]:
    """Two letters as they go over the wire: one that can be stopped, and one that answers."""
    made: list[Callable[..., Letter]] = [reminder, notice]
    return [as_bytes(writing.write_out(make(rivertown), at=NOW)) for make in made]


def test_another_library_reads_the_same(letters: list[bytes]) -> None:
    needs("perl")
    if subprocess.run(["perl", "-MEmail::MIME", "-e", "1"], capture_output=True, check=False).returncode:
        needs("Email::MIME")
    for raw in letters:
        read = subprocess.run(["perl", "-e", PARTS], input=raw, capture_output=True, check=True).stdout.decode()
        plain, html, subject, stop = read.split("\n")[:4]
        ours = message_from_bytes(raw, policy=default)
        assert plain.startswith("text/plain ") and html.startswith("text/html ")
        assert min(int(part.split(" ")[1]) for part in (plain, html)) > 200
        assert subject == ours["Subject"]
        assert stop == (ours["List-Unsubscribe"] or "")


def test_a_spam_filter_finds_little(letters: list[bytes]) -> None:
    needs("spamassassin")
    box = b"".join(b"From sender Sun Nov 22 10:00:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n" for raw in letters)
    run = ["spamassassin", "--local", "--mbox", "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0"]
    judged = subprocess.run(run, input=box, capture_output=True, check=True, timeout=120).stdout.decode()
    scores = [float(score) for score in SCORE.findall(judged)]
    assert len(scores) == len(letters), judged[:2000]
    assert max(scores) < WELL_UNDER, re.findall(r"X-Spam-Status:.*?(?=\nX-|\n\S)", judged, re.DOTALL)


def test_the_html_is_valid(letters: list[bytes]) -> None:
    for raw in letters:
        html = message_from_bytes(raw, policy=default).get_body(("html",)).get_content()
        html5lib.HTMLParser(strict=True).parse(html)
