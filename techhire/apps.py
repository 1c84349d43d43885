"""The admin of the installation's operator."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin, for superusers only: it knows no communities."""

    default_site = "techhire.admin.OperatorSite"
