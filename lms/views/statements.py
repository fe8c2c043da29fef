"""Statements of completion: the owner's page to print, and what anybody may check."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms import actions
from lms.models import CompletionStatement, UnitProgress
from lms.models.statements import tidy_code
from modules.models import UnitVersion

CODE_TYPED_MAX = 64
"""Characters read of what somebody types: a code, and any marks between its signs."""


@login_required
@require_POST
def issue(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Make the statement of a finished unit and lead its owner to it."""
    try:
        statement = actions.issue_statement(user=request.user, unit_id=unit_id)
    except actions.NotFinished:
        messages.error(
            request,
            _("The statement comes once the unit is finished. Your progress is kept."),
        )
        return redirect("my_following")
    return redirect("my_statement", code=statement.code)


@login_required
@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """Show a statement to the person whose progress it states, to print.

    The score appears only when they ask for it (``?score=1``).
    """
    tidy = tidy_code(code)
    progress = get_object_or_404(
        UnitProgress.objects.of(request.user), statement_code=tidy
    )
    statement = get_object_or_404(CompletionStatement, code=tidy)
    version = UnitVersion.objects.filter(
        unit_id=statement.unit_id, number=statement.version
    ).first()
    context = {
        "statement": statement,
        "approval": version.approval if version else None,
        "with_score": request.GET.get("score") == "1",
        "score": Decimal(progress.best).scaleb(-2),
        "address": request.build_absolute_uri(statement.get_absolute_url()),
    }
    response = TemplateResponse(request, "lms/statement.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Tell anybody what a code stands for; nobody's name is known here."""
    tidy = tidy_code(code)
    if tidy != code:
        return redirect("statement", code=tidy)
    statement = CompletionStatement.objects.filter(code=code).first()
    current = UnitVersion.objects.current()
    context = {
        "statement": statement,
        "code": code,
        "version": statement and current.filter(unit_id=statement.unit_id).first(),
    }
    return TemplateResponse(
        request,
        "lms/statement_check.html",
        context,
        status=200 if statement else 404,
    )


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or lead to what it stands for (``?code=``)."""
    typed = request.GET.get("code", "")[:CODE_TYPED_MAX]
    if any(sign.isalnum() for sign in typed):
        return redirect("statement", code=tidy_code(typed))
    return TemplateResponse(request, "lms/statement_check.html")
