"""Needs beside skills: written down, and open until somebody says what was done."""

from datetime import datetime

from django.db import transaction

from community.models import User
from directory import timeline
from employers import pipeline
from employers.models import Employer, Need


class CannotAddress(Exception):
    """This need cannot be closed; the message says why."""


@transaction.atomic
def note(employer: Employer, *, words: str, by: User, at: datetime) -> Need:
    """Write down what an employer needs."""
    organization = employer.organization
    need = Need.objects.create(
        employer=employer, words=words, noted_on=pipeline.local_day(organization, at), noted_by=by, created_at=at
    )
    timeline.record("need_noted", community=organization.community, organization=organization, by=by, at=at, text=words)
    return need


@transaction.atomic
def address(need: Need, *, done: str, by: User, at: datetime) -> Need:
    """Say what was done about a need, which closes it; raises CannotAddress where somebody did already."""
    need = (
        Need.objects.select_for_update(of=("self",)).select_related("employer__organization__community").get(pk=need.pk)
    )
    if need.addressed_on:
        raise CannotAddress("A colleague addressed it already.")
    if not done.strip():
        raise CannotAddress("Say what was done.")
    organization = need.employer.organization
    need.done, need.addressed_by, need.addressed_on = done.strip(), by, pipeline.local_day(organization, at)
    need.save(update_fields=["done", "addressed_by", "addressed_on"])
    timeline.record(
        "need_addressed",
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        text=need.done,
        facts={"need": need.words},
    )
    return need
