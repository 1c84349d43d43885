"""Workspace page of tasks: mine or everybody's, the overdue first, each with a button."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from directory import todo
from directory.forms.todo import TaskForm
from directory.models import Task
from directory.models.timeline import TaskQuerySet

SHOWN = 100  # open tasks on one page; more is a sign, not a list
DONE = 20  # shown, so that one pressed by mistake can be opened again


def found(request: WorkspaceRequest) -> TaskQuerySet:
    """Return the tasks that this person may see."""
    tasks: TaskQuerySet = Task.objects.of(request.community)
    return todo.readable.by(request.user, tasks)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List what is open, the most overdue first and what has no day last, and what was done lately."""
    is_mine = request.GET.get("of") == "me"
    rows = found(request).select_related("owner", "organization", "person")
    if is_mine:
        rows = rows.filter(owner=request.user)
    context = {
        "tasks": rows.open().order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN],
        "done": rows.filter(done_at__isnull=False).select_related("done_by").order_by("-done_at", "-pk")[:DONE],
        "is_mine": is_mine,
        "today": timezone.localdate(),
        "can_write": bool(request.roles & EDITORS),
        "limit": SHOWN,
    }
    return render(request, "directory/tasks.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Add a task about nobody in particular."""
    form = TaskForm(request.POST or None, community=request.community, initial={"owner": request.user.pk})
    if form.is_valid():
        todo.add(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The task is on the list.")
        return redirect("directory:tasks")
    return render(request, "directory/task_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put a task off, or give it to somebody else."""
    task = get_object_or_404(found(request), pk=pk)
    form = TaskForm(request.POST or None, community=request.community, task=task)
    if form.is_valid():
        todo.change(task, **form.cleaned_data)
        messages.success(request, "The task is saved.")
        return redirect("directory:tasks")
    return render(request, "directory/task_form.html", {"form": form, "task": task})


@require_POST
@for_roles(EDITORS)
def done(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Mark a task as done."""
    task = get_object_or_404(found(request), pk=pk)
    if todo.done(task, by=request.user, at=timezone.now()):
        messages.success(request, f"Done: {task.title}")
    return back(request)


@require_POST
@for_roles(EDITORS)
def reopen(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Open a task again."""
    task = get_object_or_404(found(request), pk=pk)
    if todo.reopen(task, by=request.user, at=timezone.now()):
        messages.success(request, f"Open again: {task.title}")
    return back(request)


def back(request: WorkspaceRequest) -> HttpResponse:
    """Return to the page of ours where the button stood."""
    target = request.POST.get("back", "")
    if target.startswith("/workspace/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect(target)
    return redirect("directory:tasks")
