"""«Mes données»: download, correct, delete."""

import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.log_actions import log
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    PageLogEntry,
    Revision,
)
from wagtail.users.models import UserProfile

from cms import jobs, personal_data
from cms.accounts import actions
from cms.models import Job, LicensedImage, Mandate, User
from cms.personal_data import Section
from cms.roles import AUTHORS
from modules.actions import decide
from modules.models import Approval, Submission, UnitPage, UnitVersion
from modules.roles import setup_roles
from tests.cms.accounts.test_signing_in import GOOD, sign_in
from tests.factories.site import (
    UserFactory,
    decision_form,
    make_image,
    make_inspector,
    make_submission,
    make_version,
    photograph,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    setup_roles()
    person = UserFactory(
        email="alix@exemple.invalid", last_name="Introuvable", roles=[AUTHORS]
    )
    client.force_login(person)
    return person


def delete(client, password=GOOD):
    return client.post(
        "/compte/mes-donnees/", {"current_password": password}, follow=True
    )


def busy(user, page):
    """Have a person leave a trace everywhere that Wagtail keeps one."""
    make_image(uploaded_by_user=user)
    Document.objects.create(
        title="Fiche", file=ContentFile(b"x", name="f.txt"), uploaded_by_user=user
    )
    comment = Comment.objects.create(
        page=page, user=user, text="À revoir.", contentpath="title"
    )
    CommentReply.objects.create(comment=comment, user=user, text="Oui.")
    log(page, "wagtail.edit", user=user)
    log(user, "wagtail.edit", user=user)
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("moi.jpg", ContentFile(photograph(20, 20)))
    return profile.avatar


def test_my_data__says_what_is_kept_and_what_deleting_does(client, user):
    busy(user, make_submission(owner=user).unit.page)
    page = client.get("/compte/mes-donnees/")
    body = page.content.decode()
    for section in personal_data.sections():
        assert str(section.label) in body
        assert str(section.effect) in body
    assert "inspection" in body and "n’est pas mesuré" in body
    assert page["Cache-Control"].count("no-store")


def test_my_data__a_teacher_reads_only_what_concerns_them(client):
    client.force_login(UserFactory())
    body = client.get("/compte/mes-donnees/").content.decode()
    assert "Votre compte" in body and "Ce que vous suivez" in body
    assert "Vos rôles" not in body
    assert "dans l’administration" not in body
    assert "vos visas" not in body


def test_my_data__every_section_says_what_it_keeps():
    sections = personal_data.sections()
    assert {"account", "roles", "writing", "inspection"} <= {s.name for s in sections}
    assert [s.name for s in sections if not (s.kept and s.effect)] == []
    assert sections[0].name == "account"


def test_download__holds_everything(client, user):
    page = make_submission(owner=user).unit.page
    busy(user, page)
    mandate = make_inspector(make_submission(owner=UserFactory(roles=[AUTHORS])))
    Mandate.objects.filter(inspector=mandate).update(inspector=user)
    response = client.get("/compte/mes-donnees/fichier/")
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)["data"]
    assert list(data) == [section.name for section in personal_data.sections()]
    assert data["account"]["email"] == user.email
    assert data["account"]["last_name"] == "Introuvable"
    assert data["account"]["administration_settings"]["avatar"]
    assert data["roles"]["mandates"][0]["capacity"] == "IEN-ET"
    assert data["writing"]["pages"] == [{"id": page.pk, "title": page.title}]
    for kind in ("images", "documents", "comments", "replies", "journal"):
        assert data["writing"][kind], kind
    assert data["inspection"]["submissions"][0]["title"] == page.title


def test_download__holds_nothing_of_others_and_no_secret(client, user):
    other = UserFactory(email="voisin@exemple.invalid", roles=[AUTHORS])
    make_submission(owner=other)
    text = client.get("/compte/mes-donnees/fichier/").content.decode()
    assert "voisin" not in text
    user.refresh_from_db()
    assert user.password not in text
    data = json.loads(text)["data"]
    assert data["writing"]["pages"] == data["inspection"]["submissions"] == []


def test_download__same_queries_for_many(client, user):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/compte/mes-donnees/fichier/")
        return len(seen)

    page = make_submission(owner=user).unit.page
    busy(user, page)
    inspected = make_submission(owner=UserFactory(roles=[AUTHORS]))
    for _number in range(2):
        Mandate.objects.filter(inspector=make_inspector(inspected)).update(
            inspector=user
        )
    one = queries()
    for _number in range(3):
        busy(user, page)
        Mandate.objects.filter(inspector=make_inspector(inspected)).update(
            inspector=user
        )
    assert queries() == one


def test_delete__at_once_with_everything(client, elsewhere, user):
    sign_in(elsewhere)
    response = delete(client)
    assert response.redirect_chain == [("/compte/supprime/", 302)]
    assert "Il ne reste rien" in response.content.decode()
    assert not User.objects.filter(pk=user.pk).exists()
    for browser in (client, elsewhere):
        assert browser.get("/compte/profil/").status_code == 302
    assert "_auth_user_id" not in client.session
    # The address is free again.
    actions.open_account(email=user.email, first_name="A", last_name="B", password="x")


def test_delete__asked_twice_at_once_is_done_once(user):
    other = UserFactory()
    for _request in range(2):
        actions.delete_account(user=user)
    assert [found.pk for found in User.objects.all()] == [other.pk]


@pytest.mark.parametrize("password", ["", "autre", "MOT-DE-PASSE"])
def test_delete__needs_the_password(client, user, password):
    response = client.post("/compte/mes-donnees/", {"current_password": password})
    assert response.status_code == 200
    assert 'id="id_current_password_error"' in response.content.decode()
    assert User.objects.filter(pk=user.pk).exists()


def test_delete__not_by_looking(client, user):
    client.get("/compte/mes-donnees/", {"current_password": GOOD})
    assert User.objects.filter(pk=user.pk).exists()


def test_delete__wagtail_keeps_its_rows_without_the_person(
    client, user, django_capture_on_commit_callbacks
):
    page = make_submission(owner=user).unit.page
    avatar = busy(user, page)
    with django_capture_on_commit_callbacks(execute=True):
        delete(client)
    page = UnitPage.objects.get(pk=page.pk)
    assert page.owner is None
    assert {r.user for r in Revision.page_revisions.filter(object_id=page.pk)} == {None}
    assert LicensedImage.objects.get().uploaded_by_user is None
    assert Document.objects.get().uploaded_by_user is None
    assert not Comment.objects.exists() and not CommentReply.objects.exists()
    assert not PageLogEntry.objects.filter(user_id=user.pk).exists()
    assert not ModelLogEntry.objects.filter(user_id=user.pk).exists()
    assert not avatar.storage.exists(avatar.name)
    # Nowhere in the database is their name or their address left.
    assert _tables_naming("Introuvable") == []
    assert _tables_naming("alix@exemple.invalid") == []


def _tables_naming(text):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def test_delete__the_administration_still_works(client, user):
    page = make_submission(owner=user).unit.page
    busy(user, page)
    delete(client)
    client.force_login(UserFactory(administrator=True))
    for path in (
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/history/",
        "/admin/reports/site-history/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/users/",
    ):
        assert client.get(path).status_code == 200, path


def test_delete__an_author_leaves_their_units_and_submissions(client, user):
    submission = make_submission(owner=user)
    inspector = make_inspector(submission)
    delete(client)
    decide(submission_id=submission.pk, user=inspector, form=decision_form(submission))
    assert UnitVersion.objects.get().submission_id == submission.pk
    assert Submission.objects.get().requested_by is None


def test_delete__an_inspector_leaves_their_visas(client, user):
    submission = make_submission()
    Mandate.objects.filter(inspector=make_inspector(submission)).update(inspector=user)
    make_version(submission, user)
    before = Approval.objects.values().get()
    delete(client)
    assert Approval.objects.values().get() == before
    assert before["inspector_name"] == "Alix Introuvable"
    assert not Mandate.objects.exists()


def test_delete__the_last_administrator_is_refused_with_what_to_do(client, user):
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    UserFactory(administrator=True, is_active=False)
    assert "Paramètres" in client.get("/compte/mes-donnees/").content.decode()
    response = delete(client)
    assert response.status_code == 409
    assert User.objects.filter(pk=user.pk).exists()
    with pytest.raises(actions.LastAdministrator):
        actions.delete_account(user=User.objects.get(pk=user.pk))
    UserFactory(administrator=True)
    assert delete(client).status_code == 200
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.fixture
def failing_section():
    """A section of another app that cannot be erased."""

    def erase(user):
        raise RuntimeError

    personal_data.register(
        Section("failing", "x", export=lambda user: None, erase=erase, effect="y")
    )
    yield
    del personal_data._sections["failing"]


@pytest.mark.usefixtures("failing_section")
def test_delete__all_or_nothing(user):
    page = make_submission(owner=user).unit.page
    busy(user, page)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.delete_account(user=user)
    assert User.objects.filter(pk=user.pk).exists()
    assert PageLogEntry.objects.filter(user_id=user.pk).exists()
    assert UserProfile.objects.get(user=user).avatar.storage.exists(
        UserProfile.objects.get(user=user).avatar.name
    )


def test_delete__by_an_administrator_erases_the_same(client, user):
    page = make_submission(owner=user).unit.page
    busy(user, page)
    client.force_login(UserFactory(administrator=True))
    client.post(f"/admin/users/delete/{user.pk}/")
    client.post(f"/admin/users/{user.pk}/delete/")
    assert not User.objects.filter(pk=user.pk).exists()
    assert _tables_naming("Introuvable") == []


def test_delete__a_mail_that_waits_is_no_obstacle(client, user):
    client.post(
        "/compte/adresse/", {"email": "b@exemple.invalid", "current_password": GOOD}
    )
    delete(client)
    jobs.run_waiting()
    assert [job.payload for job in Job.objects.all()] == [{}, {}]
