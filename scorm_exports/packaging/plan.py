"""First stage: which members a package holds, and where each comes from."""

from dataclasses import dataclass

from modules.document import DocumentError, UnitDocument, fingerprint
from scorm_exports.packaging import leaflet, names
from scorm_exports.packaging.errors import RequestRefused
from scorm_exports.packaging.launch import launch_page
from scorm_exports.packaging.profiles import Profile, profile_named
from scorm_exports.packaging.request import PackagedUnit, PackageRequest
from scorm_exports.packaging.visas import Visa, VisasError, read_visas


@dataclass(frozen=True, slots=True)
class FromBlob:
    """The member is a stored blob, copied."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Generated:
    """The member is made now, from the request alone."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Planned:
    """A member and its source."""

    path: str
    source: FromBlob | Generated


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit of the request, read, with its visa."""

    unit: PackagedUnit
    document: UnitDocument
    visa: Visa


@dataclass(frozen=True, slots=True)
class Plan:
    """The content members; leaflet, manifest and evidence follow from their sizes."""

    profile: Profile
    units: tuple[PlannedUnit, ...]
    members: tuple[Planned, ...]


def plan(request: PackageRequest) -> Plan:
    """Read the request and list the content members.

    Raises :class:`RequestRefused` naming what does not fit together.
    """
    profile = profile_named(request.profile)
    unknown = sorted(set(request.options) - profile.known_options)
    if unknown:
        raise RequestRefused("unknown_option", unknown[0])
    units = _read_units(request)
    profile.check_units(len(units))
    missing = [p for p in names.RUNTIME_FILES if p not in request.runtime.files]
    if missing:
        raise RequestRefused("runtime_missing", missing[0])

    members: dict[str, Planned] = {}

    def add(path: str, source: FromBlob | Generated) -> None:
        if path in members and members[path].source != source:
            raise RequestRefused("two_members_one_path", path)
        members[path] = Planned(path, source)

    add(names.LAUNCH, _text(_launch(request, units[0])))
    add(names.LICENCES, _text(leaflet.licences([unit.document for unit in units])))
    add(names.LEAFLET_STYLE, Generated(leaflet.stylesheet()))
    for path in names.RUNTIME_FILES:
        add(path, Generated(request.runtime.files[path]))
    for name, data in profile.schemas(request.runtime).items():
        add(name, Generated(data))
    for unit in units:
        add(names.unit_path(unit.document.unit_id), Generated(unit.unit.data))
        for asset in unit.document.assets:
            add(names.asset_path(asset.name), FromBlob(asset.sha256))
    add(names.VISAS, Generated(request.visas))
    return Plan(profile, units, tuple(members.values()))


def _launch(request: PackageRequest, unit: PlannedUnit) -> str:
    if request.render_launch is not None:
        return request.render_launch(unit.document)
    return launch_page(unit.document, unit.visa, request.profile)


def _text(html: str) -> Generated:
    return Generated(html.encode("utf-8"))


def _read_units(request: PackageRequest) -> tuple[PlannedUnit, ...]:
    try:
        visas = {visa.fingerprint: visa for visa in read_visas(request.visas)}
    except VisasError as error:
        raise RequestRefused("visas_unreadable", str(error)) from error
    units = []
    for unit in request.units:
        if fingerprint(unit.data) != unit.fingerprint:
            raise RequestRefused("fingerprint_differs", unit.fingerprint)
        try:
            document = UnitDocument.from_bytes(unit.data)
        except DocumentError as error:
            raise RequestRefused("document_unreadable", str(error)) from error
        visa = visas.get(unit.fingerprint)
        if visa is None or (visa.unit_id, visa.version) != (
            document.unit_id,
            unit.version,
        ):
            raise RequestRefused("visa_missing", unit.fingerprint)
        if not visa.is_signed:
            raise RequestRefused("visa_not_signed", unit.fingerprint)
        units.append(PlannedUnit(unit, document, visa))
    if len(visas) != len(units):
        raise RequestRefused("visa_without_unit")
    return tuple(units)
