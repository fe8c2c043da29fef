"""A forgotten password, and another one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.accounts import links, mails
from cms.accounts.forms import AddressForm, ChangePasswordForm, NewPasswordForm
from cms.accounts.views.common import RESET, link_problem, private, write_to


@private
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for an address and write to it."""
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        if write_to(request, email, partial(mails.answer_password_reset, email=email)):
            sent = {"email": email, "hours": mails.reset_hours()}
            return TemplateResponse(
                request, "cms/account/password_reset_done.html", sent
            )
        context["throttled"], status = True, 429
    return TemplateResponse(
        request, "cms/account/password_reset.html", context, status=status
    )


class ResetView(PasswordResetConfirmView):
    """Takes a new password from whoever holds the link, and signs them in."""

    template_name = "cms/account/password_reset_confirm.html"
    form_class: Any = NewPasswordForm
    post_reset_login = True
    success_url = reverse_lazy("profile")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(
            self.request, _("Your new password is kept, and you are signed in.")
        )
        return response

    def render_to_response(self, context: dict[str, Any], **options: Any) -> Any:
        if not self.validlink:
            # Django's token does not say whether it is old, used or damaged.
            return link_problem(self.request, links.LinkUsed(), RESET)
        return super().render_to_response(context, **options)


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Take another password; the other devices are signed out."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(
            request, _("Your new password is kept. Your other devices are signed out.")
        )
        return redirect("profile")
    return TemplateResponse(request, "cms/account/password_change.html", {"form": form})
