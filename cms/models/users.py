"""People with an account. Pupils never have one."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates accounts from an e-mail address."""

    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account; without a password, nobody can sign in with it."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account with every right."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        # People do not remember how they capitalised their address.
        return self.get(email__iexact=username)


class User(AbstractUser):  # type: ignore[django-manager-missing] # Wagtail is untyped
    """An account, named by its e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("An account already uses this address.")},
    )

    establishment = models.ForeignKey(
        "cms.Establishment",
        verbose_name=_("establishment"),
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    """Part of what every session must match: adding one ends them all."""
    inactivity_warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the person was told that their unused account will be deleted."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="cms_user_email_any_case")
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_session_auth_hash(self) -> str:
        return self._with_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_epoch, super().get_session_auth_fallback_hash())

    def _with_epoch(self, session_hash: str) -> str:
        return f"{session_hash}.{self.session_epoch}"

    @cached_property
    def is_inspector(self) -> bool:
        """Whether a mandate of theirs is in force today; asked once by each request."""
        from cms.models.places import Mandate

        return Mandate.objects.current(localdate()).filter(inspector=self).exists()
