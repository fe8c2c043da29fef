"""Signed links in mails: they carry what they are for, nothing is stored meanwhile."""

from datetime import timedelta
from typing import Any

from django.core import signing

LIFETIME = timedelta(hours=24)
SIGN_UP = "cms.accounts.sign_up"
NEW_ADDRESS = "cms.accounts.new_address"


class LinkError(Exception):
    """The link does not work."""


class LinkDamaged(LinkError):
    """It is not one of ours, or was cut on its way."""


class LinkExpired(LinkError):
    """It is older than :data:`LIFETIME`."""


class LinkUsed(LinkError):
    """What it was for is done, or can no longer be done."""


def make(purpose: str, values: dict[str, Any]) -> str:
    """Return a token for an address; its holder can read the values, not change them."""
    return signing.dumps(values, salt=purpose)


def read(purpose: str, token: str) -> dict[str, Any]:
    """Return the values of a token. Raises LinkDamaged or LinkExpired."""
    try:
        return signing.loads(token, salt=purpose, max_age=LIFETIME)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise LinkDamaged from error
