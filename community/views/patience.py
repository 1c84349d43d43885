"""Patience at the door: how often one account and one network may try to come in, counted for all workers alike."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community import limits
from community.access import client_of
from community.limits import Limit
from community.network import network_of

WINDOW = timedelta(minutes=15)
BY_NETWORK = Limit("sign-in by network", times=100, window=WINDOW)  # an office behind one address
BY_ACCOUNT = Limit("sign-in by account", times=10, window=WINDOW)
ADDRESS_FIELDS = ("login", "email")


def subjects(request: HttpRequest) -> Iterator[tuple[Limit, str]]:
    """Yield what this request counts for: its network, and the account it is about, known to us or not."""
    yield BY_NETWORK, network_of(client_of(request))
    for field in ADDRESS_FIELDS:
        if typed := request.POST.get(field, "").strip().lower():
            yield BY_ACCOUNT, typed.encode("utf-8", "replace").decode()
    if request.user.is_authenticated:
        yield BY_ACCOUNT, f"user {request.user.pk}"
    elif (pending := unstash_login(request, peek=True)) and pending.user:
        yield BY_ACCOUNT, f"user {pending.user.pk}"


def patient(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 429 with a calm page once an account or a network has tried too often; looking is never counted."""

    @wraps(view)
    def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            now = timezone.now()
            if not all(limits.take_each(subjects(request), at=now)):
                response = render(request, "429.html", {"minutes": int(WINDOW.total_seconds() // 60)}, status=429)
                response["Retry-After"] = str(int(WINDOW.total_seconds()))
                return response
        return view(request, *args, **kwargs)

    return waiting
