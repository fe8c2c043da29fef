"""Signing in, and out of every device."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts import actions
from cms.accounts.forms import SignInForm
from cms.accounts.views.common import private


class SignInView(LoginView):
    """The one sign-in page, of the site and of the administration."""

    template_name = "cms/login.html"
    authentication_form = SignInForm

    def form_invalid(self, form: Any) -> HttpResponse:
        status = 429 if form.is_throttled else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


class SignOutView(LogoutView):
    """Sign out here, and say so: the menu that shows it is closed on a telephone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = super().post(request, *args, **kwargs)
        if signed_in:
            messages.success(request, _("You are signed out on this device."))
        return response


@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from Wagtail's own sign-in page to ours."""
    response = redirect("login")
    if request.GET:
        response["Location"] += f"?{request.GET.urlencode()}"
    return response


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ask, then end every session of the person."""
    if request.method == "POST":
        actions.sign_out_everywhere(user=request.user)
        logout(request)
        messages.success(request, _("You are signed out on all your devices."))
        return redirect("login")
    return TemplateResponse(request, "cms/account/sign_out_everywhere.html")
