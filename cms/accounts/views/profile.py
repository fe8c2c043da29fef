"""The profile: name, address, and the establishment for who wants to say it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.accounts import actions, links, mails
from cms.accounts.establishments import search
from cms.accounts.forms import ChangeAddressForm, NameForm
from cms.accounts.views.common import private, with_link, write_to
from cms.models import Establishment

QUERY_LENGTH = 100


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile and take another name."""
    # Another object than the one that the page greets: a name that is refused must not
    # show there.
    people = get_user_model().objects.select_related("establishment")
    person = people.get(pk=_user(request).pk)
    form = NameForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your name is kept."))
        return redirect("profile")
    context = {"form": form, "establishment": form.instance.establishment}
    return TemplateResponse(request, "cms/account/profile.html", context)


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def establishment(request: HttpRequest) -> HttpResponse:
    """Look for an establishment; keep the one that is chosen, or none."""
    if request.method == "POST":
        chosen = request.POST.get("establishment", "")
        found = _establishment(chosen) if chosen else None
        get_user_model().objects.filter(pk=_user(request).pk).update(
            establishment=found
        )
        messages.success(
            request,
            _("Your establishment is kept.")
            if found
            else _("No establishment is kept any more."),
        )
        return redirect("profile")
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())
    results, more = search(query[:QUERY_LENGTH])
    context = {"query": query, "results": results, "more": more}
    return TemplateResponse(request, "cms/account/establishment.html", context)


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest) -> HttpResponse:
    """Ask for another address; it counts once its mailbox has confirmed it."""
    form = ChangeAddressForm(request.user, request.POST or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        confirm = partial(mails.confirm_new_address, user=request.user, email=email)
        if write_to(request, email, confirm):
            messages.info(
                request,
                _("Your address changes when you follow the link in that mail."),
            )
            return redirect("profile")
        context["throttled"], status = True, 429
    return TemplateResponse(
        request, "cms/account/new_address.html", context, status=status
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
@with_link(links.NEW_ADDRESS)
def new_address_confirm(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Change the address. The link is enough: mail is often read on another device."""
    asking = {"pk": values["user"], "email": values["from"], "is_active": True}
    person = get_user_model().objects.filter(**asking).first()
    if person is None:
        raise links.LinkUsed
    if request.method == "POST":
        try:
            actions.change_address(user=person, email=values["to"])
        except actions.AddressTaken as error:
            raise links.LinkUsed from error
        messages.success(
            request, _("From now on, sign in with %(email)s.") % {"email": values["to"]}
        )
        return redirect("profile")
    return TemplateResponse(
        request, "cms/account/new_address_confirm.html", {"email": values["to"]}
    )


def _user(request: HttpRequest) -> Any:
    return request.user


def _establishment(chosen: str) -> Establishment:
    # What is no number of a sensible length is no establishment either.
    is_number = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
    return get_object_or_404(Establishment, pk=int(chosen) if is_number else 0)
