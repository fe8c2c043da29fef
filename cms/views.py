"""Views of the foundation: the public keys and the health of the installation."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from cms import keys
from cms.models import Blob


@require_safe
def public_keys(request: HttpRequest) -> JsonResponse:
    """Serve the public keys with their dates; anyone may check a visa with them."""
    response = JsonResponse(keys.public_keys())
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the emblem."""
    return redirect(static("cms/favicon.svg"))


def blob_response(blob: Blob, data: bytes) -> HttpResponse:
    """Return a blob's bytes so that nothing in them can act on the site.

    The caller has checked that the viewer may see them, under an address that names
    the exact content.
    """
    response = HttpResponse(data, content_type=blob.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return response
