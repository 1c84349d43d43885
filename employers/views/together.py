"""What is done to many employers at once: a page that says to how many, then one button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from community import keeping
from community.access import WorkspaceRequest, for_roles
from community.models import User
from community.roles import EDITORS
from directory.views.exports import answer
from employers import bulk, exporting, pipeline
from employers.forms.pipeline import AssignForm, KeepTogetherForm, MoveTogetherForm, TagTogetherForm, TaskTogetherForm
from employers.models import Employer
from employers.table import EmployerFilter, listed

ID_DIGITS = 18
NAMED = 20  # on the page that asks


@dataclass(frozen=True)
class Deed:
    """One thing that can be done to many: how it is asked, and what does it."""

    title: str
    button: str
    form: type[Any]
    act: Callable[[WorkspaceRequest, list[Employer], dict[str, Any]], HttpResponseBase | None]


def assign(request: WorkspaceRequest, chosen: list[Employer], data: dict[str, Any]) -> None:
    """Hand them over."""
    owner: User | None = data["owner"]
    count = pipeline.assign(chosen, owner=owner, by=request.user, at=timezone.now())
    messages.success(request, f"{counted(count)} changed hands and now belong to {owner or 'nobody'}.")


def move(request: WorkspaceRequest, chosen: list[Employer], data: dict[str, Any]) -> None:
    """Move those that may go there, and name the others."""
    count, stayed = bulk.move(chosen, to=data["stage"], reason=data["reason"], by=request.user, at=timezone.now())
    messages.success(request, f"{counted(count)} moved.")
    for problem in stayed[:NAMED]:
        messages.warning(request, problem)
    if len(stayed) > NAMED:
        messages.warning(request, f"{len(stayed) - NAMED} more stayed for such reasons.")


def tag(request: WorkspaceRequest, chosen: list[Employer], data: dict[str, Any]) -> None:
    """Tag them."""
    count = bulk.add_tag(chosen, name=data["tag"], by=request.user, at=timezone.now())
    messages.success(request, f"{counted(count)} got the tag “{data['tag']}”.")


def task(request: WorkspaceRequest, chosen: list[Employer], data: dict[str, Any]) -> None:
    """Make a task about each."""
    count = bulk.add_task(chosen, by=request.user, at=timezone.now(), **data)
    messages.success(request, f"{count} {'task is' if count == 1 else 'tasks are'} on the list.")


def keep(request: WorkspaceRequest, chosen: list[Employer], data: dict[str, Any]) -> HttpResponseBase:
    """Answer with them as a file."""
    rows = exporting.chosen(request.community, [employer.pk for employer in chosen])
    return answer(data["form"], "Employers", exporting.EMPLOYERS, rows)


DEEDS = {
    "assign": Deed("Give to a colleague", "Give {} away", AssignForm, assign),
    "keep": Deed("Keep as a file", "Keep {} as a file", KeepTogetherForm, keep),
    "move": Deed("Move to a stage", "Move {}", MoveTogetherForm, move),
    "tag": Deed("Put a tag on", "Tag {}", TagTogetherForm, tag),
    "task": Deed("Make a task about each", "Make a task about each of {}", TaskTogetherForm, task),
}


@require_POST
@for_roles(EDITORS)
def ask(request: WorkspaceRequest) -> HttpResponseBase:
    """Ask what exactly is to be done to those chosen, say to how many, and do it once that is answered."""
    query = keeping.plain(request.POST.get("query", ""))
    back = f"{reverse('employers:pipeline')}?{query}" if query else reverse("employers:pipeline")
    deed = DEEDS.get(request.POST.get("do", ""))
    chosen = chosen_of(request, query)
    if deed is None or not chosen or len(chosen) > bulk.MOST:
        messages.warning(request, problem_of(deed, chosen))
        return redirect(back)
    form = deed.form(request.POST if "sure" in request.POST else None, community=request.community)
    if form.is_valid():
        return deed.act(request, chosen, form.cleaned_data) or redirect(back)
    context = {
        "deed": deed,
        "do": request.POST["do"],
        "button": deed.button.format(counted(len(chosen))),
        "form": form,
        "chosen": chosen,
        "named": chosen[:NAMED],
        "more": max(0, len(chosen) - NAMED),
        "query": query,
        "back": back,
    }
    return render(request, "employers/workspace/together.html", context)


def chosen_of(request: WorkspaceRequest, query: str) -> list[Employer]:
    """Return the employers that are meant, one more than may be at once: those ticked, or all that the list found."""
    rows = listed(request.community)
    if request.POST.get("all"):
        today = timezone.localdate()
        found = EmployerFilter(QueryDict(query), request.community, today=today, by=request.user).narrow(rows)
    else:
        ticked = [int(pk) for pk in request.POST.getlist("employer") if is_id(pk)]
        found = rows.filter(pk__in=ticked[: bulk.MOST + 1])
    chosen = found.select_related("organization__community", "organization__owner")
    return list(chosen.order_by("organization__normalized_name", "pk")[: bulk.MOST + 1])


def is_id(text: str) -> bool:
    """Test whether a text is an id that a database can hold."""
    return text.isascii() and text.isdigit() and len(text) <= ID_DIGITS


def problem_of(deed: Deed | None, chosen: list[Employer]) -> str:
    """Return why nothing can be done, in words."""
    if not chosen:
        return "Nothing was done: tick the employers first."
    if deed is None:
        return "Nothing was done: choose what to do with them."
    return f"Nothing was done: more than {bulk.MOST} at once are narrowed first."


def counted(count: int) -> str:
    """Return so many employers, in words."""
    return "1 employer" if count == 1 else f"{count} employers"
