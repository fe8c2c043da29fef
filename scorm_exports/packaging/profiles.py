"""Export profiles: which standard a package follows. One registered class each."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from modules.document import UnitDocument
from scorm_exports.packaging import manifest12, names
from scorm_exports.packaging.errors import RequestRefused
from scorm_exports.packaging.request import Runtime


@dataclass(frozen=True, slots=True)
class Contents:
    """What a manifest describes: the units, and every other member's path."""

    documents: Sequence[UnitDocument]
    versions: Sequence[int]
    paths: Sequence[str]


class Profile(ABC):
    """How one standard wants a package to look.

    ``standard`` is the name people know it by; ``known_options`` the option names that
    a request may carry.
    """

    name: ClassVar[str]
    standard: ClassVar[str]
    known_options: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def check_units(self, count: int) -> None:
        """Raise :class:`RequestRefused` when that many units cannot be packaged."""

    @abstractmethod
    def schemas(self, runtime: Runtime) -> Mapping[str, bytes]:
        """Return the control documents that stand at the root."""

    @abstractmethod
    def manifest(self, contents: Contents) -> bytes:
        """Return the bytes of ``imsmanifest.xml``."""


_Registered = TypeVar("_Registered", bound=type[Profile])
_PROFILES: dict[str, type[Profile]] = {}


def register(name: str) -> Callable[[_Registered], _Registered]:
    """Class decorator: make a profile known by ``name``."""

    def decorate(cls: _Registered) -> _Registered:
        cls.name = name
        _PROFILES[name] = cls
        return cls

    return decorate


def profile_names() -> tuple[str, ...]:
    """Return the names of the registered profiles, in registration order."""
    return tuple(_PROFILES)


def profile_named(name: str) -> Profile:
    """Return a profile. Raises :class:`RequestRefused` when the name is unknown."""
    try:
        return _PROFILES[name]()
    except KeyError:
        raise RequestRefused("unknown_profile", name) from None


@register("scorm12")
class Scorm12(Profile):
    """SCORM 1.2, one SCO per package: what every platform read plays fully."""

    standard = "SCORM 1.2"

    def check_units(self, count: int) -> None:
        if count != 1:
            raise RequestRefused("not_one_unit", str(count))

    def schemas(self, runtime: Runtime) -> Mapping[str, bytes]:
        missing = [n for n in manifest12.SCHEMAS if n not in runtime.schemas]
        if missing:
            raise RequestRefused("runtime_missing", missing[0])
        return {name: runtime.schemas[name] for name in manifest12.SCHEMAS}

    def manifest(self, contents: Contents) -> bytes:
        return manifest12.manifest(
            contents.documents[0],
            version=contents.versions[0],
            launch=names.LAUNCH,
            files=[p for p in contents.paths if p not in manifest12.SCHEMAS],
        )
