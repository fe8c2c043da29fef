"""Networks fail, tabs die, devices meet, people change: every answer is kept once."""

import contextlib
import re
import shutil

import pytest
from playwright.sync_api import Error, expect

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.e2e.following import (
    PLAYER,
    Player,
    expire_tokens,
    held,
    make_teachers,
    player,
    sign_in,
    sign_out,
)

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def teachers(installation):
    return iter(make_teachers(installation, 12))


@pytest.fixture
def teacher(teachers):
    return next(teachers)


@pytest.fixture
def at_player(installation, new_context, teacher):
    """A teacher with the unit open, everything saved."""
    return seat(installation, new_context(), teacher)


def seat(site, context, email):
    page = context.new_page()
    sign_in(page, site, email)
    found = Player(page, site.url + PLAYER).ready()
    found.expect_saved()
    return found


def crash(page):
    """End a page as a phone that runs out of memory does: none of its handlers runs."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def counts(site, email):
    """How many checks the site holds, by question."""
    return {
        name: answer.count for name, answer in held(site, email).state.answers.items()
    }


def test_network_cut_for_ten_minutes(installation, new_context, teacher):
    context = new_context()
    context.new_page().clock.install()
    here = seat(installation, context, teacher)
    here.page.clock.install()
    first, second, *_others = here.question_ids
    context.set_offline(True)
    here.answer(0)
    expect(here.page.locator(".saved")).to_have_attribute("data-saved", "offline")
    here.page.clock.fast_forward("10:00")
    here.answer(1)
    assert held(installation, teacher).state.answers == {}
    assert len(here.waiting) == 1
    context.set_offline(False)
    here.page.clock.fast_forward("01:00")
    here.expect_saved()
    assert counts(installation, teacher) == {first: 1, second: 1}
    assert here.waiting == []


def test_tab_killed_after_each_of_twenty_answers(installation, new_context, teacher):
    context = new_context()
    here = seat(installation, context, teacher)
    given = {}
    for number in range(20):
        index = number % 10
        name = here.question_ids[index]
        here.miss(index)
        given[name] = given.get(name, 0) + 1
        if number % 2:
            # As when the phone runs out of memory: no handler of the page runs.
            crash(here.page)
        here.page.close()
        here = player(context, installation).open()
    here.expect_saved()
    assert counts(installation, teacher) == given


def test_two_tabs(installation, new_context, teacher):
    context = new_context()
    one = seat(installation, context, teacher)
    two = player(context, installation).open()
    two.expect_saved()
    first, second, third, *_others = one.question_ids
    one.answer(0)
    two.answer(1)
    one.answer(2)
    one.expect_saved()
    two.expect_saved()
    assert counts(installation, teacher) == {first: 1, second: 1, third: 1}
    # What one tab learnt, the other shows without a reload.
    expect(two.page.locator("passerelle-question").first).to_have_attribute(
        "data-checked", "again"
    )


def test_two_devices_answer_the_same_unit(installation, new_context, teacher):
    phone_context = new_context(viewport={"width": 390, "height": 800})
    phone = seat(installation, phone_context, teacher)
    computer = seat(installation, new_context(), teacher)
    first, second, *_others = phone.question_ids
    phone_context.set_offline(True)
    phone.answer(0)
    computer.answer(1)
    computer.expect_saved()
    phone_context.set_offline(False)
    phone.expect_saved()
    assert counts(installation, teacher) == {first: 1, second: 1}
    # The phone adopted what the computer wrote.
    expect(phone.page.locator("passerelle-question").nth(1)).to_have_attribute(
        "data-checked", "again"
    )


def test_batches_replayed_reordered_and_duplicated(installation, at_player, teacher):
    page, requests = at_player.page, []
    page.on(
        "request",
        lambda request: (
            requests.append(request)
            if request.url.endswith("/suivi/enregistrer/")
            else None
        ),
    )
    for index in range(4):
        at_player.answer(index)
        at_player.expect_saved()
    before = held(installation, teacher)
    bodies = [request.post_data for request in requests]
    assert len(bodies) == 4
    for body in [*reversed(bodies), *bodies, bodies[0], bodies[0]]:
        answer = page.request.post(
            f"{installation.url}/suivi/enregistrer/",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        assert answer.ok, answer.text()
    after = held(installation, teacher)
    assert (after.state, after.best, after.status) == (
        before.state,
        before.best,
        before.status,
    )


def test_token_expired_while_offline(installation, new_context, teacher):
    context = new_context()
    here = seat(installation, context, teacher)
    first = here.question_ids[0]
    context.set_offline(True)
    here.answer(0)
    expire_tokens(installation)
    context.set_offline(False)
    here.expect_saved()
    assert counts(installation, teacher) == {first: 1}


def test_session_and_token_expired_while_offline(installation, new_context, teacher):
    context = new_context()
    here = seat(installation, context, teacher)
    first = here.question_ids[0]
    context.set_offline(True)
    here.answer(0)
    expire_tokens(installation)
    context.clear_cookies()
    context.set_offline(False)
    expect(here.page.locator(".saved")).to_have_attribute("data-saved", "signed_out")
    assert held(installation, teacher).state.answers == {}
    here.page.locator("[data-notice=sign_in] button").click()
    sign_in(here.page, installation, teacher)
    here.ready().expect_saved()
    assert counts(installation, teacher) == {first: 1}
    assert here.waiting == []


def test_another_person_signs_in_on_the_same_computer(
    installation, new_context, teacher, teachers
):
    other = next(teachers)
    context = new_context()
    here = seat(installation, context, teacher)
    first, second, *_others = here.question_ids
    away = context.new_page()
    away.goto(f"{installation.url}/suivi/")
    here.page.route("**/suivi/enregistrer/", lambda route: route.abort())
    here.answer(0)
    expect(here.page.locator(".saved")).to_have_attribute("data-saved", "retrying")
    # Before anything could be sent, somebody else takes the seat.
    sign_out(away)
    here.page.unroute("**/suivi/enregistrer/")
    theirs = seat(installation, context, other)
    theirs.answer(1)
    theirs.expect_saved()
    assert counts(installation, other) == {second: 1}
    # The page left open asks again, and learns that its person has gone.
    saved = here.page.locator(".saved")
    gone = re.compile("signed_out|other_person")
    expect(saved).to_have_attribute("data-saved", gone, timeout=30_000)
    here.answer(2)
    expect(saved).to_have_attribute("data-saved", "other_person")
    here.answer(3)
    assert held(installation, teacher).state.answers == {}
    assert counts(installation, other) == {second: 1}
    # The first person comes back: what waited for them is theirs.
    theirs.page.close()
    here.page.close()
    away.goto(f"{installation.url}/suivi/")
    sign_out(away)
    back = seat(installation, context, teacher)
    back.expect_saved()
    assert counts(installation, teacher) == {first: 1}
    assert counts(installation, other) == {second: 1}


def test_back_and_forward_through_the_browsers_memory(installation, browser, teacher):
    chromium = browser.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=CHROMIUM_ARGUMENTS,
        # Playwright switches off what this is about.
        ignore_default_args=["--disable-back-forward-cache"],
    )
    here = seat(installation, chromium.new_context(locale="fr-FR"), teacher)
    first, second, third, *_others = here.question_ids
    here.page.evaluate(
        "addEventListener('pageshow', (e) => { window.kept = e.persisted; })"
    )
    here.answer(0)
    here.page.goto(f"{installation.url}/suivi/")
    elsewhere = seat(installation, chromium.new_context(locale="fr-FR"), teacher)
    elsewhere.answer(1)
    elsewhere.expect_saved()
    here.page.go_back(wait_until="commit")
    assert here.page.evaluate("window.kept") is True, "not from memory"
    here.answer(2)
    here.expect_saved()
    assert counts(installation, teacher) == {first: 1, second: 1, third: 1}
    chromium.close()
