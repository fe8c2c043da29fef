"""What the builder needs of an image, wherever the image is taken from."""

from dataclasses import dataclass
from typing import Protocol

from cms.models import LicensedImage


class AssetUnreadable(Exception):
    """An image's file cannot be read or decoded; the message says so to a person."""


@dataclass(frozen=True)
class TakenImage:
    """The frozen form of an image: what was stored, and its size in pixels."""

    sha256: str
    name: str
    media_type: str
    size: int
    width: int
    height: int


class AssetSource(Protocol):
    """Where the builder gets the frozen form of an image."""

    def take(self, image: LicensedImage) -> TakenImage:
        """Return the image's frozen form. Raises :class:`AssetUnreadable`."""


class NoAssets:
    """Touches no file: for the gate, which only needs to know what is missing."""

    def take(self, image: LicensedImage) -> TakenImage:
        digest = f"{image.pk:064x}"
        return TakenImage(digest, f"{digest[-20:]}.svg", "image/svg+xml", 0, 1, 1)
