"""Answering a file of evidence: always as a file to keep, never as a page."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from providers.models import Evidence

SANDBOX = "sandbox; default-src 'none'"


def answer(evidence: Evidence) -> HttpResponse:
    """Return the file under its tamed name, with the type that it was found to have; 404 where there is none."""
    if not evidence.file:
        raise Http404
    try:
        with evidence.file.open("rb") as file:
            content = file.read()
    except OSError as reason:
        raise Http404 from reason
    return HttpResponse(
        content,
        content_type=evidence.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=evidence.file_name),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )
