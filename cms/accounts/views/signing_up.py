"""Opening an account: an address, a link in a mail, a name and a password.

Nothing is stored before the link is followed, and no answer tells whether an address
has an account: only its mailbox does.
"""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.accounts import actions, links, mails
from cms.accounts.forms import AddressForm, OpenAccountForm
from cms.accounts.views.common import private, safe_next, with_link, write_to


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an address and write to it."""
    asked = request.POST if request.method == "POST" else request.GET
    next_url = safe_next(request, asked.get("next"))
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "next": next_url}
    status = 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        answer = partial(mails.answer_sign_up, email=email, next_url=next_url)
        if write_to(request, email, answer):
            # Answered here and now: a page of its own could name the address only if it
            # were kept for it.
            sent = {"email": email, "hours": mails.HOURS}
            return TemplateResponse(request, "cms/account/sign_up_sent.html", sent)
        context["throttled"], status = True, 429
    return TemplateResponse(request, "cms/account/sign_up.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@with_link(links.SIGN_UP)
def sign_up_confirm(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Open the account of the link's address and sign the person in."""
    email = values["email"]
    if mails.account_of(email) is not None:
        raise links.LinkUsed
    form = OpenAccountForm(email, request.POST or None)
    if form.is_valid():
        try:
            user = actions.open_account(email=email, **form.cleaned_data)
        except actions.AddressTaken as error:
            raise links.LinkUsed from error
        # By the address as it was recorded, which may be spelt otherwise than in the link.
        credentials = {
            "username": user.email,
            "password": form.cleaned_data["password"],
        }
        login(request, authenticate(request, **credentials))
        messages.success(
            request,
            _("Welcome, %(first_name)s. Your account is open.") % form.cleaned_data,
        )
        return redirect(safe_next(request, values["next"]) or _first_page())
    return TemplateResponse(
        request, "cms/account/sign_up_confirm.html", {"form": form, "email": email}
    )


def _first_page() -> str:
    """Return where a new account begins: what it follows, and what waits to join it."""
    try:
        return reverse("my_following")
    except NoReverseMatch:
        # An app that is not installed has no pages.
        return resolve_url(settings.LOGIN_REDIRECT_URL)
