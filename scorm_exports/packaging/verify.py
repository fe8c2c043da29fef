"""What can be proven of a package: integrity first, trust last.

The verdict is 1 as soon as anything is altered, missing, added, inconsistent or no
longer readable in a package that has any ``passerelle/`` member, whatever its key;
else 2 when nothing can be proven (unknown or demonstration key, no evidence, not a
zip); else 0. The key inside a package proves its integrity, never its origin.

The seal vouches for files, not for the archive around them: one that another tool made
again from the same files draws a note, and the verdict is that of its content. Changes
to the structure of our own archives are alterations: see :mod:`.structure`.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from cms import canonical, signatures
from scorm_exports.packaging import names
from scorm_exports.packaging.archive import (
    Archive,
    ArchiveError,
    Budget,
    Entry,
    open_archive,
    opening_code,
    overlapping,
)
from scorm_exports.packaging.evidence import FilesError, FilesList, read_files
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.keys import KeysError, PublicKey, read_keys
from scorm_exports.packaging.structure import (
    first_member,
    recovered,
    structure_findings,
)
from scorm_exports.packaging.visas import Visa, VisasError, read_visas

PROVEN: Literal[0] = 0
ALTERED: Literal[1] = 1
NOT_PROVABLE: Literal[2] = 2

MAX_MANIFEST = 10 * 1024 * 1024
"""Bytes of manifest inflated to look for evidence in what is left of an archive."""
MAX_EVIDENCE = 64 * 1024 * 1024
"""Bytes of ``passerelle/`` members held in memory at once."""

_TRACE = re.compile(
    rb"PK\x03\x04.{26}passerelle/|PK\x01\x02.{42}passerelle/", re.DOTALL
)
_TRACE_LENGTH = 57
_SCAN = 1024 * 1024


Standing = Literal["proven", "fictional", "claimed"]


@dataclass(frozen=True, slots=True)
class SignedVisa:
    """A visa whose signature holds, and what that is worth.

    ``proven``: its key is known and was in use on its date; ``fictional``: its key, or
    the visa itself, is a demonstration; ``claimed``: nobody knows its key.
    """

    visa: Visa
    standing: Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` is also the exit code; ``visas`` are those whose signature holds.

    Of the findings, those of severity ``advice`` are notes that do not weigh on it.
    """

    code: Literal[0, 1, 2]
    findings: tuple[Finding, ...]
    visas: tuple[SignedVisa, ...] = ()


def verify_package(path: Path, keys: object) -> Verdict:
    """Verify a package against the parsed JSON of the public keys.

    Never raises for what the file or ``keys`` holds; a file that cannot be opened is
    not provable.
    """
    try:
        with path.open("rb") as file:
            return _Verification(file, keys).verdict()
    except OSError as error:
        return _not_provable(Finding(opening_code(error)))


@dataclass(frozen=True, slots=True)
class _Read:
    sha256: str
    size: int


class _Verification:
    def __init__(self, file: BinaryIO, keys: object) -> None:
        self.file = file
        self.keys = keys
        self.findings: list[Finding] = []
        self.members: dict[str, _Read] = {}
        self.damaged: set[str] = set()
        self.evidence: dict[str, bytes] = {}
        self.visas: tuple[Visa, ...] = ()
        self.known: Mapping[str, PublicKey] = {}

    def verdict(self) -> Verdict:
        size = self.file.seek(0, os.SEEK_END)
        is_whole = True
        try:
            archive = open_archive(self.file)
        except ArchiveError as error:
            is_whole, archive = False, recovered(self.file, size)
            if not (
                _has_evidence(archive)
                or _has_trace(self.file)
                or _announces_evidence(self.file)
            ):
                code = "not_a_zip" if error.code == "not_a_zip" else "no_evidence"
                return _not_provable(Finding(code))
            self.add("archive_unreadable", reason=error.code)
        else:
            if not _has_evidence(archive):
                return _not_provable(Finding("no_evidence"))
        self.check_contents(archive)
        self.findings += structure_findings(
            archive, is_whole=is_whole, with_streams=not self.findings
        )
        listed = self.check_seal()
        self.check_list(listed)
        self.check_units(listed)
        trust = self.check_trust()
        visas = tuple(
            SignedVisa(visa, _standing(visa, self.known))
            for visa in self.visas
            if visa.is_signed
        )
        notes = [f for f in self.findings if f.severity == "advice"]
        if len(notes) < len(self.findings):
            return Verdict(ALTERED, _unique(self.findings), visas)
        findings = _unique(trust + notes)
        return Verdict(NOT_PROVABLE if trust else PROVEN, findings, visas)

    def add(self, code: str, place: str = "", **params: str | int) -> None:
        self.findings.append(Finding(code, place, params))

    def check_contents(self, archive: Archive) -> None:
        budget, memory = Budget(), Budget(MAX_EVIDENCE)
        try:
            name = overlapping(archive)
        except ArchiveError:
            name = None  # Named below, when that member is read.
        if name is not None:
            self.add("overlapping_members", name)
            return
        for entry in archive.entries:
            if entry.name in self.members or entry.name in self.damaged:
                self.add("duplicate_name", entry.name)
                continue
            try:
                self.members[entry.name] = self.read(archive, entry, budget, memory)
            except ArchiveError as error:
                self.damaged.add(entry.name)
                self.add(error.code, entry.name)
                if error.code == "too_large":
                    return

    def read(
        self, archive: Archive, entry: Entry, budget: Budget, memory: Budget
    ) -> _Read:
        digest, kept = hashlib.sha256(), bytearray()
        is_evidence = entry.name.startswith(names.EVIDENCE) and not entry.is_directory
        size = 0
        for data in archive.content(entry, budget):
            digest.update(data)
            size += len(data)
            if is_evidence:
                memory.spend(entry, size, len(data))
                kept += data
        if is_evidence:
            self.evidence[entry.name] = bytes(kept)
        return _Read(digest.hexdigest(), size)

    def check_seal(self) -> FilesList | None:
        """Check the seal against ``files.json`` and return what the latter lists."""
        files, seal = self.evidence.get(names.FILES), self.evidence.get(names.SEAL)
        for path in (names.FILES, names.SEAL, names.VISAS):
            if path not in self.members and path not in self.damaged:
                self.add("member_missing", path)
        if seal is not None:
            self.seal = _read_seal(seal)
            if self.seal is None:
                self.add("seal_malformed", names.SEAL)
            elif files is not None and not signatures.is_valid(
                public_key=self.seal["public_key"],
                signature=self.seal["signature"],
                data=files,
            ):
                self.add("seal_signature", names.SEAL)
        if files is None:
            return None
        try:
            return read_files(files)
        except FilesError as error:
            self.add("files_malformed", names.FILES, detail=str(error))
            return None

    seal: Mapping[str, str] | None = None

    def check_list(self, listed: FilesList | None) -> None:
        if listed is None:
            return
        present = (set(self.members) | self.damaged) - {names.FILES, names.SEAL}
        for path in sorted(set(listed.files) - present):
            self.add("member_missing", path)
        for path in sorted(present - set(listed.files) - self.folders(listed)):
            self.add("member_added", path)
        for path in sorted(set(listed.files) & set(self.members)):
            said, found = listed.files[path], self.members[path]
            if (said.sha256, said.size) != (found.sha256, found.size):
                self.add("member_altered", path)

    def folders(self, listed: FilesList) -> set[str]:
        """Return the members that only name a folder of ours, as other tools do."""
        ours = {
            path[: end.end()]
            for path in (*listed.files, names.FILES)
            for end in re.finditer("/", path)
        }
        return {
            path
            for path in ours
            if path in self.members and not self.members[path].size
        }

    def check_units(self, listed: FilesList | None) -> None:
        data = self.evidence.get(names.VISAS)
        if data is not None:
            try:
                self.visas = read_visas(data)
            except VisasError as error:
                self.add("visas_malformed", names.VISAS, detail=str(error))
                return
        vouched = {visa.unit_id: visa for visa in self.visas}
        if len(vouched) != len(self.visas):
            self.add("visas_malformed", names.VISAS, detail="visas: a unit twice")
        units = sorted(p for p in self.evidence if p.startswith(names.UNITS))
        for visa in self.visas:
            if names.unit_path(visa.unit_id) not in self.evidence:
                self.add("unit_missing", names.unit_path(visa.unit_id))
            if not visa.is_signed:
                self.add("visa_signature", names.VISAS, unit=visa.unit_id)
        if data is not None and not units and not self.visas:
            self.add("unit_missing", names.UNITS)
        for path in units:
            unit_id = path.removeprefix(names.UNITS).removesuffix(".json")
            found = vouched.get(unit_id)
            if data is not None and found is None:
                self.add("visa_missing", path)
            elif found is not None and self.members[path].sha256 != found.fingerprint:
                self.add("unit_differs_from_visa", path)
            self.check_assets(path, unit_id, listed.omitted if listed else frozenset())

    def check_assets(self, path: str, unit_id: str, omitted: frozenset[str]) -> None:
        assets = _read_assets(self.evidence[path], unit_id)
        if assets is None:
            self.add("unit_unreadable", path)
            return
        for name, sha256 in assets:
            asset = names.asset_path(name)
            if asset in self.members:
                if self.members[asset].sha256 != sha256:
                    self.add("asset_altered", asset, unit=unit_id)
            elif asset not in self.damaged and asset not in omitted:
                self.add("asset_missing", asset, unit=unit_id)

    def check_trust(self) -> list[Finding]:
        """Say what cannot be proven; what is inconsistent goes to the findings."""
        try:
            self.known = read_keys(self.keys)
        except KeysError as error:
            return [Finding("keys_unreadable", params={"detail": str(error)})]
        trust = []
        if self.seal is not None:
            key = _known(self.known, self.seal["key_id"], self.seal["public_key"])
            trust += _doubts(key, names.SEAL, self.seal["key_id"])
        for visa in self.visas:
            key = _known(self.known, visa.key_id, visa.public_key)
            trust += _doubts(key, names.VISAS, visa.key_id)
            if visa.demo:
                trust.append(Finding("visa_demo", names.VISAS, {"unit": visa.unit_id}))
            if key is not None and not key.signed_on(visa.approved_on):
                self.add(
                    "key_not_in_use",
                    names.VISAS,
                    key_id=visa.key_id,
                    date=visa.approved_on,
                )
        return trust


def _not_provable(finding: Finding) -> Verdict:
    return Verdict(NOT_PROVABLE, (finding,))


def _known(
    keys: Mapping[str, PublicKey], key_id: str, public_key: str
) -> PublicKey | None:
    key = keys.get(key_id)
    return key if key is not None and key.public_key == public_key else None


def _standing(visa: Visa, keys: Mapping[str, PublicKey]) -> Standing:
    key = _known(keys, visa.key_id, visa.public_key)
    if key is None or not key.signed_on(visa.approved_on):
        return "claimed"
    return "fictional" if key.demo or visa.demo else "proven"


def _doubts(key: PublicKey | None, place: str, key_id: str) -> list[Finding]:
    if key is None:
        return [Finding("key_unknown", place, {"key_id": key_id})]
    return [Finding("key_demo", place, {"key_id": key_id})] if key.demo else []


def _read_seal(data: bytes) -> Mapping[str, str] | None:
    try:
        seal = canonical.loads(data, require_canonical=True)
    except canonical.CanonicalError:
        return None
    if not isinstance(seal, dict) or set(seal) != {"key_id", "public_key", "signature"}:
        return None
    if not all(isinstance(value, str) for value in seal.values()):
        return None
    return seal if signatures.key_id_of(seal["public_key"]) == seal["key_id"] else None


def _read_assets(data: bytes, unit_id: str) -> list[tuple[str, str]] | None:
    """Return names and digests of a unit's assets, None when it cannot be read.

    The schema version does not matter here: documents of later schemas keep these
    two members, and their bytes are vouched for by the visa.
    """
    try:
        value = canonical.loads(data, require_canonical=True)
    except canonical.CanonicalError:
        return None
    if not isinstance(value, dict) or value.get("unit_id") != unit_id:
        return None
    assets: Any = value.get("assets")
    if not isinstance(assets, list) or not all(
        isinstance(asset, dict)
        and isinstance(asset.get("name"), str)
        and isinstance(asset.get("sha256"), str)
        for asset in assets
    ):
        return None
    return [(asset["name"], asset["sha256"]) for asset in assets]


def _has_evidence(archive: Archive) -> bool:
    prefix = names.EVIDENCE.encode()
    return any(entry.raw_name.startswith(prefix) for entry in archive.entries)


def _has_trace(file: BinaryIO) -> bool:
    """Look for headers of ``passerelle/`` members anywhere in the bytes."""
    file.seek(0)
    window = b""
    while chunk := file.read(_SCAN):
        window += chunk
        if _TRACE.search(window):
            return True
        window = window[-_TRACE_LENGTH:]
    return False


def _announces_evidence(file: BinaryIO) -> bool:
    """Tell whether the manifest, when it comes first, lists our evidence."""
    manifest = first_member(file, names.MANIFEST, MAX_MANIFEST)
    return manifest is not None and names.FILES.encode() in manifest


def _unique(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return each remark once, in order of discovery."""
    seen: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.place, str(sorted(finding.params.items())))
        seen.setdefault(key, finding)
    return tuple(seen.values())
