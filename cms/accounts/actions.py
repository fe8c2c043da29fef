"""What may be done with an account."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import F

from cms import throttling
from cms.accounts.limits import TRIES_ANYWHERE
from cms.signals import signed_out_everywhere


class AccountError(Exception):
    """The account stays as it is."""


class AddressTaken(AccountError):
    """Another account uses this address."""


class LastAdministrator(AccountError):
    """Without this account nobody could administer the site."""


def open_account(*, email: str, first_name: str, last_name: str, password: str) -> Any:
    """Open an account without any role; the address is known to be the person's.

    Raises AddressTaken.
    """
    try:
        with transaction.atomic():
            return get_user_model().objects.create_user(
                email, password, first_name=first_name, last_name=last_name
            )
    except IntegrityError as error:
        raise AddressTaken from error


def change_address(*, user: Any, email: str) -> None:
    """Give an account another address, known to be the person's. Raises AddressTaken."""
    user.email = get_user_model().objects.normalize_email(email)
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken from error


def change_password(*, user: Any, password: str) -> None:
    """Set a password; every session but the one that goes on with it ends."""
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        signed_out_everywhere.send(sender=type(user), user=user)
    throttling.forget(TRIES_ANYWHERE, user.email.lower())


def sign_out_everywhere(*, user: Any) -> None:
    """End every session of a person, on all their devices."""
    with transaction.atomic():
        accounts = get_user_model().objects.filter(pk=user.pk)
        accounts.update(session_epoch=F("session_epoch") + 1)
        signed_out_everywhere.send(sender=type(user), user=user)


def delete_account(*, user: Any) -> None:
    """Delete an account with everything that the apps keep about the person.

    At once or not at all: each app's erasing runs in the same transaction, before the
    row goes (:mod:`cms.personal_data`). Raises LastAdministrator.
    """
    with transaction.atomic():
        if is_last_administrator(user, lock=True):
            raise LastAdministrator
        # Locked first: a player that opens a unit meanwhile waits, then finds nobody.
        account = get_user_model().objects.select_for_update().filter(pk=user.pk)
        found = account.first()
        # Whoever asks twice at once finds it gone, which is what they asked for.
        if found is not None:
            found.delete()


def is_last_administrator(user: Any, *, lock: bool = False) -> bool:
    """Tell whether nobody else could give roles any more; ``lock`` in a transaction."""
    if not user.is_superuser:
        return False
    others = get_user_model().objects.filter(is_superuser=True, is_active=True)
    if lock:
        others = others.select_for_update().order_by("pk")
    return all(other.pk == user.pk for other in others)
