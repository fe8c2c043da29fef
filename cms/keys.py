"""The installation's signing key and the public keys it has used."""

import base64
import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from cms.app_settings import app_settings
from cms.models import PublicKey
from cms.private_files import read_or_create
from cms.signatures import SEED_BYTES, KeyFormatError, Signer

KEYS_SCHEMA_VERSION = 1
DEMO_KEY_FILE = "demo-signing-key"


class KeyRetired(ImproperlyConfigured):
    """The configured key has ended: what it signs now would verify as altered."""

    def __init__(self, key_id: str, valid_to: date) -> None:
        super().__init__(f"key {key_id} ended on {valid_to.isoformat()}")
        self.key_id = key_id
        self.valid_to = valid_to


def signer() -> Signer:
    """Return the key that signs now.

    Without a configured key, a demonstration key is made once per data directory where
    the settings allow it. Raises ImproperlyConfigured.
    """
    text = app_settings.signing_key
    if text:
        try:
            return Signer.from_text(text, demo=False)
        except KeyFormatError as error:
            raise ImproperlyConfigured(f"PASSERELLE_SIGNING_KEY: {error}") from error
    if not app_settings.allow_demo_key:
        raise ImproperlyConfigured("PASSERELLE_SIGNING_KEY is not set")
    seed = read_or_create(
        app_settings.data_dir / DEMO_KEY_FILE,
        lambda: base64.b64encode(secrets.token_bytes(SEED_BYTES)).decode("ascii"),
    )
    return Signer.from_text(seed, demo=True)


def publish(key: Signer) -> None:
    """Record that a key signs from today on, and end the one before it.

    Call it in the transaction that writes what the key signed. Days count whole: on the
    day of a rotation both keys are good. A key that has ended stays so, even on that
    day. Raises :class:`KeyRetired`.
    """
    with transaction.atomic():
        # Until the signature is written, nobody ends the key that made it.
        rows = PublicKey.objects.select_for_update().order_by("pk")
        known = {row.pk: row for row in rows}.get(key.key_id)
        if known is not None and known.valid_to is not None:
            raise KeyRetired(known.key_id, known.valid_to)
        if known is not None:
            return
        today = timezone.localdate()
        PublicKey.objects.get_or_create(
            key_id=key.key_id,
            defaults={
                "public_key": key.public_key,
                "demo": key.demo,
                "valid_from": today,
            },
        )
        PublicKey.objects.exclude(key_id=key.key_id).filter(
            valid_to__isnull=True
        ).update(valid_to=today)


def retirement(key: Signer) -> date | None:
    """Return the last day of a key, None while it may sign."""
    row = PublicKey.objects.filter(key_id=key.key_id).first()
    return row.valid_to if row else None


def public_keys() -> dict[str, Any]:
    """Return what ``/.well-known/passerelle-keys.json`` serves."""
    return {
        "schema_version": KEYS_SCHEMA_VERSION,
        "keys": [
            {
                "key_id": row.key_id,
                "public_key": row.public_key,
                "algorithm": "Ed25519",
                "demo": row.demo,
                "valid_from": row.valid_from.isoformat(),
                "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            }
            for row in PublicKey.objects.all()
        ],
    }
