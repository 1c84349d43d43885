"""Tidying: what is over goes, what may still be asked for stays."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection

from community import limits, links, purposes, tidying
from community.models import Allowance, Community, Link
from tests.make import NOW


def test_old_counters_links_and_sessions_go_and_live_ones_stay(rivertown: Community) -> None:
    day = timedelta(days=1)
    limit = limits.Limit("post", times=3, window=timedelta(hours=1))
    for at in (NOW - 3 * day, NOW):
        limits.take(limit, "203.0.113.9", at=at)
    for at in (NOW - 60 * day, NOW - 20 * day):
        links.mint(purposes.SIGN_IN, "community.user:1", community=rivertown, at=at)
    for key, at in (("old", NOW - day), ("live", NOW + day)):
        Session.objects.create(session_key=key, session_data="", expire_date=at)
    tidying.tidy(at=NOW)
    assert Allowance.objects.count() == 1
    assert Link.objects.get().created_at == NOW - 20 * day
    assert Session.objects.get().session_key == "live"


def test_sqlite_knows_afterwards_how_many_rows_there_are(rivertown: Community) -> None:
    tidying.look_again()
    if connection.vendor != "sqlite":
        return  # looks by itself
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [Community._meta.db_table])
        assert cursor.fetchone()[0].split()[0] == "1"
