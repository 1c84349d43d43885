"""The admin site of the installation's operator: it knows no communities, so only a superuser may enter."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest


class OperatorSite(AdminSite):
    """Django's admin for the operator of the installation."""

    site_header = "Installation"
    site_title = "Installation"
    index_title = "For the operator of this installation"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in active superusers and nobody else."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))
