"""The inspection's mails: the right people, once, and only while it matters."""

from datetime import datetime

import pytest
import time_machine
from django.core import mail as outbox

from cms import jobs, mail
from cms.courtesy import ZONE
from cms.models import Job, User
from cms.models.jobs import JobState
from modules.actions import decide, submit_unit
from modules.models import UnitVersion
from tests.factories.site import (
    AcademyFactory,
    MandateFactory,
    UserFactory,
    decision_form,
    make_submission,
    make_unit_page,
)

pytestmark = pytest.mark.django_db

SITE = "https://passerelle.exemple.invalid"
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=ZONE)
FRIDAY_EVENING = datetime(2026, 11, 27, 19, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=ZONE)


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def site(settings, clock):
    settings.WAGTAILADMIN_BASE_URL = SITE


@pytest.fixture
def unit():
    """A unit's page, its owner and one inspector whose mandate covers it."""
    page = make_unit_page(title="Trier & réemployer")
    return page, page.owner, MandateFactory(covering=page.identity).inspector


def leave():
    """Let what is due leave; return it."""
    outbox.outbox.clear()
    jobs.run_waiting()
    return outbox.outbox


def recipients(sent):
    return sorted(address for message in sent for address in message.to)


def send_back(submission, inspector, comment="Datez l’arrêté à l’étape 2."):
    form = decision_form(submission, "reject", comment=comment)
    decide(submission_id=submission.pk, user=inspector, form=form)


def give_visa(submission, inspector, **fields):
    form = decision_form(submission, **fields)
    decide(submission_id=submission.pk, user=inspector, form=form)


def test_ready__told_to_the_inspector_when_it_can_be_read_not_before(unit):
    page, author, inspector = unit
    submission = submit_unit(page=page, user=author)
    assert not Job.objects.filter(kind=mail.KIND).exists()
    jobs.run(submission.job_id)
    (sent,) = leave()
    assert sent.to == [inspector.email]
    assert sent.subject == "À inspecter\u202f: «\u202fTrier & réemployer\u202f»"
    assert f"Bonjour {inspector.get_full_name()}," in sent.body
    assert f"{SITE}/inspection/{submission.pk}/" in sent.body
    assert "Trier & réemployer" in sent.body
    assert author.email not in sent.body
    assert author.last_name not in sent.body


def test_ready__the_address_opens_for_whom_it_was_sent_to(unit, client):
    page, _author, inspector = unit
    make_submission(page=page)
    (sent,) = leave()
    (address,) = [line for line in sent.body.splitlines() if "/inspection/" in line]
    client.force_login(inspector)
    assert client.get(address.removeprefix(SITE)).status_code == 200


def test_ready__only_inspectors_who_may_judge_are_told(unit):
    page, author, inspector = unit
    elsewhere = MandateFactory()
    elsewhere.sectors.add(page.identity.sector)
    elsewhere.academies.add(AcademyFactory())
    MandateFactory(ended=True, covering=page.identity)
    MandateFactory(to_come=True, covering=page.identity)
    MandateFactory(covering=page.identity, inspector=author)
    MandateFactory(covering=page.identity, inspector=UserFactory(is_active=False))
    MandateFactory(covering=page.identity, inspector=inspector)
    make_submission(page=page)
    assert recipients(leave()) == [inspector.email]


def test_ready__dropped_when_withdrawn_before_it_left(unit, clock):
    page, author, _inspector = unit
    clock.move_to(FRIDAY_EVENING)
    submission = make_submission(page=page)
    submission.task_state.workflow_state.cancel(user=author)
    clock.move_to(MONDAY)
    assert leave() == []
    assert not Job.objects.unfinished().exists()


def test_ready__a_unit_submitted_again_is_told_once(unit, clock):
    page, author, inspector = unit
    clock.move_to(FRIDAY_EVENING)
    first = make_submission(page=page)
    first.task_state.workflow_state.cancel(user=author)
    second = make_submission(page=page)
    clock.move_to(MONDAY)
    (sent,) = leave()
    assert sent.to == [inspector.email]
    assert f"/inspection/{second.pk}/" in sent.body


@pytest.mark.parametrize("lost", ["mandate", "account", "decided"])
def test_ready__dropped_when_there_is_nothing_left_to_do(unit, clock, lost):
    page, _author, inspector = unit
    clock.move_to(FRIDAY_EVENING)
    submission = make_submission(page=page)
    if lost == "mandate":
        inspector.mandates.all().delete()
    elif lost == "account":
        User.objects.filter(pk=inspector.pk).update(is_active=False)
    else:
        send_back(submission, MandateFactory(covering=page.identity).inspector)
    clock.move_to(MONDAY)
    assert inspector.email not in recipients(leave())


def test_ready__recorded_once_however_often_the_freezing_is_run(unit):
    page, _author, _inspector = unit
    submission = make_submission(page=page)
    Job.objects.filter(pk=submission.job_id).update(
        state=JobState.QUEUED, payload={"submission": submission.pk}, attempt=0
    )
    jobs.run(submission.job_id)
    assert len(leave()) == 1


def test_visa__told_to_the_author_with_the_public_address(unit, client):
    page, author, inspector = unit
    give_visa(make_submission(page=page), inspector, comment="Beau travail.")
    sent = {tuple(m.to): m for m in leave()}[(author.email,)]
    version = UnitVersion.objects.get()
    assert sent.subject == "Visa donné\u202f: «\u202fTrier & réemployer\u202f»"
    assert "Beau travail." in sent.body
    assert "fictif" in sent.body  # the key of the tests is for demonstrations
    assert inspector.last_name not in sent.body
    assert f"{SITE}/unites/{version.slug}/" in sent.body
    assert client.get(f"/unites/{version.slug}/").status_code == 200


def test_visa__told_to_the_requester_and_to_the_owner(unit):
    page, author, inspector = unit
    colleague = UserFactory(administrator=True)
    submission = submit_unit(page=page, user=colleague)
    jobs.run(submission.job_id)
    leave()
    submission.refresh_from_db()
    give_visa(submission, inspector)
    assert recipients(leave()) == sorted([author.email, colleague.email])


def test_changes__told_to_the_author_with_the_message(unit, client):
    page, author, inspector = unit
    submission = make_submission(page=page)
    leave()
    send_back(submission, inspector, "Datez l’arrêté <2016> & co.")
    (sent,) = leave()
    assert sent.to == [author.email]
    assert "Datez l’arrêté <2016> & co." in sent.body
    (address,) = [line for line in sent.body.splitlines() if "/admin/" in line]
    client.force_login(author)
    assert client.get(address.removeprefix(SITE)).status_code == 200


def test_changes__dropped_when_the_author_has_submitted_again(unit, clock):
    page, author, inspector = unit
    submission = make_submission(page=page)
    clock.move_to(FRIDAY_EVENING)
    send_back(submission, inspector)
    make_submission(page=page)
    clock.move_to(MONDAY)
    assert author.email not in recipients(leave())


def test_changes__dropped_when_the_account_is_closed(unit, clock):
    page, author, inspector = unit
    submission = make_submission(page=page)
    clock.move_to(FRIDAY_EVENING)
    send_back(submission, inspector)
    User.objects.filter(pk=author.pk).update(is_active=False)
    clock.move_to(MONDAY)
    assert leave() == []


def test_failure__told_to_the_author_with_the_reason(unit, monkeypatch):
    page, author, _inspector = unit
    submission = make_submission(page=page, frozen=False)
    with monkeypatch.context() as patch:
        patch.setattr(
            "cms.blobs._write", lambda *a: (_ for _ in ()).throw(OSError("x"))
        )
        jobs.run(submission.job_id)
    (sent,) = leave()
    submission.refresh_from_db()
    assert sent.to == [author.email]
    assert submission.reason in sent.body
    assert f"/admin/pages/{page.pk}/edit/" in sent.body


def test_decision__stands_when_the_mail_server_is_gone(unit, settings):
    page, _author, inspector = unit
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    give_visa(make_submission(page=page), inspector)
    assert UnitVersion.objects.count() == 1
    jobs.run_waiting()
    waiting = Job.objects.unfinished().filter(kind=mail.KIND)
    assert waiting.count() == 1  # nothing is left to decide for the inspector
    assert all(job.due_at > WEDNESDAY and job.reason for job in waiting)


def test_every_mail__says_why_it_comes_and_stays_short(unit):
    page, _author, inspector = unit
    give_visa(make_submission(page=page), inspector)
    send_back(make_submission(page=page), inspector)
    sent = leave()
    assert len(sent) == 2
    for message in sent:
        assert "Vous recevez ce message parce que" in message.body
        assert f"Passerelle\n{SITE}/" in message.body
        assert len(message.body) < 1200


def test_jobs__hold_numbers_then_nothing(unit):
    page, _author, inspector = unit
    make_submission(page=page)
    rows = Job.objects.filter(kind=mail.KIND)
    assert [job.payload["about"].keys() for job in rows] == [{"submission", "user"}]
    assert inspector.email not in str(list(rows.values()))
    leave()
    assert [job.payload for job in rows.all()] == [{}]
