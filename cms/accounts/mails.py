"""Mails about accounts. They leave at once: the person waits for them, or must know.

A mail is recorded as a job, whose payload is emptied as soon as the mail is gone: a
link in it is readable in the database for that long only.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from cms import mail
from cms.accounts import links

HOURS = int(links.LIFETIME.total_seconds() // 3600)


def answer_sign_up(*, email: str, next_url: str) -> None:
    """Write to an address that somebody wants an account for, whatever it has."""
    account = account_of(email)
    if account is None:
        token = links.make(links.SIGN_UP, {"email": email, "next": next_url})
        _send(
            email,
            _("Open your account"),
            "sign_up",
            link=mail.address("sign_up_confirm", token),
            hours=HOURS,
        )
    else:
        _send_present_account(account, _("You already have an account"), "has_account")


def answer_password_reset(*, email: str) -> None:
    """Write to an address whose password somebody forgot, whatever it has."""
    account = account_of(email)
    if account is None:
        _send(
            email,
            _("No account with this address"),
            "no_account",
            link=mail.address("sign_up"),
        )
    else:
        _send_present_account(account, _("Choose a new password"), "password_reset")


def confirm_new_address(*, user: Any, email: str) -> None:
    """Write to the new address for its link, and to the present one so that it knows."""
    if account_of(email) is None:
        token = links.make(
            links.NEW_ADDRESS, {"user": user.pk, "from": user.email, "to": email}
        )
        _send(
            email,
            _("Confirm your new address"),
            "new_address",
            link=mail.address("new_address_confirm", token),
            # Nobody is named: the mailbox may be a stranger's, who would read whatever
            # was written in the place of a name.
            hours=HOURS,
        )
    else:
        _send(
            email,
            _("This address already has an account"),
            "address_taken",
            link=_sign_in_page(),
        )
    _send(
        user.email,
        _("Your address is about to change"),
        "address_notice",
        link=mail.address("sign_out_everywhere"),
        name=user.first_name,
    )


def warn_of_deletion(*, user: Any, deleted_after: datetime) -> None:
    """Tell a person that their unused account will be deleted; at courteous hours."""
    mail.send(
        to=user.email,
        subject=_("Your account will be deleted"),
        body=mail.render(
            "cms/account/mails/unused.txt",
            name=user.first_name,
            day=deleted_after,
            link=_sign_in_page(),
        ),
        at_once=False,
    )


def account_of(email: str) -> Any:
    """Return the account of an address, however it is capitalised, or None."""
    return get_user_model().objects.filter(email__iexact=email).first()


def reset_hours() -> int:
    """Return for how many hours the link of a password reset works."""
    return settings.PASSWORD_RESET_TIMEOUT // 3600


def _send_present_account(account: Any, subject: str, template: str) -> None:
    if not account.is_active or not account.has_usable_password():
        _send(account.email, _("Your account is closed"), "closed")
        return
    _send(
        account.email,
        subject,
        template,
        name=account.first_name,
        link=mail.address(
            "password_reset_confirm",
            urlsafe_base64_encode(force_bytes(account.pk)),
            default_token_generator.make_token(account),
        ),
        sign_in=_sign_in_page(),
        hours=reset_hours(),
    )


def _sign_in_page() -> str:
    return mail.address("login")


def _send(to: str, subject: str, template: str, **context: Any) -> None:
    body = mail.render(f"cms/account/mails/{template}.txt", **context)
    mail.send(to=to, subject=subject, body=body, at_once=True)
