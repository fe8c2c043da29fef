"""Mails: plain text, to one person each, recorded as jobs.

A mail is recorded in the transaction of what it tells, so that it exists exactly when
that does, and no request waits for a mail server. Unless it was asked for by the person
who gets it (``at_once``), it leaves at courteous hours only.

What is recorded is either the mail itself (:func:`send`) or what it is about
(:func:`send_composed`), which an app's composer makes a mail of when it leaves: by then
it may be pointless. Either is emptied with the job's payload as soon as it ends.

The mail server may have taken a mail when the process dies before noting it: it is sent
again then, under the same ``Message-ID``, by which mailboxes know it for the same.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cms import faults, jobs
from cms.courtesy import next_courteous_moment
from cms.models import Job

logger = logging.getLogger(__name__)

KIND = "cms.mail"
READY_MADE = "cms.ready_made"
SUBJECT_LENGTH = 78
MAX_ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=6)
TIMEOUT = 10
"""Seconds for one answer of the mail server, unless ``EMAIL_TIMEOUT`` says otherwise."""


_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Message:
    """A mail ready to leave; ``to`` is one address."""

    to: str
    subject: str
    body: str


Composer = Callable[..., Message | None]
_composers: dict[str, Composer] = {READY_MADE: Message}


def register(name: str, compose: Composer) -> None:
    """Register what makes a mail of what :func:`send_composed` recorded.

    ``compose`` gets it as keyword arguments when the mail is about to leave, in the
    site's language, and returns None when nobody needs that mail any more.
    """
    _composers[name] = compose


def send(
    *,
    to: str,
    subject: str,
    body: str,
    at_once: bool = False,
    by: Any = None,
    dedupe_key: str = "",
) -> Job:
    """Record a mail as it is; asking again while an equal one waits sends one.

    ``dedupe_key`` outlives the mail by some weeks: no personal data in it.
    """
    about = {"to": to, "subject": subject, "body": body}
    return send_composed(
        READY_MADE, about=about, at_once=at_once, by=by, dedupe_key=dedupe_key
    )


def send_composed(
    name: str,
    *,
    about: dict[str, Any],
    at_once: bool = False,
    by: Any = None,
    dedupe_key: str = "",
) -> Job:
    """Record a mail that the composer ``name`` will write when it leaves.

    ``about`` are its arguments, JSON values; best identifiers only.
    """
    now = timezone.now()
    moment = now if at_once else next_courteous_moment(now)
    return jobs.enqueue(
        KIND,
        {"message": name, "about": about, "at_once": at_once},
        dedupe_key=dedupe_key,
        by=by,
        due_at=moment if moment > now else None,
        max_attempts=MAX_ATTEMPTS,
    )


def render(template: str, **context: Any) -> str:
    """Return the text of a mail; templates extend ``cms/mails/base.txt``."""
    text = render_to_string(template, {"site_url": site_url(), **context})
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def one_line(text: str) -> str:
    """Return a text as it may stand in a header; French narrow spaces stay."""
    return _BREAKS.sub(" ", text).strip()


def address(name: str, *arguments: Any) -> str:
    """Return the whole address of a page by its URL name."""
    return site_url() + reverse(name, args=arguments)


def site_url() -> str:
    """Return the public address of the site, without a slash at its end."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def back_off(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: a minute, then four times more."""
    return min(timedelta(minutes=4 ** (attempt - 1)), LONGEST_WAIT)


class MailHandler:
    """The job that sends one mail."""

    def run(self, job: Job, report: jobs.Report) -> None:
        now = timezone.now()
        at_once = job.payload["at_once"]
        if not at_once and next_courteous_moment(now) > now:
            raise jobs.NotYet(due_at=next_courteous_moment(now))
        with translation.override(settings.LANGUAGE_CODE):
            compose = _composers[job.payload["message"]]
            message = compose(**job.payload["about"])
            if message is not None:
                retry_at = now + back_off(job.attempt)
                _deliver(
                    message,
                    job,
                    retry_at if at_once else next_courteous_moment(retry_at),
                )

    def failed(self, job: Job) -> None:
        """Nothing to undo; the job says what happened."""


def _deliver(message: Message, job: Job, retry_at: datetime) -> None:
    mail = EmailMessage(
        subject=Truncator(one_line(message.subject)).chars(SUBJECT_LENGTH),
        body=message.body,
        to=[message.to],
        headers={
            "Message-ID": f"<{job.pk}@{urlsplit(site_url()).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
        # Forever by default; a worker would never do anything else.
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT or TIMEOUT),
    )
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _answer in error.recipients.values()):
            raise jobs.JobFailure(_("The mail server refuses this address.")) from error
        raise _later(error, job, retry_at) from error
    except OSError as error:
        raise _later(error, job, retry_at) from error
    except ValueError as error:
        raise jobs.JobFailure(_("No mail can be sent to this address.")) from error
    faults.point("mail.after_sent")


def _later(error: OSError, job: Job, retry_at: datetime) -> jobs.TryLater:
    # Its text may hold an address.
    logger.warning("mail %s did not leave: %s", job.pk, type(error).__name__)
    return jobs.TryLater(_("The mail server did not take the mail."), due_at=retry_at)
