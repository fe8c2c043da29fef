"""JSON in, JSON out: what the views that a player calls share.

Every refusal says why, by a code for the player and in words for who investigates.
Nothing that is refused has changed anything.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from cms import canonical
from cms.blobs import BlobError

logger = logging.getLogger(__name__)

MAX_BODY = 65_536
"""Bytes: what a browser's beacon carries; a state takes 4,096 at most."""


class Refused(Exception):
    """A request that changes nothing: HTTP status, code for the player, words."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.words = words


JsonView = Callable[[HttpRequest], dict[str, Any]]


def answering_json(view: JsonView) -> Callable[[HttpRequest], JsonResponse]:
    """Let a view return data or raise :class:`Refused`; both become JSON."""

    @functools.wraps(view)
    def answer(request: HttpRequest) -> JsonResponse:
        try:
            return _json(view(request))
        except Refused as refused:
            return _json({"error": refused.code, "why": refused.words}, refused.status)
        except (BlobError, DatabaseError):
            # Full disk, database away, document unreadable: the player keeps its queue.
            logger.exception("a player was told to try again later")
            words = _("This site cannot save at the moment: try again later.")
            return _json({"error": "unavailable", "why": words}, 503)

    return answer


def unit_uuid(text: str) -> UUID:
    """Return the id that a text names. Raises Refused."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(400, "malformed", _("“unit” names no unit.")) from error


def read_json(request: HttpRequest, **kinds: type) -> list[Any]:
    """Return the members of a JSON body, each of its kind. Raises Refused."""
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refused(413, "too_large", _("This is more than a progress can be."))
    try:
        data = canonical.loads(body)
    except canonical.CanonicalError as error:
        words = _("This is not the JSON that was expected.")
        raise Refused(400, "malformed", words) from error
    if not isinstance(data, dict) or set(data) != set(kinds):
        words = _("These members are expected, and no other: %(names)s.")
        raise Refused(400, "malformed", words % {"names": ", ".join(kinds)})
    for name, kind in kinds.items():
        if type(data[name]) is not kind:
            words = _("“%(name)s” is not of the right type.") % {"name": name}
            raise Refused(400, "malformed", words)
    return [data[name] for name in kinds]


def is_ours(request: HttpRequest) -> bool:
    """Tell whether a request comes from a page of this site, or from no page."""
    # A browser always names the origin of a POST.
    origin = request.headers.get("Origin", "")
    return origin in ("", f"{request.scheme}://{request.get_host()}")


def _json(data: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status)
    response["Cache-Control"] = "no-store"
    return response
