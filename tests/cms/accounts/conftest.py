"""Mails read as people read them, and addresses of one's own device."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cms import jobs


@pytest.fixture
def mails() -> Callable[[], list[Any]]:
    """Return a function that has waiting mails leave and returns the new ones."""

    def leave() -> list[Any]:
        before = len(mail.outbox)
        jobs.run_waiting()
        return mail.outbox[before:]

    return leave


@pytest.fixture
def link(mails: Callable[[], list[Any]]) -> Callable[[], str]:
    """Return a function that gives the last link of the only new mail."""

    def follow() -> str:
        (message,) = mails()
        return links_of(message)[-1]

    return follow


def links_of(message: Any) -> list[str]:
    """Return the paths of the links of a mail, but that of the site below it."""
    found = re.findall(r"http://127\.0\.0\.1:8000(/\S*)", message.body)
    return [path for path in found if path != "/"]


@pytest.fixture
def elsewhere() -> Client:
    """Another browser."""
    return Client()
