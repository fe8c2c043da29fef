"""An account from its first mail to its deletion, on two devices, in a browser."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser]

EMAIL = "camille@cfa.exemple.invalid"
PASSWORD = "trois truelles et un niveau"


def mail_link(installation, place):
    """Return the address of the last link to a place that a mail holds.

    Without a mail server, mails are written to the server's terminal.
    """
    log = installation.data / f"server-{installation.url.rsplit(':', 1)[1]}.log"
    for _ in range(60):
        found = re.findall(rf"http://\S+(/compte/{place}/\S+)", log.read_text())
        if found:
            return installation.url + found[-1]
        time.sleep(0.5)
    raise AssertionError("no mail came")


@pytest.fixture
def examine(axe):
    """Return a function that looks at a page, small and large, by day and by night."""

    def look(page):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            overflow = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(overflow) <= 0, (page.url, width)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert axe(page) == [], (page.url, width, scheme)

    return look


def sign_in(page, installation):
    page.goto(f"{installation.url}/connexion/")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url(installation.url + "/")


@pytest.mark.parametrize("script", [True, False])
def test_account__from_the_first_mail_to_its_deletion(
    new_context, installation, script, tmp_path
):
    page = new_context(java_script_enabled=script).new_page()
    page.goto(f"{installation.url}/connexion/?next=/catalogue/")
    page.get_by_role("main").get_by_role("link", name="Ouvrir un compte").click()
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.get_by_role("status")).to_contain_text(EMAIL)
    page.goto(mail_link(installation, "ouvrir"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Exemple")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page).to_have_url(installation.url + "/catalogue/")
    expect(page.get_by_role("status").first).to_contain_text("Bienvenue, Camille")

    page.goto(f"{installation.url}/compte/profil/")
    page.get_by_label("Prénom").fill("Dominique")
    page.get_by_role("button", name="Enregistrer ce nom").click()
    expect(page.get_by_label("Prénom")).to_have_value("Dominique")
    page.get_by_role("link", name="Choisir mon établissement").click()
    page.get_by_label("Nom, ville, numéro UAI ou SIRET").fill("lycee")
    page.get_by_role("button", name="Le chercher").click()
    page.locator(".places-found button").first.click()
    expect(page.get_by_role("button", name="N’en garder aucun")).to_be_visible()

    telephone = new_context(java_script_enabled=script).new_page()
    sign_in(telephone, installation)
    telephone.goto(f"{installation.url}/compte/deconnexion-partout/")
    telephone.get_by_role("button", name="Déconnecter tous mes appareils").click()
    page.reload()
    expect(page).to_have_url(re.compile(r"/connexion/\?next="))

    sign_in(page, installation)
    page.goto(f"{installation.url}/compte/mes-donnees/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger mes données").click()
    download.value.save_as(tmp_path / "data.json")
    data = json.loads((tmp_path / "data.json").read_text())["data"]
    assert data["account"]["first_name"] == "Dominique"
    assert "ycée" in data["account"]["establishment"]["name"]
    page.get_by_label("Votre mot de passe").fill("autre chose")
    page.get_by_role("button", name="Supprimer mon compte").click()
    expect(page.locator("#id_current_password_error")).to_contain_text("pas votre mot")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Supprimer mon compte").click()
    expect(page.locator("h1")).to_have_text("Il ne reste rien de votre compte")
    page.goto(f"{installation.url}/compte/profil/")
    expect(page).to_have_url(re.compile("/connexion/"))


def test_account_pages__axe_finds_nothing(new_context, examine, installation):
    page = new_context(bypass_csp=True).new_page()
    url = installation.url
    for path in ("/connexion/", "/compte/oubli/", "/compte/supprime/"):
        page.goto(url + path)
        examine(page)
    for path in ("/compte/oubli/", "/compte/ouvrir/"):
        page.goto(url + path)
        examine(page)
        page.locator("input[type=email]").fill("dominique@exemple.invalid")
        page.locator("main form button").click()
        expect(page.get_by_role("status")).to_contain_text("dominique")
        examine(page)
    page.goto(url + "/compte/ouvrir/abime/")
    examine(page)
    confirm = mail_link(installation, "ouvrir")
    page.goto(confirm)
    examine(page)
    page.get_by_label("Prénom").fill("Dominique")
    page.get_by_label("Nom", exact=True).fill("Exemple")
    page.get_by_label("Mot de passe").fill("motdepasse")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.locator("#id_password_error")).to_be_visible()
    examine(page)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    for path in (
        "/compte/profil/",
        "/compte/etablissement/?q=lycee",
        "/compte/etablissement/?q=zzz",
        "/compte/adresse/",
        "/compte/mot-de-passe/",
        "/compte/deconnexion-partout/",
        "/compte/mes-donnees/",
        "/connexion/?next=/admin/",
    ):
        page.goto(url + path)
        examine(page)
    page.goto(url + "/compte/mes-donnees/")
    page.get_by_label("Votre mot de passe").fill("autre chose")
    page.get_by_role("button", name="Supprimer mon compte").click()
    examine(page)
