"""The public site as people meet it: on a telephone, without a script, in the dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_spine import sign_in

pytestmark = [pytest.mark.browser]

PHONE = {"width": 390, "height": 800}
UNIT = "/unites/tri-7-flux/"
PUBLIC = ("/", "/catalogue/", "/catalogue/?q=licorne&level=cap", UNIT)
FIRST_VIEW = 300_000
"""Bytes: the first view of a unit, over the network, with an empty cache."""
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


class Actions:
    """Counts what a person does: type a sentence, tap."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def type(self, place, words):
        place.fill(words)
        self.count += 1

    def tap(self, place):
        place.tap()
        self.page.wait_for_load_state()
        self.count += 1


@pytest.mark.parametrize(
    ("equipment", "scripts"),
    [("petit matériel", True), ("petit matériel", False), ("sans matériel", False)],
)
def test_a_teacher_finds_a_unit_in_three_actions(
    new_context, installation, equipment, scripts
):
    page = new_context(
        viewport=PHONE, has_touch=True, java_script_enabled=scripts
    ).new_page()
    page.goto(installation.url)
    actions = Actions(page)
    actions.type(
        page.get_by_role("searchbox"),
        f"tri des déchets pour mes CAP maçon, 1 h, {equipment}",
    )
    actions.tap(page.get_by_role("button", name="Chercher"))
    expect(page.get_by_role("list", name="Filtres appliqués")).to_contain_text(
        "1 h ou moins"
    )
    actions.tap(page.get_by_role("link", name="Trier sept flux sur le chantier"))
    expect(page).to_have_url(f"{installation.url}{UNIT}")
    assert actions.count <= 3


def test_filters_work_by_hand_without_a_script(new_context, installation):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(installation.url)
    page.get_by_role("link", name="Déchets").click()
    page.get_by_text("Filtrer par niveau").click()
    page.get_by_label("Niveau de la classe").select_option(value="cap")
    page.get_by_label("Temps disponible").select_option(value="60")
    page.get_by_label("Matériel disponible").select_option(value="basic")
    page.get_by_role("button", name="Voir les unités").click()
    expect(page.locator(".unit-card")).to_have_count(1)
    page.get_by_role("link", name="Retirer le filtre : 1 h ou moins").click()
    assert "duration" not in page.url
    assert "level=cap" in page.url


def test_a_family_asks_what_an_acronym_means(new_context, installation):
    page = new_context(viewport=PHONE).new_page()
    page.goto(installation.url)
    page.get_by_role("searchbox").fill("C’est quoi ORGO ?")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".definition")).to_contain_text(
        "organisation et réalisation du gros œuvre"
    )


def test_the_menu_opens_on_a_telephone_without_a_script(new_context, installation):
    page = new_context(
        viewport={"width": 320, "height": 600}, java_script_enabled=False
    ).new_page()
    page.goto(installation.url)
    catalogue = page.get_by_role("link", name="Catalogue", exact=True)
    expect(catalogue).to_have_count(0)
    page.locator("summary", has_text="Menu").click()
    catalogue.click()
    expect(page.locator("h1")).to_have_text("Le catalogue")


@pytest.mark.parametrize("path", [UNIT, f"{UNIT}suivre/"])
def test_the_first_view_of_a_unit_is_light(new_context, installation, path):
    page = new_context(viewport=PHONE).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    received = []
    network.on("Network.loadingFinished", lambda event: received.append(event))
    page.goto(installation.url + path)
    page.wait_for_load_state("networkidle")
    total = sum(event["encodedDataLength"] for event in received)
    assert len(received) >= 2
    assert 0 < total <= FIRST_VIEW


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PUBLIC)
def test_axe_finds_nothing(new_context, axe, installation, path, width, scheme):
    page = new_context(
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    ).new_page()
    page.goto(installation.url + path)
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []


def test_axe_finds_nothing_with_menu_and_filters_open(new_context, axe, installation):
    page = new_context(
        bypass_csp=True, viewport={"width": 320, "height": 800}
    ).new_page()
    page.goto(f"{installation.url}/catalogue/?level=cap&duration=60")
    page.locator("summary", has_text="Menu").click()
    page.locator("summary", has_text="Filtrer").click()
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_components_are_shown_to_staff_only(new_context, axe, installation, width):
    context = new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{installation.url}/admin/composants/")
    expect(page).to_have_title(re.compile("Se connecter|Connexion"))
    sign_in(page, installation, "author", "/connexion/")
    page.goto(f"{installation.url}/admin/composants/")
    expect(page.locator("h1")).to_have_text("Composants")
    assert page.evaluate(OVERFLOW) <= 0
    # The player in its frame has its own tests.
    page.locator("iframe").evaluate("frame => frame.remove()")
    assert axe(page) == []


def test_in_forced_colours_badges_and_buttons_keep_their_outlines(
    new_context, installation
):
    page = new_context(viewport=PHONE, forced_colors="active").new_page()
    page.goto(installation.url + UNIT)
    for selector in (".unit-start .button", ".unit-trust .visa-badge"):
        style = page.locator(selector).evaluate(
            "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]"
        )
        assert style[0] != "none"
        assert style[1] != "0px"


def test_on_paper_the_page_holds_what_matters_only(new_context, installation):
    page = new_context(viewport={"width": 794, "height": 1123}).new_page()
    page.goto(installation.url + UNIT)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".unit-facts")).to_be_visible()
    for hidden in (".site-nav", ".site-menu", ".unit-start .button"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_at_twice_the_size_nothing_is_cut(new_context, installation):
    # 1280 pixels at 400 % are 320; at 200 % they are 640.
    page = new_context(viewport={"width": 640, "height": 512}).new_page()
    for path in PUBLIC:
        page.goto(installation.url + path)
        assert page.evaluate(OVERFLOW) <= 0, path


def test_a_teacher_resumes_in_one_tap_from_home(new_context, installation):
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    sign_in(page, installation, "teacher", "/connexion/")
    page.goto(f"{installation.url}{UNIT}suivre/")
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator(".saved")).to_have_text("Enregistré")
    page.goto(installation.url)
    resume = page.get_by_role("link", name="Reprendre")
    box = resume.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    resume.tap()
    page.wait_for_url(f"**{UNIT}suivre/**")
    expect(page.locator("h1")).to_have_text("Trier sept flux sur le chantier")
