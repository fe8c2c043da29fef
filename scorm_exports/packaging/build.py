"""The stages in order: what the rest of the application calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorm_exports.packaging import leaflet, names, sealing
from scorm_exports.packaging.blobs import BlobStore
from scorm_exports.packaging.check import check_conformance, check_written
from scorm_exports.packaging.errors import PackageRejected
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.plan import Generated, Planned, plan
from scorm_exports.packaging.profiles import Contents, profile_named
from scorm_exports.packaging.publish import publish
from scorm_exports.packaging.request import PackageRequest, package_key
from scorm_exports.packaging.spec import Member, in_order, specify
from scorm_exports.packaging.write import Progress, write_archive


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A published package. ``sha256`` and ``size`` are those of the zip file."""

    path: Path
    sha256: str
    size: int
    key: str
    members: tuple[Member, ...]


def build_package(
    request: PackageRequest,
    store: BlobStore,
    target: Path,
    progress: Progress | None = None,
) -> BuiltPackage:
    """Make the package of ``request`` at ``target``.

    Raises :class:`~.errors.PackagingError` (its subclasses name the case and the
    member); ``target`` is then untouched. ``progress`` may raise too, to stop.
    """
    return rebuild_package(
        specify_package(request, store),
        store,
        target,
        key=package_key(request),
        progress=progress,
        conform_to=profile_named(request.profile).schemas(request.runtime),
    )


def specify_package(request: PackageRequest, store: BlobStore) -> tuple[Member, ...]:
    """Return the ordered members; generated ones are put in the store.

    Raises :class:`~.errors.PackagingError`.
    """
    planned = plan(request)
    members = [specify(member, store) for member in planned.members]

    def add(path: str, data: bytes) -> Member:
        member = specify(Planned(path, Generated(data)), store)
        members.append(member)
        return member

    page = leaflet.leaflet(
        planned.units,
        standard=planned.profile.standard,
        weight=sum(member.size for member in members),
        verify_url=request.verify_url,
        keys_url=request.keys_url,
    )
    add(names.LEAFLET, page.encode("utf-8"))
    contents = Contents(
        [unit.document for unit in planned.units],
        [unit.unit.version for unit in planned.units],
        [*(member.path for member in members), names.FILES, names.SEAL],
    )
    add(names.MANIFEST, planned.profile.manifest(contents))
    files = sealing.files_json(
        members,
        profile=planned.profile.name,
        options=request.options,
        runtime_version=request.runtime.version,
        package_key=package_key(request),
    )
    add(names.FILES, files)
    add(names.SEAL, sealing.seal_json(files, request.signer))
    return in_order(members)


def rebuild_package(
    members: Sequence[Member],
    store: BlobStore,
    target: Path,
    *,
    key: str,
    progress: Progress | None = None,
    conform_to: Mapping[str, bytes] | None = None,
    expected_sha256: str = "",
) -> BuiltPackage:
    """Write a package from its recorded members: the same bytes as the first time.

    ``conform_to``: the schema files (by name) to check a new package with; a package
    made before is written again whatever the rules have become since, but only to the
    same ``expected_sha256``.

    Raises :class:`~.errors.BlobMissing`, :class:`~.errors.BlobAltered` or
    :class:`~.errors.PackageRejected`; ``target`` is then untouched.
    """

    def check(path: Path, written: tuple[str, int]) -> None:
        check_written(path, *written)
        if expected_sha256 and written[0] != expected_sha256:
            raise PackageRejected([Finding("rebuild_differs")])
        if conform_to is not None:
            check_conformance(path, conform_to)

    sha256, size = publish(
        target, lambda output: write_archive(members, store, output, progress), check
    )
    return BuiltPackage(target, sha256, size, key, tuple(members))
