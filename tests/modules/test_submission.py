"""Submitting: refused with reasons, or frozen by a job; never half-made."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Revision

from cms import blobs, faults, jobs
from cms.models import Blob, Job
from modules.actions import SubmissionRefused, submit_unit
from modules.models import DocumentAsset, Submission, SubmissionState
from tests.factories.site import (
    UserFactory,
    make_image,
    make_steps,
    make_submission,
    make_unit_page,
)

pytestmark = pytest.mark.django_db


def with_image():
    block = (
        "image",
        {
            "image": make_image(),
            "alternative": "Un bac",
            "decorative": False,
            "caption": "",
        },
    )
    return make_unit_page(steps=make_steps(block))


def test_a_submission_is_frozen_by_a_job():
    page = with_image()
    submission = submit_unit(page=page, user=page.owner)
    assert submission.state == SubmissionState.FREEZING
    assert submission.gate_report == {"schema_version": 1, "findings": []}
    jobs.run(submission.job_id)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.READY
    document = blobs.read(submission.fingerprint)
    assert hashlib.sha256(document).hexdigest() == submission.fingerprint
    (asset,) = DocumentAsset.objects.filter(fingerprint=submission.fingerprint)
    assert asset.sha256 in document.decode()


def test_a_refused_submission_keeps_the_draft_and_changes_nothing():
    page = make_unit_page(mastery_score=None, steps=[("step", {"title": "a"})])
    with pytest.raises(SubmissionRefused) as refused:
        submit_unit(page=page, user=page.owner)
    assert [finding.code for finding in refused.value.findings] == ["empty_step"]
    assert not Submission.objects.exists()
    assert not Job.objects.exists()
    assert page.current_workflow_state is None
    assert page.get_latest_revision_as_object().title == page.title


def test_only_somebody_who_may_edit_the_page_submits_it():
    page = make_unit_page()
    with pytest.raises(PermissionDenied):
        submit_unit(page=page, user=UserFactory(roles=["Auteurs"]))
    assert not Submission.objects.exists()


def test_a_storage_failure_is_shown_and_nothing_is_decidable(monkeypatch):
    submission = make_submission(page=with_image(), frozen=False)

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs, "_write", fail)
    jobs.run(submission.job_id)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.FAILED
    assert "stockage" in submission.reason
    assert "No space left" not in submission.reason
    assert not Submission.objects.decidable().exists()
    page = submission.unit.page
    assert page.current_workflow_state is None
    assert not page.specific.permissions_for_user(page.owner).page_locked()


def test_a_failed_submission_can_be_handed_in_again(monkeypatch):
    submission = make_submission(frozen=False)
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "_write", lambda *a: (_ for _ in ()).throw(OSError("x")))
        jobs.run(submission.job_id)
    again = make_submission(page=submission.unit.page)
    assert again.state == SubmissionState.READY


@pytest.mark.parametrize("name", ["freezing.after_asset", "freezing.before_ready"])
def test_an_interruption_anywhere_leaves_nothing_decidable_then_is_finished(name):
    submission = make_submission(page=with_image(), frozen=False)
    reached = []

    class Interrupted(BaseException):
        pass

    def interrupt():
        reached.append(name)
        raise Interrupted

    with faults.armed(name, interrupt), pytest.raises(Interrupted):
        jobs.run(submission.job_id)
    assert reached == [name]
    assert not Submission.objects.decidable().exists()
    Job.objects.update(lease_expires_at="2020-01-01T00:00:00Z")
    assert jobs.run_waiting() == 1
    submission.refresh_from_db()
    assert submission.state == SubmissionState.READY


def test_freezing_reads_the_submitted_revision_whatever_came_after():
    page = make_unit_page(title="Titre soumis")
    submission = submit_unit(page=page, user=page.owner)
    page.title = "Titre changé ensuite"
    page.save_revision(user=UserFactory(administrator=True))
    jobs.run(submission.job_id)
    submission.refresh_from_db()
    assert b"Titre soumis" in blobs.read(submission.fingerprint)


def test_a_revision_rewritten_before_freezing_is_refused():
    submission = make_submission(frozen=False)
    revision = Revision.objects.get(pk=submission.revision_id)
    revision.content["title"] = "Autre chose"
    revision.save()
    jobs.run(submission.job_id)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.FAILED
    assert submission.reason


def test_freezing_holds_no_transaction_open_while_it_writes(monkeypatch):
    from django.db import connection

    depth = len(connection.savepoint_ids)
    seen = []
    real = blobs._write

    def watched(sha256, data):
        seen.append(len(connection.savepoint_ids))
        real(sha256, data)

    monkeypatch.setattr(blobs, "_write", watched)
    make_submission(page=with_image())
    assert seen and set(seen) == {depth}


def test_withdrawing_the_submission_ends_it():
    submission = make_submission()
    submission.task_state.workflow_state.cancel(user=submission.requested_by)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.CANCELLED


def test_the_same_content_submitted_again_has_the_same_fingerprint():
    first = make_submission()
    first.task_state.workflow_state.cancel(user=first.requested_by)
    blobs_before = Blob.objects.count()
    second = make_submission(page=first.unit.page)
    assert second.fingerprint == first.fingerprint
    assert Blob.objects.count() == blobs_before
