"""From an author's draft, through an inspector's visa, to a package: in a browser."""

import json
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import serve

pytestmark = [pytest.mark.browser]

TITLE = "Ranger le poste de découpe"
SLUG = "ranger-le-poste-de-decoupe"
EMAILS = {
    "author": "auteur@exemple.invalid",
    "inspector": "inspection@exemple.invalid",
    "teacher": "enseignant@exemple.invalid",
}


def sign_in(page: Page, installation, role, path):
    page.goto(f"{installation.url}{path}")
    page.locator("input[name=username]").fill(EMAILS[role])
    page.locator("input[name=password]").fill(installation.passwords[role])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url and "connexion" not in url)


def add_block(page: Page, stream, name):
    """Add a block at the end of a stream, through the picker when there is a choice."""
    stream.locator("button.c-sf-add-button:visible").last.click()
    if name:
        page.get_by_role("option", name=name, exact=True).click()


def write(page: Page, place, words):
    place.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type(words)


def start_unit(page: Page, installation):
    """Write a unit that lacks a right answer and a duration."""
    page.goto(f"{installation.url}/admin/pages/")
    page.get_by_role("link", name="Unités", exact=True).first.click()
    page.goto(page.url.rstrip("/") + "/add_subpage/")
    page.locator("#id_title").wait_for()
    page.locator("#id_title").fill(TITLE)
    # Saved once before the rest: Wagtail's own first save is slower than this test.
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_url("**/edit/")
    page.locator("#id_summary").fill("Un poste rangé, des chutes triées.")
    page.locator("#id_objectives").fill("Ranger le poste en fin de séance")
    steps = page.locator("[data-contentpath=steps]")
    add_block(page, steps, "")
    page.locator("[name='steps-0-value-title']").fill("Ranger")
    body = page.locator("[data-contentpath=body]")
    add_block(page, body, "Texte")
    write(page, body, "Le balai passe après le tri, jamais avant.")
    add_block(page, body, "Choix unique")
    question = body.locator("[data-contentpath=prompt]")
    write(page, question, "Que fait-on d’abord ?")
    options = body.locator("[data-contentpath=options]")
    options.locator("input[name$='text']").nth(0).fill("Trier les chutes")
    options.locator("input[name$='text']").nth(1).fill("Balayer")
    page.get_by_role("tab", name="Fiche pédagogique").click()
    page.locator("#id_themes").select_option(label="Déchets")
    page.locator("#id_levels").select_option(index=1)
    page.locator("#id_authors").fill("Camille Exemple (personne fictive)")
    page.locator("#id_law_checked_on").fill("2026-11-22")
    page.locator("#id_review_due_on").fill("2027-05-22")


def submit(page: Page):
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Plus d’actions").or_(
        page.locator(
            "footer button[aria-label*='actions' i], footer .w-dropdown button"
        )
    ).first.click()
    page.get_by_role("button", name="Soumettre").first.click()
    page.wait_for_load_state()


def test_a_unit_goes_from_draft_to_package(new_context, axe, installation, tmp_path):
    author = new_context(viewport={"width": 1280, "height": 1000}).new_page()
    sign_in(author, installation, "author", "/admin/login/")
    start_unit(author, installation)
    submit(author)
    # Refused, with what and where, and nothing lost.
    problems = author.locator(".messages")
    expect(problems).to_contain_text("juste")
    expect(problems).to_contain_text("durée")
    expect(author.locator("#id_title")).to_have_value(TITLE)
    edit_url = author.url

    author.locator("input[name$='is_right']").first.check()
    author.get_by_role("tab", name="Fiche pédagogique").click()
    author.locator("#id_duration_minutes").fill("15")
    submit(author)
    expect(author.locator(".messages")).to_contain_text(TITLE, timeout=30_000)

    # The embedded worker freezes it; the editor says so.
    for _ in range(40):
        author.goto(edit_url)
        if "inspect" in author.locator(".w-panel").first.inner_text().lower():
            break
        author.wait_for_timeout(500)

    inspector = new_context(
        viewport={"width": 390, "height": 800}, bypass_csp=True
    ).new_page()
    sign_in(inspector, installation, "inspector", "/connexion/?next=/inspection/")
    for _ in range(40):
        inspector.goto(f"{installation.url}/inspection/")
        if inspector.get_by_role("link", name=TITLE).count():
            break
        inspector.wait_for_timeout(500)
    inspector.get_by_role("link", name=TITLE).first.click()
    decision = inspector.url
    assert axe(inspector) == []
    inspector.goto(f"{decision}lecture/")
    expect(inspector.locator("h1")).to_have_text(TITLE)
    expect(inspector.locator("body")).to_contain_text("Le balai passe après le tri")
    inspector.goto(decision)
    visa = inspector.locator("button[value=approve]")
    visa.click()
    expect(inspector.locator("button[value=approve]")).to_be_visible()
    for answer in inspector.locator("input[type=radio][value=met]").all():
        answer.check()
    visa.click()
    expect(inspector).to_have_url(f"{installation.url}/inspection/")
    expect(inspector.locator("body")).to_contain_text(TITLE)

    reader = new_context(viewport={"width": 390, "height": 800}).new_page()
    requests = []
    reader.on("request", lambda request: requests.append(request.url))
    reader.goto(f"{installation.url}/unites/{SLUG}/")
    expect(reader.locator("h1")).to_have_text(TITLE)
    reader.get_by_role("link", name="Commencer").click()
    expect(reader.locator("h1")).to_have_text(TITLE)
    assert all(url.startswith((installation.url, "data:")) for url in requests)

    target = tmp_path / "unit.zip"
    said = installation.export(SLUG, target)
    assert said["version"] == 1
    checked = installation.manage("check_package", str(target))
    assert checked.returncode == 0
    with zipfile.ZipFile(target) as archive:
        (visa_file,) = json.loads(archive.read("passerelle/visas.json"))["visas"]
    assert visa_file["approval"]["fingerprint"] == said["fingerprint"]
    assert visa_file["approval"]["title"] == TITLE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/", None),
        ("/connexion/", None),
        ("/unites/tri-7-flux/suivre/", None),
        ("/campus/", None),
        ("/campus/exemple/", None),
        ("/inspection/", "inspector"),
    ],
)
def test_axe_finds_nothing_on_the_site(
    new_context, axe, installation, path, role, width, scheme
):
    context = new_context(
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    if role:
        sign_in(page, installation, role, "/connexion/")
    page.goto(installation.url + path)
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0
    assert axe(page) == []


def test_error_pages_are_ours(new_context, axe, installation):
    with serve(installation, "--insecure", DEBUG="0") as url:
        for width in (320, 1280):
            page = new_context(
                bypass_csp=True, viewport={"width": width, "height": 800}
            ).new_page()
            answer = page.goto(f"{url}/introuvable/")
            assert answer.status == 404
            overflow = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(overflow) <= 0
            assert axe(page) == []
            assert page.locator("html").get_attribute("lang") == "fr"


def test_two_exports_from_two_processes_are_identical(installation, tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    said = [installation.export("tri-7-flux", path) for path in (first, second)]
    assert first.read_bytes() == second.read_bytes()
    assert said[0]["sha256"] == said[1]["sha256"]


def test_loading_the_demonstration_again_changes_nothing(installation):
    before = installation.manage("dumpdata", "modules", "cms").stdout
    installation.manage("load_demo")
    after = installation.manage("dumpdata", "modules", "cms").stdout

    def lasting(text):
        # Signing in and periodic work go on beside the command.
        return [
            row
            for row in json.loads(text)
            if row["model"] not in ("cms.user", "cms.scheduledrun")
        ]

    assert lasting(before) == lasting(after)
