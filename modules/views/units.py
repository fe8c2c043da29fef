"""The player of a unit: always an approved version, never the live page."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import blobs
from cms.models import Blob
from cms.views import blob_response
from modules.hosting import host_for
from modules.models import DocumentAsset, UnitVersion
from modules.previews import version_page

logger = logging.getLogger(__name__)


@require_safe
def player(request: HttpRequest, slug: str) -> HttpResponse:
    """Play the current version of a unit, with whatever keeps the progress.

    Nothing is written here: the adapter asks for what it needs.
    """
    version = get_object_or_404(UnitVersion.objects.current(), slug=slug)
    host = host_for(request, version)
    about = reverse("unit", args=[version.slug])
    try:
        page = version_page(version, home=(about, _("The page of the unit")), host=host)
    except blobs.BlobError:
        return unreadable(request)
    response = HttpResponse(page)
    if host is not None:
        # Made for one person; a browser may still take it back from its own memory.
        response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def unit_asset(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Serve an asset of an approved version."""
    version = get_object_or_404(UnitVersion, slug=slug, number=number)
    response = asset(version.fingerprint, name)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def unreadable(request: HttpRequest) -> HttpResponse:
    """Say that a frozen document is missing or altered in storage; log it for us."""
    logger.exception("a frozen document cannot be read")
    return TemplateResponse(request, "modules/unreadable.html", status=503)


def asset(fingerprint: str, name: str) -> HttpResponse:
    """Return an asset of a document that the caller may see. Raises Http404."""
    if not name.isascii() or not name.isprintable():
        # PostgreSQL refuses to look for a NUL; no asset is named so.
        raise Http404
    place = get_object_or_404(DocumentAsset, fingerprint=fingerprint, name=name)
    blob = get_object_or_404(Blob, pk=place.sha256)
    try:
        return blob_response(blob, blobs.read(blob.pk))
    except blobs.BlobError as error:
        raise Http404 from error
