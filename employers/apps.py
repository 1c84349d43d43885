"""The app's place in the portal."""

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    """Who hires."""

    name = "employers"

    def ready(self) -> None:
        """Listen to the floors below, and put the app's lines into the menu."""
        from community.navigation import Item, Panel, add_item, add_panel
        from community.roles import READERS
        from directory.importing import joining
        from employers import agenda, enlisting, panels, reached, receivers  # noqa: F401 - importing receivers connects them
        from employers.views import advocates, desk_referrals, introductions, logos, referrals_workspace

        add_item(Item("Employers", "Commitment text", "employers:texts", READERS, order=90))
        add_item(Item("Employers", "Skills", "employers:skills", READERS, order=80))
        add_panel("organization-beside", Panel("employers/workspace/_wall.html", logos.on_wall, order=20))
        add_panel("desk", Panel("employers/desk/_referrals.html", desk_referrals.on_desk, order=20))
        add_item(Item("Employers", "Referrals", "employers:referrals", READERS, order=60))
        add_item(Item("Employers", "Advocates", "employers:advocates", READERS, order=65, also="/workspace/kit/"))
        advocate = Panel("employers/workspace/_advocate.html", advocates.on_organization, order=35)
        add_panel("organization-beside", advocate)
        referred = Panel("employers/workspace/_referred.html", referrals_workspace.on_organization, order=30)
        add_panel("organization-beside", referred)
        add_panel("today", Panel("", referrals_workspace.on_today, order=10))
        add_panel("introduction-letter", Panel("", introductions.before, order=10))
        add_panel("introduction", Panel("employers/workspace/_credit.html", introductions.credit, order=10))
        add_panel("introduction-reply", Panel("employers/referrals/_to_pass_on.html", introductions.to_pass_on))
        panels.register()
        reached.register()
        agenda.register()
        joining.register(enlisting.JOINT)
