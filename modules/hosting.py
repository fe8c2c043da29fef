"""Where another app joins the player and the pages about units, without being imported.

``modules`` knows no learner. An app that keeps progress registers two functions here:
one gives the player of a version its adapter, the other tells where a person is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from modules.models import UnitVersion


@dataclass(frozen=True)
class Host:
    """What keeps the state of a player: a script of the build and its settings.

    ``settings`` reaches the adapter as JSON, in ``data-host``.
    """

    adapter: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Resume:
    """A unit that somebody follows and where they are in it.

    ``url`` opens the player where they were; ``place`` is a sentence; ``percent`` goes
    from 0 to 100. ``finished`` once they have been through it.
    """

    unit_id: UUID
    title: str
    language: str
    url: str
    place: str
    percent: int
    finished: bool = False


HostOf = Callable[[HttpRequest, UnitVersion], Host | None]
ResumeOf = Callable[[Any, UUID | None], Resume | None]

_hosts: list[HostOf] = []
_resumes: list[ResumeOf] = []


def register_host(find: HostOf) -> None:
    """Declare who may keep the state of a version's player for a request."""
    _hosts.append(find)


def register_resume(find: ResumeOf) -> None:
    """Declare who knows what somebody follows; asked of anybody, signed in or not."""
    _resumes.append(find)


def host_for(request: HttpRequest, version: UnitVersion) -> Host | None:
    """Return what keeps the state of a player; None leaves it to the browser."""
    return next((host for find in _hosts if (host := find(request, version))), None)


def resume_for(user: Any, unit_id: UUID | None = None) -> Resume | None:
    """Return where somebody is in a unit, or in the one they followed last.

    None when they follow nothing, or nothing unfinished when no unit is named.
    """
    return next((found for find in _resumes if (found := find(user, unit_id))), None)
