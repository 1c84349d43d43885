"""People who sign in: the team of a community, and partners at their desks."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Users by e-mail address."""

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> "User":
        """Create a user; without a password they sign in by an e-mailed code or link."""
        user = self.model(email=self.normalize_email(email), name=name, **extra)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, name: str = "Operator", password: str | None = None) -> "User":
        """Create the operator of the installation."""
        return self.create_user(email, name, password, is_superuser=True)

    def of_address(self, email: str, name: str) -> "User":
        """Return who signs in by this address, made without a password where nobody does yet."""
        no_password = {"name": name, "password": make_password(None)}
        return self.get_or_create(email=self.normalize_email(email), defaults=no_password)[0]

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in lower case: one mailbox, one user."""
        return (email or "").strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in, known by an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Tell Django's admin who may enter: the operator only."""
        return self.is_superuser

    @property
    def initials(self) -> str:
        """Return up to two initials, for the places without a photo."""
        words = [word for word in self.name.split() if word]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or self.email[:1].upper()
