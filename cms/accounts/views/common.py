"""What the account pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cms.accounts import limits, links

View = Callable[..., HttpResponse]
RESET = "reset"
"""Purpose of a link that Django's own tokens make."""


def private(view: View) -> View:
    """Keep what a page shows out of caches and what it is sent out of reports."""
    return never_cache(sensitive_post_parameters()(view))


def with_link(purpose: str) -> Callable[[View], View]:
    """Give a view the values of the signed link ``token`` instead of the token.

    A link that does not work, or LinkUsed from the view, is answered by a page that
    says why and what to do.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def reading(request: HttpRequest, token: str) -> HttpResponse:
            try:
                return view(request, links.read(purpose, token))
            except links.LinkError as error:
                return link_problem(request, error, purpose)

        return reading

    return decorate


def link_problem(
    request: HttpRequest, error: links.LinkError, purpose: str
) -> HttpResponse:
    """Say why a link does not work: 404 when it is none of ours, 410 when it was one."""
    status = 404 if isinstance(error, links.LinkDamaged) else 410
    context = {"problem": type(error).__name__, "purpose": purpose}
    return TemplateResponse(
        request, "cms/account/link_problem.html", context, status=status
    )


def write_to(request: HttpRequest, email: str, write: Callable[[], None]) -> bool:
    """Have mails to an address written; False when there were too many already."""
    if not limits.may_mail(request, email):
        return False
    with transaction.atomic():
        write()
    return True


def safe_next(request: HttpRequest, target: Any) -> str:
    """Return where to go on, or nothing when it is not on this site."""
    allowed = isinstance(target, str) and url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else ""
