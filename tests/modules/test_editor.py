"""Writing and submitting through the editor, as an author does."""

import pytest
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms import jobs
from cms.models import Level, Theme
from modules.models import Submission, Unit, UnitIndexPage, UnitPage, UnitVersion
from modules.roles import setup_roles
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    UserFactory,
    make_image,
    make_submission,
    make_unit_page,
    make_version,
)

pytestmark = pytest.mark.django_db


def stream(children):
    """Return a StreamBlock as the editor posts it, ids included."""
    return streamfield(children)


def editor_form(*blocks, **fields):
    steps = [("step", {"title": "Trier", "body": stream(list(blocks))})]
    values = {
        "title": "Trier au chantier",
        "slug": "trier-au-chantier",
        "language": "fr",
        "summary": "Sept flux.",
        "objectives": "Citer les sept flux",
        "prerequisites": "",
        "duration_minutes": "35",
        "equipment_level": "none",
        "safety_level": "0",
        "authors": "Alix Exemple (personne fictive)",
        "contributors": "",
        "licence": "CC-BY-SA-4.0",
        "law_checked_on": "2026-11-22",
        "review_due_on": "2027-05-22",
        "mastery_score": "66",
        "completion_rule": "",
        "attempts_allowed": "",
        "steps": stream(steps),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    chosen = {
        "levels": [Level.objects.get(code="cap").pk],
        "themes": [Theme.objects.get(code="waste").pk],
    }
    return {**nested_form_data({**values, **fields}), **chosen}


def text(html="<p>Un flux.</p>"):
    return ("text", rich_text(html, features=["bold", "link", "h3"]))


def question(*right):
    options = [
        {"text": f"Réponse {n}", "feedback": "Parce que."}
        | ({"is_right": "on"} if n in right else {})
        for n in (1, 2)
    ]
    return (
        "single_choice",
        {
            "prompt": rich_text("<p>Où ?</p>", features=["bold"]),
            "options": list_block(options),
            "feedback": "",
            "weight": "1",
            "graded": "on",
        },
    )


def list_block(items):
    data = {"count": str(len(items))}
    for index, item in enumerate(items):
        data[str(index)] = {
            "value": item,
            "deleted": "",
            "order": str(index),
            "type": "item",
            "id": "",
        }
    return data


@pytest.fixture
def author(client):
    setup_roles()
    user = UserFactory(roles=["Auteurs"])
    client.force_login(user)
    return user


def create(client, data, action="action-submit"):
    index = UnitIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["modules", "unitpage", index.pk])
    return client.post(url, {**data, action: "1"}, follow=True)


def give_place():
    campus = CampusFactory()
    Unit.objects.update(campus=campus, sector=campus.sector, academy=AcademyFactory())


def edit(client, page, data, action="action-submit"):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, {**data, action: "1"}, follow=True)


def test_an_author_creates_a_draft_that_lacks_everything(client, author):
    data = editor_form(
        summary="", duration_minutes="", mastery_score="", law_checked_on=""
    )
    create(client, data, action="action-save")
    page = UnitPage.objects.get()
    assert not page.live
    assert page.unit.slug == "trier-au-chantier"


@pytest.mark.parametrize(
    ("blocks", "fields", "said"),
    [
        ([text()], {"summary": ""}, "résumé"),
        ([], {}, "vide"),
        ([question()], {}, "juste"),
        ([question(1)], {"mastery_score": ""}, "seuil"),
        ([text("<p></p>")], {}, "vide"),
    ],
)
def test_a_refused_submission_saves_the_draft_and_says_why(
    client, author, blocks, fields, said
):
    response = create(client, editor_form(*blocks, **fields))
    page = UnitPage.objects.get()
    give_place()
    response = edit(client, page, editor_form(*blocks, **fields, title="Version 2"))
    assert said in response.text
    assert Revision.objects.latest("pk").content["title"] == "Version 2"
    assert not Submission.objects.exists()


def test_an_image_without_alternative_or_licence_is_refused_by_name(client, author):
    image = make_image(title="Photo du bac", licence="")
    block = (
        "image",
        {"image": image.pk, "alternative": "", "caption": ""},
    )
    create(client, editor_form(block), action="action-save")
    give_place()
    response = edit(client, UnitPage.objects.get(), editor_form(block))
    assert response.text.count("Photo du bac") >= 2
    assert not Submission.objects.exists()


def test_a_complete_unit_is_submitted(client, author):
    create(client, editor_form(text(), question(1)), action="action-save")
    give_place()
    page = UnitPage.objects.get()
    edit(client, page, editor_form(text(), question(1)))
    submission = Submission.objects.get()
    assert submission.requested_by == author
    jobs.run(submission.job_id)
    submission.refresh_from_db()
    assert submission.is_decidable


def test_the_next_unit_of_an_author_starts_in_the_same_place(client, author):
    create(client, editor_form(text()), action="action-save")
    give_place()
    create(client, editor_form(text(), slug="autre"), action="action-save")
    first, second = Unit.objects.order_by("page_id")
    assert (second.campus, second.sector, second.academy) == (
        first.campus,
        first.sector,
        first.academy,
    )


def test_the_editor_shows_where_the_submission_is(client):
    submission = make_submission()
    client.force_login(submission.requested_by)
    url = reverse("wagtailadmin_pages:edit", args=[submission.unit.page_id])
    assert submission.get_state_display() in client.get(url).text.lower()


def test_a_crafted_request_cannot_change_what_was_approved(client):
    version = make_version()
    page = UnitPage.objects.get()
    live = page.live_revision_id
    client.force_login(page.owner)
    data = editor_form(text("<p>Réécrit.</p>"), title="Réécrit")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(
        url,
        {**data, "overwrite_revision_id": str(live)},
        headers={"accept": "application/json"},
    )
    shown = client.get(f"/unites/{version.slug}/").text
    assert "Réécrit" not in shown
    assert version.title in shown


class TestPreview:
    def test_a_draft_is_previewed_in_the_player(self, client):
        page = make_unit_page()
        client.force_login(page.owner)
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        response = client.get(url)
        assert "passerelle-unit" in response.text
        assert page.title in response.text
        assert "adapter" not in response.text

    def test_a_draft_with_gaps_is_previewed_all_the_same(self, client):
        page = make_unit_page(
            summary="",
            duration_minutes=None,
            law_checked_on=None,
            review_due_on=None,
            steps=[("step", {"title": "", "body": [("text", "")]})],
            themes=[],
            levels=[],
        )
        client.force_login(page.owner)
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert client.get(url).status_code == 200

    def test_somebody_else_does_not_see_the_draft(self, client):
        page = make_unit_page()
        client.force_login(UserFactory())
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert client.get(url).status_code in (302, 403)


class TestPublicUnit:
    def test_the_address_of_a_page_leads_to_its_unit(self, client):
        version = make_version()
        page = UnitPage.objects.get()
        assert client.get(page.url).url == f"/unites/{version.slug}/"

    def test_a_draft_has_no_public_address(self, client):
        page = make_unit_page()
        assert client.get(f"/unites/{page.unit.slug}/").status_code == 404
        assert client.get(page.full_url).status_code == 404

    def test_editing_after_the_visa_changes_nothing_for_the_public(self, client):
        version = make_version()
        page = UnitPage.objects.get()
        page.title = "Jamais inspecté"
        page.save_revision(user=page.owner)
        Revision.objects.latest("pk").publish(
            user=UserFactory(administrator=True), skip_permission_checks=True
        )
        assert UnitVersion.objects.count() == 1
        shown = client.get(f"/unites/{version.slug}/").text
        assert "Jamais inspecté" not in shown

    def test_the_home_page_lists_approved_units_only(self, client):
        make_unit_page(title="Seulement un brouillon")
        version = make_version(make_submission(title="Avec visa"))
        home = client.get("/").text
        assert version.title in home
        assert "Seulement un brouillon" not in home

    def test_an_asset_is_served_so_that_it_cannot_act(self, client):
        from modules.models import DocumentAsset
        from tests.factories.site import make_steps

        block = (
            "image",
            {
                "image": make_image(),
                "alternative": "Un bac",
                "decorative": False,
                "caption": "",
            },
        )
        version = make_version(make_submission(steps=make_steps(block)))
        name = DocumentAsset.objects.get().name
        url = f"/unites/{version.slug}/v1/{name}"
        assert url in client.get(f"/unites/{version.slug}/").text
        response = client.get(url)
        assert response["Content-Type"] == "image/svg+xml"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "immutable" in response["Cache-Control"]
        assert client.get(f"/unites/{version.slug}/v2/{name}").status_code == 404
        assert client.get(f"/unites/{version.slug}/v1/autre.svg").status_code == 404


def test_only_terms_in_force_are_offered_unless_already_chosen(client, author):
    Level.objects.create(code="ancien", label="Mention ancienne", valid_to="2024-12-31")
    page = make_unit_page(owner=author)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Mention ancienne" not in client.get(url).text
    page.levels.add(Level.objects.get(code="ancien"))
    page.save_revision(user=author)
    assert "Mention ancienne" in client.get(url).text
