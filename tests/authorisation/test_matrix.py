"""Every address of the site, as everybody, by every method, against the table."""

import pytest

from tests.authorisation.asking import Reply, ask
from tests.authorisation.matrix import Row, rows
from tests.authorisation.routes import Route, all_routes
from tests.authorisation.world import ROLES, WORDS, World

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
TABLE = rows()

REFUSALS = frozenset({"login", "admin", "401", "403", "404", "405"})
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
# In the admin those who may nothing ask with every method; whoever may something has
# been asked by GET and POST, and pages of the admin are slow.
NO_RIGHTS = ("anonymous", "teacher", "other_author")
KEPT_BY_WAGTAIL = frozenset(
    {
        "cms_licensedrendition",
        "wagtailadmin_editingsession",
        "wagtailcore_pagesubscription",
        "wagtailusers_userprofile",
    }
)
"""What Wagtail's admin writes when it shows a page: nothing that anybody reads."""


def test_table__has_a_row_for_every_address_and_no_other() -> None:
    routes = {route.name for route in ROUTES}
    without_a_row = sorted(routes - TABLE.keys())
    without_an_address = sorted(TABLE.keys() - routes)
    assert (without_a_row, without_an_address) == ([], [])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_address(world: World, route: Route) -> None:
    row = TABLE[route.name]
    address = world.address_of(route)
    in_admin = address.startswith("/admin/")
    wrong = []
    for role in ROLES:
        for method in _methods(role, in_admin):
            if _is_said(row, role, in_admin):
                continue
            body = world.body_of(route, role) if method == "POST" else {}
            reply = ask(world, role, method, address, **body)
            for why in _judge(row, role, method, reply, in_admin):
                wrong.append(f"{method} {address} as {role}: {why}")
    assert wrong == []


def _methods(role: str, in_admin: bool) -> tuple[str, ...]:
    if in_admin and role not in NO_RIGHTS:
        return ("GET", "POST")
    return ("GET", "POST", *OTHER_METHODS)


def _is_said(row: Row, role: str, in_admin: bool) -> bool:
    """Tell whether another role's answer says it: pages of the admin are slow.

    A superuser may what administrators may, and whoever has no access to the admin has
    none, whatever they own elsewhere.
    """
    if role == "superuser":
        return in_admin and "administrator" in row.all
    return in_admin and role in ("other_teacher", "other_inspector")


def _judge(row: Row, role: str, method: str, reply: Reply, in_admin: bool) -> list[str]:
    reads = method in ("GET", "HEAD")
    may = row.readers if reads else row.writers if method == "POST" else row.all
    expected = (
        _allowed(row, method, reply) if role in may else _refusal(row, role, method)
    )
    found = []
    if reply.outcome not in expected:
        found.append(f"expected {'/'.join(sorted(expected))}, got {reply.outcome}")
    written = reply.written - KEPT_BY_WAGTAIL if in_admin else reply.written
    if written and not (role in row.writers and not reads):
        found.append(f"wrote to {', '.join(sorted(written))}")
    for word, who in WORDS.items():
        if word in reply.text and role not in who:
            found.append(f"gave away {word}")
    return found


def _refusal(row: Row, role: str, method: str) -> frozenset[str]:
    if method == "OPTIONS":
        return REFUSALS | {"200"}  # the names of methods, and nothing else
    return REFUSALS if role == "anonymous" else REFUSALS | row.refused


def _allowed(row: Row, method: str, reply: Reply) -> frozenset[str]:
    if method == "GET":
        return row.read
    if method == "HEAD":
        return row.read | {"405"}
    if method == "POST" and row.write:
        return row.write
    if reply.status >= 500 or (method == "POST" and reply.outcome in REFUSALS):
        return row.read | {"no refusal and no error"}
    return frozenset({reply.outcome})
