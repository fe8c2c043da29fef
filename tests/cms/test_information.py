"""The six pages at the foot: seeded once, editable by administrators, and true."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.template import Context, Template
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate

from cms import checks, footer
from cms.models import InformationPage, SiteIdentity
from cms.models.information import Accessibility
from cms.roles import ADMINISTRATORS, AUTHORS
from modules.roles import setup_roles
from tests.factories.site import CampusFactory, UserFactory, make_version
from tools.messages import typography

pytestmark = pytest.mark.django_db

TO_FILL = "À compléter par l’organisme qui publie ce site"
FILLED = {
    "publisher": "Organisme d’exemple",
    "publisher_address": "1 rue de l’Exemple\n00 00 00 00 00",
    "director": "Alix Exemple (personne fictive)",
    "contact_email": "contact@exemple.invalid",
    "host": "Hébergeur d’exemple",
    "controller": "Responsable d’exemple",
    "legal_basis": "public_task",
    "dpd_contact": "dpd@exemple.invalid",
}


@pytest.fixture
def site():
    return setup_roles()


def page_of(slug):
    return InformationPage.objects.get(slug=slug)


def read(client, slug):
    response = client.get(f"/{slug}/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def main_of(html):
    return html[html.index("<main") : html.index("</main>")]


def fill_in(**values):
    identity = SiteIdentity.current()
    for name, value in values.items():
        setattr(identity, name, value)
    identity.full_clean()
    identity.save()
    return identity


def audited(rate, *, days_ago=10):
    day = localdate() - timedelta(days=days_ago)
    return {"audited_on": day, "audit_rate": Decimal(rate), "auditor": "autoévaluation"}


def test_seed__makes_six_public_pages_once(site, client):
    setup_roles()
    assert InformationPage.objects.count() == 6
    for slug in footer.SLUGS:
        html = read(client, slug)
        assert html.count("<h1>") == 1
        assert "<h2>" in html


def test_seed__the_order_of_headings_has_no_gap(site, client):
    for slug in footer.SLUGS:
        levels = re.findall(r"<h(\d)", main_of(read(client, slug)))
        assert set(levels) <= {"1", "2"}
        assert levels[0] == "1"


@pytest.mark.parametrize("slug", footer.SLUGS)
def test_seed__texts_are_set_as_french_is(slug):
    title, blocks = footer.text(slug)
    prose = [title, *(value for kind, value in blocks if kind == "prose")]
    assert [remark for text in prose for remark in typography(text)] == []
    known = dict(InformationPage.body.field.stream_block.child_blocks)["facts"]
    names = {name for name, _label in known.field.choices}
    assert {value for kind, value in blocks if kind == "facts"} <= names


def test_editing__survives_setting_up_again(site, client):
    page = page_of("cgu")
    page.body = [("prose", "<h2>Nos règles</h2><p>Soyez aimables.</p>")]
    page.title = "Nos règles du jeu"
    page.save_revision().publish()
    setup_roles()
    assert "Soyez aimables." in read(client, "cgu")
    assert InformationPage.objects.count() == 6
    assert page.revisions.count() == 2


def test_seed__brings_back_what_was_deleted(site):
    page_of("cgu").delete()
    setup_roles()
    assert page_of("cgu").live


def edit_url(slug):
    return reverse("wagtailadmin_pages:edit", args=[page_of(slug).pk])


def test_editing__authors_may_not(site, client):
    client.force_login(UserFactory(roles=[AUTHORS]))
    settings = reverse("wagtailsettings:edit", args=["cms", "siteidentity"])
    for slug in footer.SLUGS:
        page = page_of(slug)
        assert client.get(edit_url(slug)).status_code == 302
        revision = page.latest_revision_id
        for name, more in (("history", []), ("revisions_view", [revision])):
            url = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])
            assert client.get(url).status_code == 302
    assert client.get(settings).status_code == 302


def test_editing__administrators_may(site, client):
    client.force_login(UserFactory(roles=[ADMINISTRATORS]))
    for slug in footer.SLUGS:
        assert client.get(edit_url(slug)).status_code == 200
    settings = reverse(
        "wagtailsettings:edit", args=["cms", "siteidentity", SiteIdentity.current().pk]
    )
    answer = client.post(settings, FILLED)
    assert answer.status_code == 302
    assert SiteIdentity.current().publisher == "Organisme d’exemple"


def test_editing__keeps_no_script(site, client):
    client.force_login(UserFactory(roles=[ADMINISTRATORS]))
    html = '<p onclick="x()">Bonjour<script>alert(1)</script></p>'
    content = {
        "blocks": [
            {
                "key": "a",
                "text": html,
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
                "data": {},
            }
        ],
        "entityMap": {
            "0": {
                "type": "LINK",
                "mutability": "MUTABLE",
                "data": {"url": "javascript:alert(1)"},
            }
        },
    }
    answer = client.post(
        edit_url("cgu"),
        {
            "title": "Conditions d’utilisation",
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "prose",
            "body-0-id": "",
            "body-0-value": json.dumps(content),
            "action-publish": "1",
        },
    )
    assert answer.status_code == 302
    shown = client.get("/cgu/").content.decode()
    assert "<script>alert" not in shown
    assert "onclick=" not in main_of(shown).replace("onclick=&quot;", "")
    assert "javascript:" not in shown


def test_identity__what_is_unknown_is_said_never_invented(site, client):
    for slug, count in (("mentions-legales", 5), ("donnees-personnelles", 3)):
        assert read(client, slug).count(TO_FILL) == count


def test_identity__what_is_known_is_shown(site, client):
    fill_in(**FILLED)
    for slug in footer.SLUGS:
        assert TO_FILL not in read(client, slug)
    legal = read(client, "mentions-legales")
    for name in ("publisher", "director", "contact_email", "host"):
        assert FILLED[name] in legal
    assert "mission d’intérêt public" in read(client, "donnees-personnelles")


def test_identity__is_escaped(site, client):
    fill_in(publisher="<script>x</script>")
    assert b"<script>x" not in client.get("/mentions-legales/").content


@pytest.mark.parametrize(
    ("audit", "state"),
    [
        ({}, "non conforme"),
        (audited("49.99"), "non conforme"),
        (audited("50"), "partiellement conforme"),
        (audited("99.99"), "partiellement conforme"),
        (audited("100"), "totalement conforme"),
        (audited("100", days_ago=3 * 366), "non conforme"),
    ],
)
def test_accessibility__the_mention_follows_the_audit(site, client, audit, state):
    fill_in(**audit)
    mention = f"Accessibilité\u202f: {state}"
    assert mention in read(client, "cgu")
    declared = f"Accessibilité de ce site\u202f: {state}"
    assert declared in re.sub(r"\s*\n\s*", " ", read(client, "accessibilite"))
    assert mention in unescape(client.get("/").content.decode())


@pytest.mark.parametrize(
    "audit",
    [
        {"audited_on": localdate()},
        {"audit_rate": Decimal(80)},
        audited("80", days_ago=-1),
        audited("101"),
    ],
)
def test_accessibility__half_an_audit_is_refused(site, audit):
    with pytest.raises(ValidationError):
        fill_in(**audit)


def test_accessibility__states_are_the_three_of_the_law():
    assert [state.value for state in Accessibility] == ["none", "partial", "full"]


def test_reading__writes_nothing(site, client):
    SiteIdentity.objects.all().delete()
    for slug in footer.SLUGS:
        read(client, slug)
    assert not SiteIdentity.objects.exists()


def test_footer__costs_two_queries(site, django_assert_num_queries, rf):
    request = rf.get("/cgu/")
    with django_assert_num_queries(2):
        html = Template("{% load footer %}{% footer_pages %}").render(
            Context({"request": request})
        )
    assert [f"/{slug}/" for slug in footer.SLUGS] == re.findall('href="([^"]+)"', html)
    assert html.count("aria-current") == 1


def test_footer__needs_no_database_where_something_gave_way(
    site, django_assert_num_queries
):
    with django_assert_num_queries(0):
        Template("{% load footer %}{% footer_pages %}").render(Context())


def test_footer__leaves_out_what_is_not_published(site, client):
    page_of("ecoconception").unpublish()
    assert "/ecoconception/" not in read(client, "plan-du-site")


def public_urls(patterns, prefix=""):
    """Yield every address of ours that takes no argument."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(("admin/", "documents/", "_util", "^")):
            continue
        if isinstance(pattern, URLResolver):
            yield from public_urls(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<" not in route:
            yield f"/{route}"


ELSEWHERE = {
    # Steps of a form, which begins on a page that the map names.
    "/compte/ouvrir/suite/",
    "/compte/oubli/suite/",
    "/compte/supprime/",
}
"""What is no page to go to."""


def test_site_map__lists_every_public_page(site, client):
    CampusFactory()
    version = make_version()
    listed = set(re.findall('href="([^"]+)"', main_of(read(client, "plan-du-site"))))
    assert f"/unites/{version.slug}/" in listed
    for url in public_urls(get_resolver().url_patterns):
        answer = client.get(url)
        is_page = answer.status_code == 200 and "text/html" in answer["Content-Type"]
        if is_page and url not in ELSEWHERE and "$" not in url:
            assert url in listed, url
    for url in listed:
        assert client.get(url).status_code in (200, 302), url


@pytest.mark.parametrize("count", [1, 6])
def test_site_map__costs_the_same_for_any_number_of_units(
    site, client, django_assert_max_num_queries, count
):
    for _number in range(count):
        make_version()
    read(client, "plan-du-site")
    with django_assert_max_num_queries(14):
        read(client, "plan-du-site")


def test_check__names_what_is_still_to_fill_in(site):
    (warning,) = checks.check_identity_is_complete(None)
    assert warning.id == "cms.W001"
    assert "publisher" in warning.msg
    fill_in(**FILLED)
    assert checks.check_identity_is_complete(None) == []
    call_command("check", fail_level="WARNING")


def test_notice__is_for_whoever_can_fill_it_in(site, client):
    notice = "Compléter l’identité du site"
    home = reverse("wagtailadmin_home")
    client.force_login(UserFactory(roles=[ADMINISTRATORS]))
    assert notice in unescape(client.get(home).content.decode())
    fill_in(**FILLED)
    assert notice not in unescape(client.get(home).content.decode())
    fill_in(publisher="")
    client.force_login(UserFactory(roles=[AUTHORS]))
    assert notice not in unescape(client.get(home).content.decode())


def test_cookies__none_for_whoever_only_reads(site, client):
    for slug in footer.SLUGS:
        read(client, slug)
    assert dict(client.cookies) == {}
