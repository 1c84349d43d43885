"""The inside of a bench: a Django process that obeys one JSON line at a time, so that the outside needs no Django."""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")

import django

django.setup()

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Count, FileField, Q, QuerySet
from django.utils import timezone

from bench import campaigning, importing
from community import configuring, heartbeats
from community.models import Community, User
from employers.models import Commitment, CommitmentText
from outreach import outbox
from outreach.claiming import LEASE, LEASE_AFTER_DOT
from outreach.models import Letter, Pause
from outreach.tasks import HEARTBEAT, SECONDS_OF_WORK, pump


def found(host: str) -> int:
    """Make the community and a published text; return its id."""
    import hashlib

    community, is_new = Community.objects.get_or_create(
        host=host,
        defaults={
            "name": "Faultville TechHire",
            "region": "Faultville",
            "contact_name": "Dana Whitfield",
            "contact_email": "hello@faultville.example",
        },
    )
    if is_new:
        User.objects.create_user(email="ada@faultville.example", name="Ada Moreno", password=None)
        body = "We are willing to interview candidates for IT roles who come from a nontraditional training source."
        digest = hashlib.sha256(body.encode()).hexdigest()
        CommitmentText.objects.create(
            community=community, version=1, body=body, in_short="No fee", published_at=timezone.now(), sha256=digest
        )
    return int(community.pk)


def seed(round_name: str, count: int) -> int:
    """Put so many letters of each promise into the outbox."""
    community, at = Community.objects.get(), timezone.now()
    common = {"organization": "Acme", "reference": "ABCD-2345"}
    for number in range(count):
        once = f"{round_name}-{number}"
        outbox.put(
            "commitment_expiring",
            community=community,
            to_email=f"most-{once}@sink.example",
            to_name="Jo",
            once_key=f"most-{once}",
            at=at,
            values={**common, "until": "soon", "days": "30"},
            links={"desk link": (None, "/desk/")},
        )
        outbox.put(
            "commitment_withdrawn",
            community=community,
            to_email=f"least-{once}@sink.example",
            to_name="Jo",
            once_key=f"least-{once}",
            at=at,
            values={**common, "withdrawn on": "today"},
        )
    return count * 2


def replay(times: int) -> int:
    """Send the tick that delivers letters so many times."""
    for _ in range(times):
        pump.apply_async(expires=60)
    return times


def upload() -> dict[str, Any]:
    """Upload a logo; return the fault where there is one, how many files there are, and whether a row names one."""
    community = Community.objects.get()
    by, fault = User.objects.get(email="ada@faultville.example"), ""
    try:
        configuring.put_logo(community, png=os.urandom(200_000), by=by, at=timezone.now())
    except (OSError, OperationalError) as full:
        fault = type(full).__name__
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return {"fault": fault, "files": len(files), "is_named": bool(Community.objects.get().logo)}


def named_files() -> dict[str, int]:
    """Return how many files rows name, and how many of those are not there."""
    named: list[str] = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                named += [name for name in QuerySet(model).values_list(field.name, flat=True) if name]
    return {"named": len(named), "missing": sum(not (Path(settings.MEDIA_ROOT) / name).is_file() for name in named)}


def ticked() -> str:
    """Return when a worker delivered last."""
    return str(heartbeats.last(HEARTBEAT))


def age() -> int:
    """Let minutes pass for letters that are held or wait for a retry: the leases of dead workers are over.

    Whoever lives has held no letter for longer than a run of delivery lasts.
    """
    now = timezone.now()
    before, dead = now - timedelta(minutes=1), now - timedelta(seconds=2 * SECONDS_OF_WORK)
    Pause.objects.update(next_try_at=before)
    held = Q(state="claimed", lease_until__lt=dead + LEASE) | Q(state="sending", lease_until__lt=dead + LEASE_AFTER_DOT)
    late = Q(state="waiting", due_at__gt=now)
    with transaction.atomic():  # in one order, as workers do
        found = Letter.objects.filter(held | late).order_by("pk").select_for_update(of=("self",))
        letters = list(found.values_list("pk", "state"))
        waiting = [pk for pk, state in letters if state == "waiting"]
        Letter.objects.filter(pk__in=waiting).update(due_at=before)
        Letter.objects.filter(pk__in={pk for pk, _ in letters}.difference(waiting)).update(lease_until=before)
    return len(letters)


def states() -> dict[str, int]:
    """Return how many letters are in each state."""
    return dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))


def ledger() -> list[list[Any]]:
    """Return Message-ID, promise, state and kind of every letter."""
    return [list(row) for row in Letter.objects.order_by("pk").values_list("message_id", "promise", "state", "kind")]


def records() -> dict[str, int]:
    """Return how many sign-ups and confirmation letters there are."""
    return {
        "commitments": Commitment.objects.count(),
        "letters": Letter.objects.filter(kind="confirm_commitment").count(),
    }


def clear() -> int:
    """Forget all letters and campaigns, so that the next round begins with none."""
    Pause.objects.all().delete()
    gone: int = Letter.objects.all().delete()[0]
    campaigning.forget()
    return gone


COMMANDS: dict[str, Callable[..., Any]] = {
    "found": found,
    "seed": seed,
    "replay": replay,
    "upload": upload,
    "named files": named_files,
    "ticked": ticked,
    "age": age,
    "states": states,
    "ledger": ledger,
    "records": records,
    "clear": clear,
    **importing.COMMANDS,
    **campaigning.COMMANDS,
}


def main() -> None:
    """Obey until the input ends."""
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        answer = COMMANDS[name](*arguments)
        connection.close()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
