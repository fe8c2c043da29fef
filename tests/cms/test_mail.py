"""Mails leave once, at courteous hours, and never make anybody wait."""

import smtplib
import socket
import threading
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from cms import faults, jobs, mail, tasks
from cms.courtesy import ZONE
from cms.models import Job
from cms.models.jobs import JobState

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=ZONE)
EVENING = datetime(2026, 11, 25, 21, tzinfo=ZONE)
NEXT_MORNING = datetime(2026, 11, 26, 7, tzinfo=ZONE)
SOMEBODY = "personne@exemple.invalid"


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def send(**fields):
    values = {"to": SOMEBODY, "subject": "Bonjour", "body": "Un mot.", **fields}
    return mail.send(**values)


class MailServer:
    """A mail server that speaks the protocol and answers as it is told."""

    def __init__(self, answers=(), silent=False):
        self.answers = dict(answers)
        self.received = []
        self.silent = silent
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def leave(self):
        # Closing alone would let the thread take one more connection.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            if self.silent:
                self.received.append(connection)
                continue
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream):
        def say(line):
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("220 ready")
        for line in iter(stream.readline, b""):
            verb = line.split()[0].upper().decode()
            if verb == "DATA":
                say("354 go on")
                self.received.append(b"".join(iter(stream.readline, b".\r\n")).decode())
            say(self.answers.get(verb, "250 fine"))
            if verb == "QUIT":
                return


@pytest.fixture
def server(settings):
    made = []

    def start(**options):
        made.append(MailServer(**options))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made[-1].port
        return made[-1]

    yield start
    for one in made:
        if one.socket.fileno() >= 0:
            one.leave()


def test_send__leaves_at_once_at_working_hours(clock):
    job = jobs.run(send().pk)
    assert job.state == JobState.DONE
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject, sent.body) == ([SOMEBODY], "Bonjour", "Un mot.")


@pytest.mark.parametrize(
    "look",
    [
        jobs.run_waiting,
        tasks.run_due,
        lambda: call_command("run_due"),
        lambda: tasks.run_job(str(Job.objects.get().pk)),
    ],
    ids=["embedded worker", "beat", "cron", "doorbell"],
)
def test_send__waits_for_the_morning_on_every_path(clock, look):
    clock.move_to(EVENING)
    job = send()
    assert job.due_at == NEXT_MORNING
    clock.move_to(NEXT_MORNING - timedelta(seconds=1))
    look()
    assert outbox.outbox == []
    clock.move_to(NEXT_MORNING)
    look()
    assert len(outbox.outbox) == 1


def test_send__asked_for_leaves_at_any_hour(clock):
    clock.move_to(EVENING)
    jobs.run(send(at_once=True).pk)
    assert len(outbox.outbox) == 1


def test_send__a_worker_that_slept_all_day_waits_for_the_morning(clock):
    job = send()
    clock.move_to(EVENING)
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert outbox.outbox == []
    assert (job.state, job.due_at, job.attempt) == (JobState.QUEUED, NEXT_MORNING, 0)
    clock.move_to(NEXT_MORNING)
    jobs.run_waiting()
    assert len(outbox.outbox) == 1


def test_send__of_a_transaction_that_failed_does_not_exist(clock):
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError
    assert not Job.objects.exists()


def test_send__the_request_never_talks_to_the_server(clock, server):
    silent = server(silent=True)
    before = time.monotonic()
    with transaction.atomic():
        send()
    assert time.monotonic() - before < 0.5
    assert silent.received == []


def test_send__twice_with_one_key_is_one_mail(clock):
    assert send(dedupe_key="welcome:1") == send(dedupe_key="welcome:1")
    jobs.run_waiting()
    assert len(outbox.outbox) == 1


def test_sent__nothing_personal_stays_in_the_job(clock):
    job = jobs.run(send().pk)
    assert job.payload == {}
    assert SOMEBODY not in str(Job.objects.filter(pk=job.pk).values().get())


def test_sent__after_a_crash_the_second_mail_bears_the_same_identifier(clock):
    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    job = send()
    with faults.armed("mail.after_sent", kill), pytest.raises(Killed):
        jobs.run(job.pk)
    assert len(outbox.outbox) == 1
    clock.shift(jobs.LEASE + timedelta(seconds=1))
    assert jobs.run_waiting() == 1
    identifiers = {m.extra_headers["Message-ID"] for m in outbox.outbox}
    assert len(outbox.outbox) == 2
    assert identifiers == {f"<{job.pk}@127.0.0.1>"}


def test_server_gone__tried_again_later_and_later_then_failed_with_a_reason(
    clock, server
):
    server().leave()
    job = send(at_once=True)
    waits = []
    while True:
        assert jobs.run_waiting() == 1
        job.refresh_from_db()
        if job.is_finished:
            break
        assert job.reason
        waits.append(job.due_at - datetime.now(ZONE))
        clock.move_to(job.due_at)
    assert len(waits) == mail.MAX_ATTEMPTS - 1
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), mail.LONGEST_WAIT)
    assert job.state == JobState.FAILED
    assert job.reason
    assert job.payload == {}


def test_server_gone__the_next_attempt_is_courteous_too(clock, server):
    server().leave()
    clock.move_to(datetime(2026, 11, 25, 18, 59, 30, tzinfo=ZONE))
    job = jobs.run(send().pk)
    assert job.due_at == NEXT_MORNING


def test_server_back__the_mail_leaves(clock, server):
    server().leave()
    job = jobs.run(send(at_once=True).pk)
    back = server()
    clock.move_to(job.due_at)
    assert jobs.run(job.pk).state == JobState.DONE
    (received,) = back.received
    assert f"Message-ID: <{job.pk}@127.0.0.1>" in received
    assert "Auto-Submitted: auto-generated" in received
    job.refresh_from_db()
    assert job.reason == ""


def test_server_silent__given_up_after_the_timeout(clock, server, settings):
    settings.EMAIL_TIMEOUT = 0.2
    server(silent=True)
    before = time.monotonic()
    job = jobs.run(send().pk)
    assert time.monotonic() - before < 5
    assert job.state == JobState.QUEUED


def test_server_refuses__an_unknown_address_is_not_tried_again(clock, server):
    server(answers={"RCPT": "550 no such user"})
    job = jobs.run(send().pk)
    assert job.state == JobState.FAILED
    assert job.attempt == 1
    assert SOMEBODY not in job.reason


@pytest.mark.parametrize("verb", ["RCPT", "MAIL", "DATA"])
def test_server_refuses__for_now_is_tried_again(clock, server, verb):
    server(answers={verb: "451 later"})
    assert jobs.run(send().pk).state == JobState.QUEUED


def test_send__what_is_no_address_fails_in_words(clock, server):
    server()
    job = jobs.run(send(to="personne\n@exemple.invalid").pk)
    assert job.state == JobState.FAILED
    assert job.reason


def test_subject__is_one_short_line(clock):
    jobs.run(send(subject="Un titre\r\nBcc: autre@exemple.invalid " + "é" * 200).pk)
    subject = outbox.outbox[0].subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) <= mail.SUBJECT_LENGTH
    assert outbox.outbox[0].recipients() == [SOMEBODY]


def test_composed__nothing_leaves_when_nobody_needs_it_any_more(clock):
    mail.register("test.pointless", lambda number: None)
    job = jobs.run(mail.send_composed("test.pointless", about={"number": 1}).pk)
    assert job.state == JobState.DONE
    assert outbox.outbox == []


def test_render__writes_text_not_html():
    text = mail.render("cms/mails/base.txt", name="L’« atelier » & <co>")
    assert "L’« atelier » & <co>" in text
    assert "\n\n\n" not in text


@override_settings(WAGTAILADMIN_BASE_URL="https://passerelle.exemple.invalid/")
def test_address__is_whole():
    expected = "https://passerelle.exemple.invalid/connexion/"
    assert mail.address("login") == expected


def test_back_off__is_bounded():
    assert mail.back_off(1) == timedelta(minutes=1)
    assert mail.back_off(8) == mail.LONGEST_WAIT


def test_errors_of_smtp_are_errors_of_the_system():
    # The handler counts on it.
    assert issubclass(smtplib.SMTPException, OSError)


def test_purge__forgets_what_ended_a_month_ago_and_nothing_else(clock):
    old, waiting = jobs.run(send().pk), send(to="autre@exemple.invalid")
    clock.shift(jobs.KEPT - timedelta(days=1))
    recent = jobs.run(send().pk)
    clock.shift(timedelta(days=2))
    assert jobs.purge() == 1
    assert set(Job.objects.all()) == {waiting, recent}
    assert not Job.objects.filter(pk=old.pk).exists()
