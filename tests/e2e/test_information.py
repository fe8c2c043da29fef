"""The pages about the site, as everybody sees and reaches them."""

import pytest
from playwright.sync_api import expect

from cms.footer import SLUGS

pytestmark = [pytest.mark.browser]

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
TABS = 80
"""More presses of Tab than anything tried here is away."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_information__axe_finds_nothing(new_context, axe, installation, width, scheme):
    context = new_context(
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    for slug in SLUGS:
        page.goto(f"{installation.url}/{slug}/")
        assert page.evaluate(OVERFLOW) <= 0, slug
        assert axe(page) == [], slug
    assert context.cookies() == []


def tab_to(page, selector):
    """Press Tab until the focus is on what ``selector`` matches."""
    matches = "selector => document.activeElement.matches(selector)"
    for _press in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(matches, selector):
            return
    pytest.fail(f"no Tab reaches {selector}")


def test_keyboard__a_question_is_answered_and_the_foot_reached(page, installation):
    page.goto(f"{installation.url}/unites/tri-7-flux/suivre/")
    tab_to(page, "[data-action=start]")
    page.keyboard.press("Enter")
    question = page.locator("[data-question]:visible").first
    for _step in range(TABS):
        if question.is_visible():
            break
        tab_to(page, "[data-action=next]")
        page.keyboard.press("Enter")
    tab_to(page, "[data-question] input")
    page.keyboard.press("Space")
    tab_to(page, "[data-question] [data-action=check]")
    page.keyboard.press("Enter")
    expect(question.locator("[data-result]")).not_to_be_empty()

    page.goto(f"{installation.url}/")
    tab_to(page, "a[href='/accessibilite/']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Accessibilité")
