"""How often the account pages may be used, so that nobody is flooded or guessed."""

from datetime import timedelta

from django.http import HttpRequest

from cms import throttling
from cms.throttling import Limit

MAILS_TO_ADDRESS = Limit("account mails to", 5, timedelta(hours=6))
MAILS_FROM_CLIENT = Limit("account mails from", 40, timedelta(hours=1))
"""A whole school may share one client address."""

TRIES_HERE = Limit("sign-in here", 10, timedelta(minutes=15))
TRIES_FROM_CLIENT = Limit("sign-in from", 100, timedelta(minutes=15))
TRIES_ANYWHERE = Limit("sign-in anywhere", 60, timedelta(hours=1))
"""Against many clients at once; wide, for it locks the owner out too."""

PASSWORD_CHECKS = Limit("password check", 10, timedelta(minutes=15))


def may_mail(request: HttpRequest, address: str) -> bool:
    """Count a mail that somebody asks for without an account, or to a new address."""
    return throttling.take(
        MAILS_FROM_CLIENT, throttling.client(request)
    ) and throttling.take(MAILS_TO_ADDRESS, address.lower())


def may_try(request: HttpRequest, address: str) -> bool:
    """Count an attempt to sign in before its password is looked at."""
    client = throttling.client(request)
    return (
        throttling.take(TRIES_FROM_CLIENT, client)
        and throttling.take(TRIES_HERE, f"{client} {address.lower()}")
        and throttling.take(TRIES_ANYWHERE, address.lower())
    )


def signed_in(request: HttpRequest, address: str) -> None:
    """Uncount a successful attempt: only failures limit."""
    client = throttling.client(request)
    throttling.give_back(TRIES_FROM_CLIENT, client)
    throttling.forget(TRIES_HERE, f"{client} {address.lower()}")
    throttling.give_back(TRIES_ANYWHERE, address.lower())
