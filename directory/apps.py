"""The app's place in the portal."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Who we know."""

    name = "directory"

    def ready(self) -> None:
        """Take the app's lines in the menu and on the today page."""
        from community import jobs
        from community.navigation import Item, Panel, add_item, add_panel
        from community.roles import READERS
        from directory import today
        from directory.duplicates import looking
        from directory.importing import batches, committing, staging, undoing
        from directory.views import alliances, ties

        add_item(Item("", "Tasks", "directory:tasks", READERS, order=20, waiting=today.DUE_TASKS))
        add_item(
            Item("Employers", "Organizations", "directory:organizations", READERS, order=60, also="/workspace/import/")
        )
        add_item(Item("Employers", "People", "directory:people", READERS, order=70))
        add_item(
            Item(
                "Employers",
                "Duplicates",
                "directory:duplicates",
                READERS,
                order=75,
                waiting=today.OPEN_PAIRS,
                also="/workspace/merges/",
            )
        )
        add_item(
            Item("Employers", "Introductions", "directory:introductions", READERS, order=62, waiting=today.TO_TAKE_UP)
        )
        place = ("Imports", "directory:imports")
        jobs.register(batches.CHECK, staging.work, place=place)
        jobs.register(batches.COMMIT, committing.work, place=place)
        jobs.register(batches.UNDO, undoing.work, place=place)
        add_item(Item("Employers", "Alliances", "directory:alliances", READERS, order=75))
        add_panel("organization-beside", Panel("directory/_alliances.html", alliances.on_organization, order=50))
        add_panel("organization-beside", Panel("directory/_known.html", ties.on_organization, order=40))
        add_panel("person", Panel("directory/_ties.html", ties.on_person, order=5))
        add_panel("today", Panel("", today.lines, order=60))
        add_panel("today", Panel("", today.alike, order=70))
        add_panel("today", Panel("", today.introductions, order=40))
        jobs.register(looking.JOB, looking.work, place=("Duplicates", "directory:duplicates"))
