"""The ``CMS`` settings dictionary, read lazily so that tests can override it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class AppSettings:
    """Typed access to ``settings.CMS``; every property reads it afresh."""

    @property
    def _values(self) -> dict[str, Any]:
        return getattr(settings, "CMS", {})

    @property
    def data_dir(self) -> Path:
        """Directory of everything this installation writes."""
        return Path(self._values["DATA_DIR"])

    @property
    def build_dir(self) -> Path:
        """Directory of what the front-end build wrote: player, adapters, schemas."""
        return Path(self._values["BUILD_DIR"])

    @property
    def signing_key(self) -> str:
        """Base64 of the 32-byte seed that signs visas and seals; empty when unset."""
        return self._values.get("SIGNING_KEY", "")

    @property
    def allow_demo_key(self) -> bool:
        """Whether a demonstration key may be made when none is configured."""
        return self._values.get("ALLOW_DEMO_KEY", False)

    @property
    def embedded_worker(self) -> bool:
        """Whether the web process runs the jobs itself."""
        return self._values.get("EMBEDDED_WORKER", False)


app_settings = AppSettings()
