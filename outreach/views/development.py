"""Letters that the folder holds, to be read in a browser: in development only, elsewhere these routes do not exist."""

import email
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

SHOWN = 200  # letters
# Links lead out of the frame; everything else stays inside.
SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


def folder() -> Path:
    """Return where letters are written."""
    return Path(settings.VAR_DIR) / "mail"


def read(path: Path) -> EmailMessage:
    """Return the letter in a file."""
    return email.message_from_bytes(path.read_bytes(), policy=default)


def written_at(path: Path) -> float:
    """Return when a file appeared, for newest first; one that vanished meanwhile is oldest."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def find(name: str) -> EmailMessage:
    """Return a letter by its file's name, or 404."""
    try:
        return read(folder() / f"{name}.eml")
    except OSError as fault:  # no such file, or no name that a file can have
        raise Http404 from fault


def part(message: EmailMessage, kind: str) -> str:
    """Return the text or the HTML part."""
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""


def heads(message: EmailMessage) -> dict[str, Any]:
    """Return what a mail program shows above a letter."""
    try:
        sent: datetime | None = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        sent = None
    return {"subject": message["Subject"], "to": message["To"], "from": message["From"], "sent": sent}


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first."""
    paths = sorted(folder().glob("*.eml"), key=written_at, reverse=True) if folder().is_dir() else []
    letters = [{"name": path.stem, **heads(read(path))} for path in paths[:SHOWN]]
    return render(request, "outreach/dev/index.html", {"letters": letters, "folder": folder()})


@require_safe
@login_not_required
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # csp knows no arguments of views
def show(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter: the HTML part in a frame, the text part with working links."""
    message = find(name)
    context = {
        "name": name,
        "text": part(message, "plain"),
        "headers": [(key, str(value)) for key, value in message.items()],
        **heads(message),
    }
    return render(request, "outreach/dev/letter.html", context)


@require_safe
@login_not_required
@xframe_options_sameorigin
def html_part(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML part as it is; its links open beside the frame."""
    html = part(find(name), "html").replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SANDBOX
    return response
