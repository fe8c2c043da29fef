"""The ``CMS`` settings dictionary, read lazily so that tests can override it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class AppSettings:
    """Typed access to ``settings.CMS``; every property reads it afresh."""

    @property
    def _values(self) -> dict[str, Any]:
        return getattr(settings, "CMS", {})

    @property
    def data_dir(self) -> Path:
        """Directory of everything this installation writes."""
        return self._directory("DATA_DIR")

    @property
    def build_dir(self) -> Path:
        """Directory of what the front-end build wrote: player, adapters, schemas."""
        return self._directory("BUILD_DIR")

    @property
    def signing_key(self) -> str:
        """Base64 of the 32-byte seed that signs visas and seals; empty when unset."""
        return self._values.get("SIGNING_KEY", "")

    @property
    def allow_demo_key(self) -> bool:
        """Whether a demonstration key may be made when none is configured."""
        return self._values.get("ALLOW_DEMO_KEY", False)

    @property
    def broker_url(self) -> str:
        """Address of Celery's broker; in memory when no setting names one."""
        return getattr(settings, "CELERY_BROKER_URL", "") or "memory://"

    @property
    def embedded_worker(self) -> bool:
        """Whether the web process runs the jobs itself."""
        return self._values.get("EMBEDDED_WORKER", False)

    @property
    def proxies(self) -> int:
        """How many web servers of ours stand before the application."""
        return self._values.get("PROXIES", 0)

    def _directory(self, name: str) -> Path:
        if not self._values.get(name):
            raise ImproperlyConfigured(f"CMS has no {name!r}")
        return Path(self._values[name])


app_settings = AppSettings()
