"""The command: its words, and the exit code that a script goes by."""

import pytest
from django.core.management import CommandError, call_command

from employers.models import Chain, Commitment, Event
from tests import make
from tests.employers import signatures

HOST = "lakeside.example"


@pytest.fixture
def both(rivertown, lakeside):
    """Two communities with commitments."""
    signatures.settled(rivertown)
    signatures.sign(lakeside)


def verify(capsys, *arguments):
    """Run the command and return what it prints."""
    call_command("verify_commitments", *arguments)
    return capsys.readouterr().out


def code_of(*arguments):
    """Run the command, expect it to fail, and return its exit code and words."""
    with pytest.raises(CommandError) as failure:
        call_command("verify_commitments", *arguments)
    return failure.value.returncode, str(failure.value)


def test_a_summary_where_nothing_was_altered(both, capsys):
    said = verify(capsys)
    head = Chain.objects.get(length=3).head
    assert f"Rivertown TechHire: nothing was altered. 1 signatures; the chain ends at event 3 with {head}." in said
    assert "Lakeside TechHire: nothing was altered." in said


def test_a_community_without_events_is_fine(rivertown, capsys):
    assert "0 signatures; no events yet." in verify(capsys)


def test_the_first_broken_record_and_exit_code_1(both):
    Commitment.objects.filter(community__host=HOST).update(signer_name="Somebody")
    reference = Commitment.objects.get(community__host=HOST).reference
    assert code_of() == (
        1,
        f"Lakeside TechHire: Commitment {reference}: its signer name was altered after it was signed.",
    )


def test_one_community_alone(both, capsys):
    Event.objects.filter(community__host=HOST).update(hash="f" * 64)
    assert "Rivertown" in verify(capsys, "--community", "testserver")
    assert code_of("--community", HOST)[0] == 1


def test_a_host_that_nobody_has(both):
    assert code_of("--community", "nowhere.example") == (2, "There is no community at nowhere.example.")


def test_a_hash_that_was_noted_is_compared(both, capsys):
    chain = Chain.objects.get(community__host=HOST)
    assert "nothing was altered" in verify(capsys, "--community", HOST, "--known", f"1:{chain.head.upper()}")
    assert code_of("--community", HOST, "--known", f"1:{'f' * 64}")[0] == 1
    assert code_of("--community", HOST, "--known", "9:abc") == (
        1,
        "Lakeside TechHire: Event 9: it is missing, though its hash was noted.",
    )


@pytest.mark.parametrize(
    "arguments",
    [["--known", "1:abc"], ["--community", HOST, "--known", "abc"], ["--community", HOST, "--known", "x:y"]],
)
def test_a_hash_that_makes_no_sense_is_exit_code_2(both, arguments):
    assert code_of(*arguments)[0] == 2


def test_an_added_row_is_found(both):
    make.commitment(Commitment.objects.get(community__host=HOST).community)
    assert code_of()[0] == 1
