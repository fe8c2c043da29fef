"""The visa, and every trap that Wagtail's workflow sets on its way."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from cms import blobs, canonical, jobs
from cms.models import Campus, Mandate
from cms.signatures import is_valid
from modules.actions import DecisionRefused, InvalidDecision, decide, submit_unit
from modules.finisher import finish_workflow
from modules.models import (
    Approval,
    Submission,
    SubmissionState,
    Unit,
    UnitPage,
    UnitVersion,
)
from tests.factories.site import (
    MandateFactory,
    UserFactory,
    decision_data,
    decision_form,
    make_inspector,
    make_submission,
    make_unit_page,
    make_version,
)

pytestmark = pytest.mark.django_db


def approve(submission, inspector, **data):
    return decide(
        submission_id=submission.pk,
        user=inspector,
        form=decision_form(submission, **data),
    )


def test_approval_seals_exactly_what_was_frozen():
    submission = make_submission()
    inspector = make_inspector(submission)
    approval = approve(submission, inspector)
    version = UnitVersion.objects.get()
    page = submission.unit.page
    assert version.fingerprint == approval.fingerprint == submission.fingerprint
    assert (version.number, version.title) == (1, page.title)
    assert page.live
    submission.refresh_from_db()
    assert submission.state == SubmissionState.APPROVED


def test_the_signed_record_says_who_what_and_until_when():
    submission = make_submission()
    inspector = make_inspector(submission, capacity="IEN-ET, construction")
    Campus.objects.update(label_years=3)
    criterion = submission.task_state.task.specific.grid.criteria.first()
    approval = approve(
        submission,
        inspector,
        **{
            f"answer_{criterion.pk}": "reservation",
            f"reservation_{criterion.pk}": "Préciser la date.",
        },
    )
    record = canonical.loads(approval.record.encode(), require_canonical=True)
    today = timezone.localdate()
    assert record["schema_version"] == 1
    assert record["fingerprint"] == submission.fingerprint
    assert record["inspector"]["capacity"] == "IEN-ET, construction"
    assert record["approved_on"] == today.isoformat()
    assert record["valid_until"].startswith(str(today.year + 3))
    assert record["with_reservations"] is True
    assert record["criteria"][0]["reservation"] == "Préciser la date."
    assert record["criteria"][0]["label"] == criterion.label
    assert is_valid(
        public_key=approval.public_key,
        signature=approval.signature,
        data=approval.record.encode(),
    )


def test_sending_back_reopens_the_draft_with_a_message():
    submission = make_submission()
    inspector = make_inspector(submission)
    decide(
        submission_id=submission.pk,
        user=inspector,
        form=decision_form(submission, "reject", comment="Revoir le tableau."),
    )
    submission.refresh_from_db()
    page = submission.unit.page.specific
    assert submission.state == SubmissionState.CHANGES_REQUESTED
    assert submission.reason == "Revoir le tableau."
    assert not UnitVersion.objects.exists()
    assert not page.permissions_for_user(page.owner).page_locked()
    again = make_submission(page=page)
    approve(again, inspector)
    assert UnitVersion.objects.get().number == 1


def test_a_second_approval_is_a_second_version():
    first = make_version()
    page = UnitPage.objects.get()
    page.summary = "Autre résumé."
    page.save_revision(user=page.owner)
    make_version(make_submission(page=page))
    assert list(UnitVersion.objects.current().values_list("number", flat=True)) == [2]
    assert UnitVersion.objects.get(number=1).fingerprint == first.fingerprint


class TestWhoDecides:
    def test_without_a_mandate_nothing_is_possible(self):
        submission = make_submission()
        for user in (UserFactory(), UserFactory(administrator=True)):
            with pytest.raises(DecisionRefused):
                approve(submission, user)
        assert not Approval.objects.exists()

    @pytest.mark.parametrize("trait", ["ended", "to_come"])
    def test_a_mandate_outside_its_dates_opens_nothing(self, trait):
        submission = make_submission()
        inspector = make_inspector(submission, **{trait: True})
        with pytest.raises(DecisionRefused):
            approve(submission, inspector)

    def test_a_mandate_elsewhere_opens_nothing(self):
        submission, other = make_submission(), make_submission()
        with pytest.raises(DecisionRefused):
            approve(submission, make_inspector(other))

    @pytest.mark.parametrize("part", ["owner", "writer", "requester"])
    def test_nobody_approves_their_own_work(self, part):
        submission = make_submission()
        inspector = make_inspector(submission)
        if part == "owner":
            Page.objects.filter(pk=submission.unit.page_id).update(owner=inspector)
        elif part == "writer":
            Revision.objects.filter(pk=submission.revision_id).update(user=inspector)
        else:
            Submission.objects.update(requested_by=inspector)
        with pytest.raises(DecisionRefused):
            approve(submission, inspector)
        assert not UnitVersion.objects.exists()

    def test_being_in_the_group_is_not_a_mandate(self):
        submission = make_submission()
        user = UserFactory(roles=["Inspecteurs"])
        task = submission.task_state.task.specific
        assert task.get_actions(submission.unit.page, user) == []
        assert not task.get_task_states_user_can_moderate(user).exists()

    def test_two_inspectors_at_once_give_one_visa(self):
        submission = make_submission()
        first, second = make_inspector(submission), make_inspector(submission)
        form = decision_form(submission)
        approve(submission, first)
        with pytest.raises(DecisionRefused):
            decide(submission_id=submission.pk, user=second, form=form)
        assert Approval.objects.count() == 1


class TestTraps:
    def test_publishing_is_of_the_submitted_revision_not_the_latest(self):
        page = make_unit_page(title="Soumis")
        submission = make_submission(page=page)
        page.title = "Écrit après la soumission"
        page.save_revision(user=UserFactory(administrator=True))
        approve(submission, make_inspector(submission))
        page = UnitPage.objects.get()
        assert page.title == "Soumis"
        assert page.live
        assert page.has_unpublished_changes
        assert page.get_latest_revision_as_object().title.startswith("Écrit après")

    def test_an_inspector_without_any_page_right_can_approve(self):
        submission = make_submission()
        inspector = make_inspector(submission)
        assert not inspector.groups.exists()
        approve(submission, inspector)
        assert UnitPage.objects.get().live

    def test_a_revision_rewritten_after_freezing_is_not_approved(self):
        submission = make_submission()
        revision = Revision.objects.get(pk=submission.revision_id)
        revision.content["summary"] = "Ce que personne n’a inspecté"
        revision.save()
        with pytest.raises(DecisionRefused):
            approve(submission, make_inspector(submission))
        assert not UnitVersion.objects.exists()
        assert not UnitPage.objects.get().live

    def test_a_submission_that_is_not_ready_cannot_be_decided(self):
        submission = make_submission(frozen=False)
        with pytest.raises(DecisionRefused):
            approve(submission, make_inspector(submission))

    @pytest.mark.parametrize(
        "extra",
        [
            "{}",
            '{"comment": "ok"}',
            '{"answer_1": "met", "answer_2": "<script>"}',
            '{"unknown": {"a": [1]}}',
        ],
    )
    def test_the_editor_path_validates_what_the_browser_says(self, client, extra):
        submission = make_submission()
        page = submission.unit.page.specific
        inspector = make_inspector(submission)
        inspector.is_superuser = True
        inspector.save()
        client.force_login(inspector)
        response = client.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            {
                **editor_data(page),
                "action-workflow-action": "1",
                "workflow-action-name": "approve",
                "workflow-action-extra-data": extra,
            },
        )
        assert response.status_code in (302, 403)
        assert not UnitVersion.objects.exists()
        submission.refresh_from_db()
        assert submission.is_decidable

    def test_the_editor_path_works_with_complete_answers(self, client):
        submission = make_submission()
        page = submission.unit.page.specific
        inspector = make_inspector(submission)
        inspector.is_superuser = True
        inspector.save()
        client.force_login(inspector)
        client.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            {
                **editor_data(page),
                "action-workflow-action": "1",
                "workflow-action-name": "approve",
                "workflow-action-extra-data": json.dumps(decision_data(submission)),
            },
        )
        assert UnitVersion.objects.get().fingerprint == submission.fingerprint

    def test_the_task_itself_refuses_incomplete_answers(self):
        submission = make_submission()
        task_state = submission.task_state.specific
        with pytest.raises(InvalidDecision):
            task_state.task.specific.on_action(
                task_state, make_inspector(submission), "approve", comment=""
            )

    def test_an_approval_that_did_not_come_through_us_is_undone(self):
        submission = make_submission()
        with pytest.raises(PermissionDenied), transaction.atomic():
            submission.task_state.specific.approve(user=make_inspector(submission))
        submission.task_state.refresh_from_db()
        assert submission.task_state.status == TaskState.STATUS_IN_PROGRESS
        assert not UnitPage.objects.get().live

    def test_no_storage_is_touched_by_an_approval(self, monkeypatch):
        submission = make_submission()
        inspector = make_inspector(submission)
        form = decision_form(submission)

        def refuse(self, *args, **kwargs):
            raise AssertionError("storage was called")

        for name in ("open", "save", "delete", "exists", "size", "url"):
            for storage in {type(storages[alias]) for alias in ("default", "blobs")}:
                monkeypatch.setattr(storage, name, refuse)
            monkeypatch.setattr(Storage, name, refuse)
        decide(submission_id=submission.pk, user=inspector, form=form)
        assert UnitVersion.objects.exists()

    def test_publishing_by_an_administrator_makes_no_version(self):
        submission = make_submission()
        page = submission.unit.page.specific
        page.get_latest_revision().publish(user=UserFactory(administrator=True))
        assert not UnitVersion.objects.exists()

    def test_purging_revisions_leaves_versions_exportable(self):
        version = make_version()
        page = UnitPage.objects.get()
        page.save_revision()
        page.save_revision().publish()
        call_command("purge_revisions")
        assert not Revision.objects.filter(
            pk=Submission.objects.get().revision_id
        ).exists()
        assert blobs.read(version.fingerprint)

    def test_deleting_the_page_leaves_the_version_readable(self, client):
        version = make_version()
        UnitPage.objects.get().delete()
        assert client.get(f"/unites/{version.slug}/suivre/").status_code == 200

    def test_a_copied_page_is_another_unit(self):
        page = make_unit_page()
        copy = page.copy(update_attrs={"slug": "copie"}, user=page.owner)
        assert Unit.objects.count() == 2
        assert copy.specific.unit.uuid != page.unit.uuid
        assert copy.specific.unit.slug != page.unit.slug

    def test_the_finisher_leaves_other_models_to_wagtail(self):
        from modules.models import HomePage

        make_unit_page()
        home = HomePage.objects.get()
        home.title = "Nouveau titre"
        home.save_revision()

        class State:
            content_type = home.content_type
            content_object = home

        finish_workflow(State(), user=UserFactory(administrator=True))
        assert HomePage.objects.get().title == "Nouveau titre"

    def test_saving_without_change_does_not_reset_the_inspection(self):
        page = make_unit_page()
        submission = make_submission(page=page)
        page.save_revision(user=UserFactory(administrator=True))
        approve(submission, make_inspector(submission))
        assert UnitVersion.objects.get().fingerprint == submission.fingerprint

    def test_an_author_cannot_edit_what_is_being_inspected(self):
        submission = make_submission()
        page = submission.unit.page.specific
        assert page.permissions_for_user(page.owner).page_locked()


class TestEvidence:
    @pytest.mark.parametrize("model", [UnitVersion, Approval])
    def test_rows_are_never_changed_nor_deleted_by_the_models(self, model):
        make_version()
        row = model.objects.get()
        row.fingerprint = "0" * 64
        for attempt in (row.save, row.delete, model.objects.all().delete):
            with pytest.raises(TypeError):
                attempt()
        with pytest.raises(TypeError):
            model.objects.update(fingerprint="0" * 64)

    @pytest.mark.parametrize("table", ["modules_unitversion", "modules_approval"])
    def test_the_database_refuses_changes_too(self, table):
        make_version()
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET fingerprint = 'x'")

    def test_evidence_survives_the_people_and_the_mandate(self):
        submission = make_submission()
        inspector = make_inspector(submission)
        name = str(inspector)
        version = make_version(submission, inspector)
        Mandate.objects.all().delete()
        inspector.delete()
        submission.requested_by.delete()
        assert version.approval.inspector_name == name

    def test_the_visa_lasts_as_long_as_the_label(self):
        version = make_version()
        years = version.approval.valid_until.year - timezone.localdate().year
        assert years == 5


class TestPages:
    def test_the_queue_is_for_current_inspectors(self, client):
        submission = make_submission()
        assert client.get("/inspection/").status_code == 302
        client.force_login(UserFactory())
        assert client.get("/inspection/").status_code == 403
        client.force_login(make_inspector(submission, ended=True))
        assert client.get("/inspection/").status_code == 403
        client.force_login(make_inspector(submission))
        assert submission.title in client.get("/inspection/").text

    def test_what_is_still_being_prepared_is_not_offered(self, client):
        submission = make_submission(frozen=False)
        inspector = make_inspector(submission)
        client.force_login(inspector)
        assert submission.title not in client.get("/inspection/").text
        assert client.get(f"/inspection/{submission.pk}/lecture/").status_code == 403
        task = submission.task_state.task.specific
        assert task.get_actions(submission.unit.page, inspector) == []

    @pytest.mark.parametrize("path", ["", "lecture/", "lecture/a.svg"])
    def test_a_submission_is_shown_to_its_inspectors_only(self, client, path):
        submission, other = make_submission(), make_submission()
        url = f"/inspection/{submission.pk}/{path}"
        assert client.get(url).status_code == 302
        for user in (
            submission.requested_by,
            make_inspector(other),
            UserFactory(administrator=True),
        ):
            client.force_login(user)
            assert client.get(url).status_code == 403

    def test_the_decision_is_taken_on_the_page(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        url = f"/inspection/{submission.pk}/"
        refused = client.post(url, {"decision": "approve"})
        assert refused.status_code == 422
        assert not UnitVersion.objects.exists()
        data = {**decision_data(submission), "decision": "approve"}
        assert client.post(url, data).status_code == 302
        assert UnitVersion.objects.exists()

    def test_a_stale_page_changes_nothing(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        data = {**decision_data(submission), "decision": "approve"}
        page = submission.unit.page.specific
        submission.task_state.workflow_state.cancel(user=page.owner)
        again = submit_unit(page=page, user=page.owner)
        jobs.run(again.job_id)
        response = client.post(f"/inspection/{submission.pk}/", data, follow=True)
        assert response.status_code == 200
        assert not UnitVersion.objects.exists()

    def test_a_party_sees_why_they_cannot_decide(self, client):
        submission = make_submission()
        client.force_login(
            MandateFactory(
                inspector=submission.requested_by, covering=submission.unit
            ).inspector
        )
        response = client.get(f"/inspection/{submission.pk}/")
        assert response.context["can_decide"] is False
        assert 'value="approve"' not in response.text

    def test_waiting_longer_costs_no_more_queries(
        self, client, django_assert_max_num_queries
    ):
        first = make_submission()
        inspector = make_inspector(first)
        client.force_login(inspector)
        counts = [count_queries(client, "/inspection/")]
        for _ in range(6):
            other = make_submission()
            Unit.objects.filter(pk=other.unit_id).update(
                sector=first.unit.sector, academy=first.unit.academy
            )
        counts.append(count_queries(client, "/inspection/"))
        assert counts[0] == counts[1]
        assert len(client.get("/inspection/").context["page"].object_list) == 7

    def test_the_submission_page_costs_the_same_whatever_its_length(self, client):
        from tests.factories.site import make_steps, single_choice

        short = make_submission()
        long = make_submission(
            steps=make_steps(*[("single_choice", single_choice())] * 12)
        )
        counts = []
        for submission in (short, long):
            client.force_login(make_inspector(submission))
            counts.append(count_queries(client, f"/inspection/{submission.pk}/"))
        assert counts[0] == counts[1]


def count_queries(client, url):
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(
        [
            query
            for query in queries.captured_queries
            if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))
        ]
    )


def editor_data(page):
    """Return what the editor's form sends for an unchanged page."""
    from wagtail.test.utils.form_data import nested_form_data, streamfield

    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "language": page.language,
            "summary": page.summary,
            "objectives": page.objectives,
            "prerequisites": "",
            "duration_minutes": 35,
            "equipment_level": page.equipment_level,
            "safety_level": page.safety_level,
            "authors": page.authors,
            "contributors": "",
            "licence": page.licence,
            "law_checked_on": "2026-11-22",
            "review_due_on": "2027-05-22",
            "mastery_score": 66,
            "completion_rule": "",
            "attempts_allowed": "",
            "steps": streamfield([]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        }
    )


def test_wagtail_sends_no_mail_about_units(mailoutbox):
    make_version()
    submission = make_submission()
    decide(
        submission_id=submission.pk,
        user=make_inspector(submission),
        form=decision_form(submission, "reject"),
    )
    assert mailoutbox == []


def test_wagtail_still_sends_its_mails_about_other_pages(mailoutbox):
    from django.contrib.auth.models import Group
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    make_unit_page()
    from modules.models import HomePage

    home = HomePage.objects.get()
    home.save_revision()
    author, moderator = UserFactory(), UserFactory(roles=["Administrateurs"])
    task = GroupApprovalTask.objects.create(name="Relecture")
    task.groups.add(Group.objects.get(name="Administrateurs"))
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(home, author)
    state.current_task_state.specific.reject(user=moderator, comment="À revoir")
    assert [mail.to for mail in mailoutbox if author.email in mail.to]


class TestWhatReviewFound:
    def test_a_decision_is_never_a_default(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        url = f"/inspection/{submission.pk}/"
        for verb in ({}, {"decision": ""}, {"decision": "other"}):
            assert (
                client.post(url, {**decision_data(submission), **verb}).status_code
                == 400
            )
        assert not Approval.objects.exists()

    def test_the_record_names_grid_label_and_gate_report(self):
        version = make_version()
        record = version.approval.data
        assert record["grid"] == {"title": "Grille d’inspection", "version": 1}
        assert record["campus"]["label_start"] == "2025-09-22"
        assert len(record["gate_report_sha256"]) == 64
        assert record["approved_at"].endswith("+00:00")
        assert record["mandate"]["id"]

    def test_deleting_the_page_ends_the_submission(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        submission.unit.page.delete()
        submission.refresh_from_db()
        assert submission.state == SubmissionState.CANCELLED
        assert submission.title not in client.get("/inspection/").text

    def test_what_wagtail_ended_halfway_is_not_offered(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        state = submission.task_state.workflow_state
        state.status = state.STATUS_CANCELLED
        state.save()
        assert submission.title not in client.get("/inspection/").text

    def test_a_refusal_keeps_who_and_what_they_answered(self):
        submission = make_submission()
        inspector = make_inspector(submission)
        criterion = submission.task_state.task.specific.grid.criteria.first()
        decide(
            submission_id=submission.pk,
            user=inspector,
            form=decision_form(
                submission, "reject", **{f"answer_{criterion.pk}": "not_met"}
            ),
        )
        submission.refresh_from_db()
        assert submission.decided_by_name == str(inspector)
        assert submission.answers[0]["answer"] == "not_met"

    def test_a_sent_back_document_stays_readable(self, client):
        from cms.models import Blob

        submission = make_submission()
        inspector = make_inspector(submission)
        decide(
            submission_id=submission.pk,
            user=inspector,
            form=decision_form(submission, "reject"),
        )
        Blob.objects.update(last_used=timezone.now() - timedelta(days=30))
        blobs.purge()
        client.force_login(inspector)
        assert client.get(f"/inspection/{submission.pk}/lecture/").status_code == 200

    def test_a_document_that_cannot_be_read_is_said_in_words(self, client):
        version = make_version(make_submission(title="Document perdu"))
        name = f"{version.fingerprint[:2]}/{version.fingerprint}"
        storages["blobs"].delete(name)
        response = client.get(f"/unites/{version.slug}/suivre/")
        assert response.status_code == 503
        assert "Traceback" not in response.text

    def test_a_reservation_left_beside_another_answer_is_not_signed(self):
        submission = make_submission()
        criterion = submission.task_state.task.specific.grid.criteria.first()
        approval = approve(
            submission,
            make_inspector(submission),
            **{f"reservation_{criterion.pk}": "Changé d’avis."},
        )
        assert approval.data["criteria"][0]["reservation"] == ""
        assert "Changé" not in approval.record

    def test_a_decision_too_late_is_said_to_be_lost(self, client):
        submission = make_submission()
        client.force_login(make_inspector(submission))
        data = {**decision_data(submission), "decision": "approve"}
        submission.unit.page.delete()
        response = client.post(f"/inspection/{submission.pk}/", data, follow=True)
        assert "pas été enregistrée" in response.text

    def test_the_address_follows_the_title_until_the_first_submission(self):
        page = make_unit_page(slug="be")
        page.slug = "beton-de-chanvre"
        page.save()
        assert Unit.objects.get().slug == "beton-de-chanvre"
        make_submission(page=UnitPage.objects.get())
        page = UnitPage.objects.get()
        page.slug = "autre"
        page.save()
        assert Unit.objects.get().slug == "beton-de-chanvre"

    def test_an_alias_shows_the_unit_it_stands_for(self, client):
        version = make_version()
        page = UnitPage.objects.get()
        alias = page.create_alias(update_slug="alias")
        assert Unit.objects.count() == 1
        assert client.get(alias.url).url == f"/unites/{version.slug}/"

    def test_a_workflow_that_begins_with_something_else_is_refused(self):
        from django.contrib.auth.models import Group
        from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

        page = make_unit_page()
        task = GroupApprovalTask.objects.create(name="Relecture")
        task.groups.add(Group.objects.get(name="Administrateurs"))
        WorkflowTask.objects.update(sort_order=5)
        WorkflowTask.objects.create(
            workflow=Workflow.objects.get(name="Inspection"), task=task, sort_order=0
        )
        with pytest.raises(PermissionDenied):
            submit_unit(page=page, user=page.owner)
        assert page.current_workflow_state is None

    def test_an_inspector_without_a_mandate_any_more_sees_no_link(self, client):
        submission = make_submission()
        make_version(submission)
        client.force_login(make_inspector(submission, ended=True))
        assert "/inspection/" not in client.get("/").text
        client.force_login(make_inspector(submission))
        assert "/inspection/" in client.get("/").text


def test_a_key_that_has_ended_signs_nothing(settings):
    import base64

    from cms import keys

    submission = make_submission()
    first, second = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    for text in (first, second):
        settings.CMS = {**settings.CMS, "SIGNING_KEY": text}
        keys.publish(keys.signer())
    settings.CMS = {**settings.CMS, "SIGNING_KEY": first}
    with pytest.raises(DecisionRefused, match="clé"):
        approve(submission, make_inspector(submission))
    submission.refresh_from_db()
    assert submission.is_decidable
    assert not Approval.objects.exists()


def test_saving_again_does_not_renumber_the_address():
    page = make_unit_page(slug="decoupe")
    for _ in range(3):
        page.save()
        assert Unit.objects.get().slug == "decoupe"
