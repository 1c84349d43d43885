"""The app's place in the portal."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Letters."""

    name = "outreach"

    def ready(self) -> None:
        """Listen to news from the lower floors, and take the app's places on shared pages."""
        from community import jobs
        from community.navigation import Panel, add_panel
        from outreach import merging, panels, receivers, sequencing, starting  # noqa: F401 -- importing the receivers connects them
        from outreach.views import audiences, changes, decisions, introductions

        panels.register()
        jobs.register(starting.JOB, sequencing.work, place=("Campaigns", "outreach:campaigns"))
        add_panel("employers", Panel("outreach/audiences/_from_employers.html", audiences.from_employers))
        add_panel("introduction-letter", Panel("outreach/_introduction_letter.html", introductions.before))
        add_panel("decision-letter", Panel("outreach/_changes_letter.html", decisions.before))
        add_panel("changes-letter", Panel("outreach/_changes_letter.html", changes.before))
        add_panel("introduction", Panel("outreach/_letters.html", introductions.after, order=60))
