"""What is asked for: the inputs of a package, and the key they make together."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms import canonical
from cms.signatures import Signer
from modules.document import UnitDocument
from scorm_exports.packaging import names
from scorm_exports.packaging.code import code_version
from scorm_exports.packaging.errors import RequestRefused

BUILD_PATHS = {
    names.PLAYER_SCRIPT: "modules/player/player.js",
    names.PLAYER_STYLE: "modules/player/player.css",
    names.ADAPTER_SCRIPT: "scorm_exports/adapters/adapter-scorm.js",
}
SCHEMAS_DIRECTORY = "scorm_exports/schemas/scorm12"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What every package carries besides its content.

    ``files``: the members of :data:`names.RUNTIME_FILES`. ``schemas``: the official XSD
    files by name, as published. ``code`` names the code that makes the other members.
    """

    files: Mapping[str, bytes]
    schemas: Mapping[str, bytes]
    code: str = field(default_factory=code_version)

    @classmethod
    def from_build(cls, root: Path) -> "Runtime":
        """Read the front-end build (``static/build``).

        Raises :class:`RequestRefused` (``runtime_missing``) naming an absent file.
        """
        schemas = sorted((root / SCHEMAS_DIRECTORY).glob("*.xsd"))
        if not schemas:
            raise RequestRefused("runtime_missing", SCHEMAS_DIRECTORY)
        files = {}
        for path, source in BUILD_PATHS.items():
            try:
                files[path] = (root / source).read_bytes()
            except OSError as error:
                raise RequestRefused("runtime_missing", source) from error
        return cls(files, {path.name: path.read_bytes() for path in schemas})

    @property
    def version(self) -> str:
        """SHA-256 over every file, the code and the package format."""
        return _digest(
            {
                "format": names.PACKAGE_FORMAT,
                "code": self.code,
                "files": {path: _sha256(data) for path, data in self.files.items()},
                "schemas": {name: _sha256(data) for name, data in self.schemas.items()},
            }
        )


@dataclass(frozen=True, slots=True)
class PackagedUnit:
    """A frozen document as stored, and the number of its version."""

    fingerprint: str
    data: bytes
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRequest:
    """Everything a package is made of; nothing else influences its bytes.

    ``visas`` are the bytes of ``passerelle/visas.json``. ``options`` are JSON values by
    name, those the profile knows. ``verify_url`` is the page where a package can be
    verified and ``keys_url`` the address of the public keys; the leaflet prints those
    that are not empty. ``render_launch`` makes the launch page in place of the player;
    ``runtime.code`` must then name it.
    """

    units: tuple[PackagedUnit, ...]
    visas: bytes
    runtime: Runtime
    signer: Signer
    profile: str = "scorm12"
    options: Mapping[str, Any] = field(default_factory=dict)
    verify_url: str = ""
    keys_url: str = ""
    render_launch: Callable[[UnitDocument], str] | None = None


def package_key(request: PackageRequest) -> str:
    """Return the SHA-256 of all the inputs: same key, identical bytes."""
    return _digest(
        {
            "format": names.PACKAGE_FORMAT,
            "units": [
                {"fingerprint": unit.fingerprint, "version": unit.version}
                for unit in request.units
            ],
            "visas": _sha256(request.visas),
            "profile": request.profile,
            "options": dict(request.options),
            "runtime": request.runtime.version,
            "seal_key_id": request.signer.key_id,
            "verify_url": request.verify_url,
            "keys_url": request.keys_url,
        }
    )


def _digest(value: Any) -> str:
    return _sha256(canonical.dumps(value))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
