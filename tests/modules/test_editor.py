"""Writing and submitting through the editor, as an author does."""

import json

import pytest
from django.core import mail
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.panels import CommentPanel, ObjectList
from wagtail.models import Comment, PageLogEntry, PageSubscription, Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms import jobs
from cms.models import Level, Theme
from modules.actions import decide
from modules.models import Submission, Unit, UnitIndexPage, UnitPage, UnitVersion
from modules.roles import setup_roles
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    UserFactory,
    decision_form,
    make_image,
    make_inspector,
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
    for address in ("unit", "unit_player"):
        shown = client.get(reverse(address, args=[version.slug])).text
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
        for address in ("unit", "unit_player"):
            url = reverse(address, args=[page.unit.slug])
            assert client.get(url).status_code == 404
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
        for address in ("unit", "unit_player"):
            shown = client.get(reverse(address, args=[version.slug])).text
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
        assert url in client.get(f"/unites/{version.slug}/suivre/").text
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


class TestRefusal:
    """A refused submission says what is missing and leads there."""

    def refused(self, client, *blocks, **fields):
        create(client, editor_form(*blocks, **fields), action="action-save")
        give_place()
        page = UnitPage.objects.get()
        return page, edit(client, page, editor_form(*blocks, **fields)).text

    def test_each_block_is_a_link(self, client, author):
        page, shown = self.refused(client, text("<p></p>"), question())
        page.refresh_from_db()
        steps = page.get_latest_revision_as_object().steps
        for block in steps[0].value["body"]:
            assert f'href="#block-{block.id}-section"' in shown
        assert "bloc 2 (choix unique, «\u202fOù ?\u202f»)" in shown

    def test_each_field_is_a_link(self, client, author):
        _page, shown = self.refused(client, text(), question(1), mastery_score="")
        assert 'href="#:w:contentpath=mastery_score"' in shown
        assert 'data-contentpath="mastery_score"' in shown

    def test_what_an_author_writes_is_shown_as_text(self, client, author):
        _page, shown = self.refused(client, ("text", rich_text("")), title="<b>x</b>")
        assert "<li><b>" not in shown


class TestRestart:
    """Restarting a sent-back inspection cancels the former one, or nothing at all."""

    @pytest.fixture
    def sent_back(self, client):
        submission = make_submission()
        inspector = make_inspector(submission)
        decide(
            submission_id=submission.pk,
            user=inspector,
            form=decision_form(submission, "reject"),
        )
        client.force_login(submission.requested_by)
        return submission

    def restart(self, client, submission, *blocks):
        page = UnitPage.objects.get()
        data = editor_form(*blocks, title="Version 2", slug=page.slug)
        response = edit(client, page, data, action="action-restart-workflow")
        former = submission.task_state.workflow_state
        former.refresh_from_db()
        return response, former.status

    def test_a_refused_one_leaves_the_workflow_and_saves_the_draft(
        self, client, sent_back
    ):
        response, status = self.restart(client, sent_back, question())
        assert "juste" in response.text
        assert status == "needs_changes"
        assert Submission.objects.count() == 1
        assert Revision.objects.latest("pk").content["title"] == "Version 2"

    def test_an_accepted_one_starts_anew(self, client, sent_back):
        _response, status = self.restart(client, sent_back, text(), question(1))
        assert status == "cancelled"
        assert Submission.objects.count() == 2


class TestWhatWagtailDoes:
    """Submitting keeps what Wagtail does around it."""

    @pytest.mark.parametrize("blocks", [[text()], []], ids=["submitted", "refused"])
    def test_hooks_run_after_creating_and_editing(self, client, author, blocks):
        called = []
        with (
            hooks.register_temporarily(
                "after_create_page", lambda request, page: called.append("create")
            ),
            hooks.register_temporarily(
                "after_edit_page", lambda request, page: called.append("edit")
            ),
        ):
            create(client, editor_form(*blocks))
            give_place()
            edit(client, UnitPage.objects.get(), editor_form(*blocks))
        assert called == ["create", "edit"]

    @pytest.fixture
    def with_comments(self, monkeypatch):
        """The editor of a site that lets its authors comment."""
        panels = [*UnitPage.edit_handler.children[0].children]
        teaching = [*UnitPage.edit_handler.children[1].children]
        handler = ObjectList([*panels, *teaching, CommentPanel()])
        UnitPage.get_edit_handler.cache_clear()
        monkeypatch.setattr(UnitPage, "edit_handler", handler)
        yield
        UnitPage.get_edit_handler.cache_clear()

    def test_comments_are_logged_and_announced(self, client, author, with_comments):
        reader = UserFactory()
        create(client, editor_form(text()), action="action-save")
        give_place()
        page = UnitPage.objects.get()
        PageSubscription.objects.create(
            page=page, user=reader, comment_notifications=True
        )
        comment = {
            "comments-TOTAL_FORMS": "1",
            "comments-0-text": "À relire",
            "comments-0-contentpath": "title",
            "comments-0-position": "",
            "comments-0-id": "",
            "comments-0-DELETE": "",
            "comments-0-resolved": "",
            "comments-0-replies-TOTAL_FORMS": "0",
            "comments-0-replies-INITIAL_FORMS": "0",
        }
        edit(client, page, {**editor_form(text()), **comment})
        assert Comment.objects.get().text == "À relire"
        assert PageLogEntry.objects.filter(action="wagtail.comments.create").exists()
        assert [reader.email] in [message.to for message in mail.outbox]


class TestCraftedRequests:
    """What the editor never sends is saved harmless or refused in words."""

    def draft_json(self, text):
        return json.dumps(
            {
                "blocks": [
                    {
                        "key": "a",
                        "text": text,
                        "type": "unstyled",
                        "depth": 0,
                        "inlineStyleRanges": [],
                        "entityRanges": [],
                    }
                ],
                "entityMap": {},
            }
        )

    @pytest.mark.parametrize("character", ["\ud800", "\x00", "\x0b"], ids=repr)
    @pytest.mark.parametrize("action", ["action-save", "action-submit"])
    def test_characters_that_no_file_may_hold(self, client, author, character, action):
        block = ("text", self.draft_json(f"mot{character}s"))
        create(client, editor_form(block), action="action-save")
        give_place()
        page = UnitPage.objects.get()
        response = edit(client, page, editor_form(block), action=action)
        assert response.status_code == 200
        saved = json.dumps(Revision.objects.latest("pk").content, ensure_ascii=False)
        assert (
            character
            not in json.loads(json.loads(saved)["steps"])[0]["value"]["body"][0][
                "value"
            ]
        )
        view = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert "mots" in client.get(view).text

    @pytest.mark.parametrize("block_id", ['"><script>x</script>', "a" * 300])
    def test_the_id_of_a_block(self, client, author, block_id):
        create(client, editor_form(question(1)), action="action-save")
        give_place()
        page = UnitPage.objects.get()
        data = editor_form(question(1))
        data["steps-0-value-body-0-id"] = block_id
        response = edit(client, page, data)
        assert "ce bloc est abîmé" in response.text
        assert not Submission.objects.exists()
        view = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        shown = client.get(view)
        assert shown.status_code == 200
        assert "<script>x" not in shown.text


def test_a_title_alone_is_enough_to_save(client, author):
    create(client, editor_form(slug="", title="Béton de chanvre"), action="action-save")
    page = UnitPage.objects.get()
    assert page.slug == "beton-de-chanvre"
    assert page.unit.slug == "beton-de-chanvre"
