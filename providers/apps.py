"""The app's place in the portal."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Who trains."""

    name = "providers"

    def ready(self) -> None:
        """Listen to the floors below, and take the app's places in the menu and on shared pages."""
        from community import jobs
        from community.navigation import Item, Panel, add_item, add_panel
        from community.roles import CASE_READERS, EDITORS, READERS, REVIEWERS
        from directory import timeline, todo
        from employers import texts, verifying
        from employers.wordings import TextKind
        from providers import agreeing, attesting, conflicts, receivers, releasing  # noqa: F401 - importing receivers connects them
        from providers.models import Agreement
        from providers.views import (
            agreements,
            applications,
            desk,
            desk_returns,
            employer_names,
            listing,
            placements,
            publishing,
            releases_elsewhere,
            return_requests,
            returns,
            supply,
            waiting,
        )

        timeline.readable.add(conflicts.may_be_read)
        todo.readable.add(conflicts.may_be_done)
        to_assign = applications.TO_ASSIGN
        add_item(Item("Providers", "Applications", "providers:applications", CASE_READERS, order=10, waiting=to_assign))
        add_item(Item("Providers", "Decisions", "providers:decisions", EDITORS, order=12, waiting=publishing.WAITING))
        add_panel("today", Panel("", publishing.on_today, order=32))
        add_item(Item("Providers", "My reviews", "providers:reviews", REVIEWERS, order=15))
        add_panel("today", Panel("", waiting.on_today, order=31))
        add_item(Item("Providers", "Demand and supply", "providers:supply", CASE_READERS, order=80))
        add_panel("desk", Panel("providers/desk/_demand.html", supply.on_desk, order=10))
        add_item(Item("Providers", "Criteria", "providers:criteria-versions", CASE_READERS, order=90))
        add_panel("today", Panel("", applications.on_today, order=30))
        jobs.register(
            releasing.JOB, releasing.work, place=("Releases", "providers:releases"), end=releases_elsewhere.end_of_job
        )
        add_item(Item("Providers", "Returns", "providers:returns", READERS, order=50, waiting=returns.OVERDUE))
        add_panel("today", Panel("", returns.on_today, order=40))
        add_panel("today", Panel("", return_requests.on_today, order=41))
        add_panel("today", Panel("", employer_names.on_today, order=42))
        add_item(placements.MENU)
        add_panel("today", Panel("", placements.on_today, order=45))
        add_item(Item("Providers", "Releases", "providers:releases", READERS, order=60))
        add_panel("today", Panel("", releases_elsewhere.on_today, order=60))
        add_item(Item("Providers", "Data agreement", "employers:agreement-texts", READERS, order=90))
        add_panel("organization", Panel("providers/workspace/_organization.html", agreements.on_organization, order=12))
        verifying.compared[Agreement.SUBJECT] = attesting.ROWS
        texts.counted[TextKind.AGREEMENT] = agreeing.counted
        add_panel("today", Panel("", listing.on_today, order=42))
        add_panel("desk-first", Panel("providers/desk/_listing.html", listing.on_desk, order=4))
        add_panel("desk-first", Panel("providers/desk/returns/_panel.html", desk_returns.on_desk, order=8))
        add_panel("desk-first", Panel("providers/desk/_applications.html", desk.on_desk, order=5))
