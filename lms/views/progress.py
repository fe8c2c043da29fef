"""What a player calls: open an attempt, commit a state."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms import actions, tokens
from lms.actions import OtherVersion, StateRefused
from lms.tokens import TokenEnded, TokenInvalid
from lms.views.calls import Refused, answering_json, is_ours, read_json, unit_uuid
from modules.models import UnitVersion

MAX_SEQ = 2**31 - 1
"""What the column holds."""


@csrf_exempt  # the attempt token is the permission, and no other site has it
@require_POST
@answering_json
def commit(request: HttpRequest) -> dict[str, Any]:
    """Save a state: ``token``, ``base`` (the last ``seq`` known) and ``state``.

    Answers ``seq``, ``best`` and ``status`` as they now are, ``state`` when somebody
    else had written meanwhile, ``ignored`` when something was left out by rule.
    """
    if not is_ours(request):
        raise Refused(403, "origin", _("This request comes from another site."))
    token, base, text = read_json(request, token=str, base=int, state=str)
    if not 0 <= base <= MAX_SEQ:
        raise Refused(400, "malformed", _("“base” is not a number of saves."))
    try:
        done = actions.commit(attempt=tokens.read(token), base=base, text=text)
    except TokenInvalid as error:
        raise Refused(403, "token", _("This token was not made here.")) from error
    except TokenEnded as error:
        words = _("This attempt has ended: open the unit again.")
        raise Refused(401, "ended", words) from error
    except OtherVersion as error:
        words = _("This was written for another version of the unit.")
        raise Refused(409, "version", words) from error
    except StateRefused as error:
        words = _("What was sent is no progress that this site understands.")
        raise Refused(400, "state", words) from error
    answer: dict[str, Any] = {"seq": done.seq, "best": done.best, "status": done.status}
    if done.state:
        answer["state"] = done.state
    if done.ignored:
        answer["ignored"] = {code: _rule(code) for code in done.ignored}
    return answer


@require_POST
@answering_json
def open_attempt(request: HttpRequest) -> dict[str, Any]:
    """Open a version for the person signed in: ``unit``, ``version``, ``user``.

    ``user`` is whom the page was made for: nobody else gets an answer to it. Answers
    ``token``, ``seq``, ``state``, and ``carried`` when it comes from another version.
    """
    unit, number, person = read_json(request, unit=str, version=int, user=str)
    if not request.user.is_authenticated:
        words = _("Sign in again to save your progress.")
        raise Refused(401, "signed_out", words)
    if person != tokens.person_key(request.user):
        words = _("Somebody else has signed in on this device.")
        raise Refused(409, "other_person", words)
    opened = actions.open_progress(user=request.user, version=_version(unit, number))
    return {
        "token": tokens.issue(opened.progress.attempt),
        "seq": opened.progress.seq,
        "state": opened.state,
        "carried": opened.carried,
    }


def _version(unit: str, number: int) -> UnitVersion:
    found = None
    if 0 < number <= MAX_SEQ:
        versions = UnitVersion.objects.filter(unit_id=unit_uuid(unit), number=number)
        found = versions.first()
    if found is None:
        raise Refused(404, "unknown", _("There is no such version of a unit."))
    return found


def _rule(code: str) -> str:
    return {
        "answers": _("Answers to questions that this version does not have."),
        "steps": _("Steps that this version does not have."),
        "score": _("The score is computed here, from the answers."),
        "status": _("The status is computed here, from the answers."),
    }[code]
