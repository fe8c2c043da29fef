"""The installation's signing key and the public keys it has used."""

import base64
import secrets
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from cms.app_settings import app_settings
from cms.models import PublicKey
from cms.private_files import read_or_create
from cms.signatures import SEED_BYTES, KeyFormatError, Signer

KEYS_SCHEMA_VERSION = 1
DEMO_KEY_FILE = "demo-signing-key"


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
    """Record that a key signs from today on, and end the one before it."""
    today = timezone.localdate()
    _row, created = PublicKey.objects.get_or_create(
        key_id=key.key_id,
        defaults={
            "public_key": key.public_key,
            "demo": key.demo,
            "valid_from": today,
        },
    )
    if created:
        PublicKey.objects.exclude(key_id=key.key_id).filter(
            valid_to__isnull=True
        ).update(valid_to=today)


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
