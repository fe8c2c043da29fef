"""«Mes données»: what is kept about a person, to download, correct and delete."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cms import personal_data
from cms.accounts import actions
from cms.accounts.forms import CurrentPasswordForm
from cms.accounts.views.common import private


@login_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Say what is kept and what deleting does; delete the account at once."""
    form = CurrentPasswordForm(request.user, request.POST or None)
    refused = actions.is_last_administrator(request.user)
    if form.is_valid() and not refused:
        try:
            actions.delete_account(user=request.user)
        except actions.LastAdministrator:
            refused = True
        else:
            logout(request)
            return redirect("account_deleted")
    context = {
        "form": form,
        "sections": personal_data.sections_of(request.user),
        "refused": refused,
    }
    return TemplateResponse(
        request,
        "cms/account/my_data.html",
        context,
        status=409 if refused and form.is_bound else 200,
    )


@login_required
@private
@require_safe
def my_data_download(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is kept about the person, as one JSON file."""
    now = timezone.localtime()
    response = JsonResponse(
        {
            "exported_at": now.isoformat(timespec="seconds"),
            "data": personal_data.export(request.user),
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    name = f"passerelle-mes-donnees-{now:%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@private
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    """Say what was done, to somebody who has no account any more."""
    return TemplateResponse(request, "cms/account/deleted.html")
