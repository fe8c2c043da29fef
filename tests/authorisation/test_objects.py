"""The doors that the table cannot try one by one: other things, other ways to ask."""

import pytest
from django.test import Client
from wagtail.models import Page

from lms import tokens
from tests.authorisation.asking import ask
from tests.authorisation.routes import all_routes
from tests.authorisation.test_matrix import REFUSALS
from tests.authorisation.world import DRAFT, SUBMITTED, World

pytestmark = pytest.mark.django_db

PAGE_VARIABLES = {"page_id", "page_to_move_id"}
PAGE_ROUTES = [
    route
    for route in all_routes()
    if route.address.startswith("admin/") and PAGE_VARIABLES & {*route.variables}
]
NOT_THEIRS = ("anonymous", "teacher", "other_author", "inspector", "party")
API_ACTIONS = (
    "convert_alias",
    "copy",
    "copy_for_translation",
    "create_alias",
    "delete",
    "move",
    "publish",
    "revert_to_page_revision",
    "unpublish",
)


@pytest.mark.parametrize("route", PAGE_ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("kind", ["submitted", "public"])
def test_page__of_another_author_stays_closed(world: World, route, kind: str) -> None:
    page = world.submission.unit.page if kind == "submitted" else world.public
    revision = page.latest_revision
    named = dict.fromkeys(PAGE_VARIABLES, page.pk) | {"revision_id": revision.pk}
    address = world.address_of(route, **named)
    for role in NOT_THEIRS:
        for method in ("GET", "POST"):
            reply = ask(world, role, method, address)
            assert reply.outcome in REFUSALS, f"{method} {address} as {role}"
            assert reply.written == set(), f"{method} {address} as {role}"


@pytest.mark.parametrize("number", [10**17, 10**19, 10**40])
def test_page__that_no_database_can_hold_is_not_found(world: World, number) -> None:
    for role in ("author", "superuser"):
        reply = ask(world, role, "GET", f"/admin/pages/{number}/edit/")
        assert reply.outcome == "404", role


@pytest.mark.parametrize("action", API_ACTIONS)
def test_api__no_action_on_the_draft_of_another(world: World, action: str) -> None:
    address = f"/admin/api/main/pages/{world.draft.pk}/action/{action}/"
    for role in NOT_THEIRS:
        reply = ask(world, role, "POST", address)
        assert (reply.outcome in REFUSALS, reply.written) == (True, set()), role


@pytest.mark.parametrize(
    "address",
    [
        "/admin/?q={word}",
        "/admin/pages/{index}/?q={word}",
        "/admin/pages/{index}/results/?q={word}",
        "/admin/pages/search/results/?q={word}",
        "/admin/api/main/pages/?search={word}",
        "/admin/api/main/pages/?child_of={index}&for_explorer=1",
        "/admin/choose-page/{draft}/",
        "/admin/choose-page/{index}/?page_type=modules.unitpage",
        "/admin/choose-page/{index}/?user_perms=copy_to",
        "/admin/choose-page/chosen-multiple/?id={draft}&id={submitted}",
        "/admin/reports/site-history/?export=csv",
        "/admin/reports/aging-pages/?export=csv",
        "/admin/reports/workflow/?export=csv",
        "/admin/reports/workflow_tasks/?export=csv",
        "/admin/reports/page-types-usage/?export=csv",
        "/admin/bulk/wagtailcore/page/{bulk}/?id={draft}&next=/admin/",
        "/admin/bulk/wagtailcore/page/{bulk}/?id=all&childOf={index}&next=/admin/",
        "/admin/bulk/modules/unitpage/{bulk}/?id={draft}&next=/admin/",
    ],
)
def test_draft__no_way_of_asking_names_it_to_another_author(
    world: World, address: str
) -> None:
    place = {
        "index": world.index.pk,
        "draft": world.draft.pk,
        "submitted": world.submission.unit.page_id,
        "word": DRAFT[:5],
    }
    for bulk in ("delete", "move", "publish", "unpublish"):
        asked = address.format(bulk=bulk, **place)
        text = ask(world, "other_author", "GET", asked).text
        assert (DRAFT in text, SUBMITTED in text) == (False, False), asked
        if "{bulk}" not in address:
            break


def test_draft__its_author_finds_it_everywhere(world: World) -> None:
    for address in (
        f"/admin/pages/{world.index.pk}/",
        f"/admin/pages/search/?q={DRAFT[:5]}",
        f"/admin/choose-page/{world.index.pk}/",
        "/admin/reports/site-history/",
    ):
        assert DRAFT in ask(world, "author", "GET", address).text, address


def test_public_unit__another_author_may_link_to_it(world: World) -> None:
    page = Page.objects.get(pk=world.public.pk)
    assert (page.live, page.title) == (True, "Publique")
    text = ask(
        world, "other_author", "GET", f"/admin/choose-page/{world.index.pk}/"
    ).text
    assert "Publique" in text


def test_public_unit__a_title_being_changed_is_not_named(world: World) -> None:
    Page.objects.filter(pk=world.public.pk).update(draft_title="Nouveau titre")
    text = ask(
        world, "other_author", "GET", f"/admin/choose-page/{world.index.pk}/"
    ).text
    assert ("Publique" in text, "Nouveau titre" in text) == (False, False)


def test_token__of_one_person_writes_for_nobody_else(world: World) -> None:
    token = tokens.issue(world.progress.attempt)
    altered = token.replace(
        f".{world.people['teacher'].pk}.", f".{world.people['other_teacher'].pk}.", 1
    )
    assert altered != token
    body = {"token": altered, "base": 0, "state": world.progress.state}
    reply = ask(
        world,
        "other_teacher",
        "POST",
        "/suivi/enregistrer/",
        data=body,
        content_type="application/json",
    )
    assert (reply.outcome, reply.written) == ("403", set())


def test_player__made_for_somebody_else_opens_no_attempt(world: World) -> None:
    body = world.opening_of("teacher")
    reply = ask(
        world,
        "other_teacher",
        "POST",
        "/suivi/ouvrir/",
        data=body,
        content_type="application/json",
    )
    assert (reply.status, reply.written) == (409, set())


def test_every_address__takes_nothing_from_another_site(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.people["superuser"])
    for route in all_routes():
        address = world.address_of(route)
        answer = client.post(address, HTTP_ORIGIN="https://ailleurs.invalid")
        assert answer.status_code == 403, address
