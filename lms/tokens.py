"""Attempt tokens: the right to write into one progress row, for twelve hours.

Signed, so that a commit needs no session and no query to know who writes where; scoped
to one row of one person; not ambient, so that no other site can make a browser use it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.crypto import salted_hmac

from lms.attempts import Attempt

LIFE = timedelta(hours=12)
SALT = "lms.attempt"


class TokenInvalid(Exception):
    """The token was not made here, or was altered."""


class TokenEnded(Exception):
    """The token is too old, its row is gone, or its owner signed out everywhere."""


def issue(attempt: Attempt) -> str:
    """Return a token for a row; the caller has checked whose it is."""
    parts = (
        attempt.progress,
        attempt.user,
        attempt.unit_id.hex,
        attempt.version,
        attempt.fingerprint,
        attempt.epoch,
    )
    return TimestampSigner(salt=SALT).sign(".".join(map(str, parts)))


def read(token: str) -> Attempt:
    """Return what a token gives. Raises TokenEnded or TokenInvalid."""
    try:
        text = TimestampSigner(salt=SALT).unsign(token, max_age=LIFE)
    except SignatureExpired as error:
        raise TokenEnded from error
    except BadSignature as error:
        raise TokenInvalid from error
    progress, user, unit, version, fingerprint, epoch = text.split(".")
    return Attempt(
        int(progress), int(user), UUID(unit), int(version), fingerprint, int(epoch)
    )


def person_key(user: Any) -> str:
    """Return a name for a person that only their own browser uses.

    What waits in a browser is kept under it, so that it never goes to another account;
    it tells nothing to who reads it.
    """
    return salted_hmac("lms.person", str(user.pk)).hexdigest()[:16]
