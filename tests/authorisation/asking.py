"""One request, undone at once: what came back, and what it tried to write."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.db import connection, transaction

from tests.authorisation.world import World

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@dataclass(frozen=True)
class Reply:
    """``outcome``: a status as text, or ``login`` or ``admin`` for being sent there.

    ``written`` names the tables that were written to, sessions left out.
    """

    status: int
    outcome: str
    text: str
    written: set[str] = field(default_factory=set)


def ask(world: World, role: str, method: str, address: str, **data: Any) -> Reply:
    """Send a request as somebody of this role; the database forgets it afterwards."""
    client = world.clients[role]
    client.cookies = SimpleCookie(world.cookies[role])
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    savepoint = transaction.savepoint()
    try:
        with connection.execute_wrapper(watch):
            response = getattr(client, method.lower())(address, **data)
            text = _text(response)
    finally:
        transaction.savepoint_rollback(savepoint)
    return Reply(
        response.status_code, _outcome(response), text, written - {"django_session"}
    )


def _text(response: Any) -> str:
    body = response.getvalue() if response.streaming else response.content
    # A message waits for the next page: it says something all the same.
    said = [str(message) for message in get_messages(response.wsgi_request)]
    return "\n".join([body.decode(errors="replace"), *said])


def _outcome(response: Any) -> str:
    if response.status_code == 302:
        path = urlsplit(response["Location"]).path
        if path in ("/connexion/", "/admin/login/"):
            return "login"
        if path == "/admin/":
            return "admin"
    return str(response.status_code)
