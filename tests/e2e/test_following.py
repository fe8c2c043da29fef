"""A teacher reads, joins, goes on elsewhere, finishes, and prints a statement."""

import pytest
from playwright.sync_api import expect

from tests.e2e.following import PLAYER, Player, held, make_teachers, sign_in

pytestmark = [pytest.mark.browser]

ANSWER_ALL = """() => {
  for (const question of document.querySelectorAll('passerelle-question')) {
    const { key } = JSON.parse(question.dataset.definition);
    const right = [].concat(key).map(String);
    const retry = question.querySelector('[data-action=retry]');
    if (!retry.hidden) retry.click();
    const typed = [].concat(key).map(part => part.value ?? part.accepted?.[0]);
    question.querySelectorAll('input').forEach((input, index) => {
      if (input.type === 'text') input.value = typed[index];
      else if (right.includes(input.dataset.option)) input.click();
    });
    question.querySelector('[data-action=check]').click();
  }
}"""


@pytest.fixture(scope="module")
def teachers(installation):
    return iter(make_teachers(installation, 3))


def read_without_account(page, installation):
    """Answer one question without an account."""
    found = Player(page, installation.url + PLAYER).open()
    found.answer(0)
    expect(page.locator(".saved")).to_have_attribute("data-saved", "here")
    return found.question_ids[0]


def test_progress_without_account_joins_the_account_in_the_player(
    installation, new_context, teachers
):
    teacher, page = next(teachers), new_context().new_page()
    first = read_without_account(page, installation)
    sign_in(page, installation, teacher)
    here = Player(page, page.url).ready()
    here.expect_saved()
    # It may be somebody else's: nothing moves before the person says so.
    assert held(installation, teacher).state.answers == {}
    page.locator("[data-notice=bring_in] button").click()
    expect(page.locator("passerelle-question").first).to_have_attribute(
        "data-checked", "again"
    )
    here.expect_saved()
    assert list(held(installation, teacher).state.answers) == [first]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_progress_without_account_joins_what_one_follows(
    installation, new_context, teachers, axe
):
    teacher = next(teachers)
    page = new_context(
        viewport={"width": 390, "height": 800}, bypass_csp=True
    ).new_page()
    first = read_without_account(page, installation)
    sign_in(page, installation, teacher, then="/suivi/")
    expect(page.locator(".empty-title")).to_be_visible()
    assert axe(page) == []
    page.locator("passerelle-waiting button").click()
    expect(page.get_by_role("link", name="Reprendre")).to_be_visible()
    assert list(held(installation, teacher).state.answers) == [first]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_from_one_device_to_another_to_the_statement(
    installation, new_context, teachers, axe
):
    teacher = next(teachers)
    phone = new_context(viewport={"width": 390, "height": 800}).new_page()
    sign_in(phone, installation, teacher)
    here = Player(phone, phone.url).ready()
    phone.locator("[data-action=start]").click()
    phone.locator("[data-action=next]").click()
    step = phone.locator("[data-current] h2").inner_text()
    here.expect_saved()
    phone.close()

    desk = new_context(bypass_csp=True).new_page()
    sign_in(desk, installation, teacher, then="/suivi/")
    expect(desk.locator(".followed-place")).to_contain_text(step)
    assert axe(desk) == []
    desk.get_by_role("link", name="Reprendre").click()
    expect(desk.locator("[data-current] h2")).to_have_text(step)
    # To the end at once: what was just answered is saved before the page goes.
    desk.evaluate(ANSWER_ALL)
    desk.locator("[data-action=finish]").evaluate("button => button.click()")
    desk.wait_for_url(f"{installation.url}/suivi/")
    assert held(installation, teacher).status == "passed"

    desk.get_by_role("button", name="Mon attestation").click()
    paper = desk.locator(".statement")
    expect(paper).to_contain_text("Alix Exemple (personne fictive)")
    expect(paper).to_contain_text("Démonstration")
    expect(paper).not_to_contain_text("Meilleur score")
    assert axe(desk) == []
    address = desk.locator(".statement-code").inner_text()
    desk.get_by_role("link", name="Faire figurer mon score").click()
    expect(paper).to_contain_text("100\u202f%")

    anyone = new_context(bypass_csp=True).new_page()
    anyone.goto(address.lower())
    expect(anyone.locator("main")).to_contain_text("Trier sept flux sur le chantier")
    expect(anyone.locator("main")).not_to_contain_text("Alix")
    assert axe(anyone) == []
