"""The roof beams: settings, routes, the task queue's entry, the web server's entry."""

from techhire.celery import app as celery_app

__all__ = ["celery_app"]
