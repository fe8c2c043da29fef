"""Verbs on progress: open, commit, bring in, stop, end the tokens.

One commit is one short transaction that begins with its write: on SQLite nothing else
could be promised to several writers, on PostgreSQL nobody waits for a lock.
"""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cms import faults
from cms.blobs import BlobError
from lms.attempts import Attempt
from lms.documents import document_of
from lms.models import UnitFollowing, UnitProgress
from lms.querysets import Written
from lms.standing import carry_over, earned
from lms.tokens import TokenEnded
from modules.document import UnitDocument
from modules.models import UnitVersion
from modules.state import (
    STATUSES,
    State,
    decode,
    encode,
    merge,
    unclaimed_text,
    written_for,
)

logger = logging.getLogger(__name__)


class StateRefused(ValueError):
    """A text is no state: unknown format, or damaged."""


class OtherVersion(ValueError):
    """A state was written for another version than the one it is sent for."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A person's progress in a version, as a player begins with it.

    ``carried``: some of it comes from another version of the unit, just now.
    """

    progress: UnitProgress
    state: str
    carried: bool


@dataclass(frozen=True, slots=True)
class Committed:
    """What is durable after a commit.

    ``state`` is the whole state when somebody else had written meanwhile, for the
    client to adopt; empty otherwise. ``ignored`` says by code what was left out by
    rule: ``answers``, ``steps``, ``score``, ``status``.
    """

    seq: int
    best: int
    status: str
    state: str
    ignored: tuple[str, ...]


def open_progress(*, user: Any, version: UnitVersion) -> Opened:
    """Return a person's progress in a version, begun now if need be.

    What they did in other versions comes along where it still means the same, whenever
    it was done: an answer may arrive late from a device that was offline. Raises
    :class:`cms.blobs.BlobError` when the version's document cannot be read.
    """
    document = document_of(version.fingerprint)
    with transaction.atomic():
        progress = _begin(user, version)
        others = UnitProgress.objects.of(user).filter(unit_id=version.unit_id)
        known = known_state(progress, document)
        whole = known
        for other in others.exclude(pk=progress.pk).order_by("version"):
            try:
                old = document_of(other.fingerprint)
            except BlobError:
                # It stays where it is, and comes along once it can be read again.
                logger.exception("progress %s is not carried over", other.pk)
                continue
            state = known_state(other, old)
            whole = merge(whole, carry_over(old, state, document))
        carried = _knowledge(whole) != _knowledge(known)
        if carried:
            _join(progress, document, whole)
            progress.refresh_from_db()
        _follow(progress, document, whole)
    return Opened(progress, _text(progress, document), carried)


def commit(*, attempt: Attempt, base: int, text: str) -> Committed:
    """Write a client's state, joined with what it did not know.

    ``base`` is the ``seq`` that the client knows. The answers are graded again here;
    the score and status that the text claims are ignored. Raises StateRefused,
    OtherVersion, TokenEnded, or :class:`cms.blobs.BlobError`.
    """
    document = document_of(attempt.fingerprint)
    decoded = decode(text, document, attempt.fingerprint)
    if decoded.how == "refused":
        raise StateRefused
    if decoded.how == "carried":
        raise OtherVersion
    kept = unclaimed_text(text)
    if decoded.left_out:
        kept = encode(decoded.state.unclaimed(), document, attempt.fingerprint)
    gained = earned(document, decoded.state)
    now = timezone.now()
    today = timezone.localdate(now)
    met = ""
    with transaction.atomic():
        written = UnitProgress.objects.write(attempt, base, kept, gained, today)
        if written is None:
            progress = UnitProgress.objects.held(attempt)
            if progress is None:
                raise TokenEnded
            whole = merge(known_state(progress, document), decoded.state)
            gained = earned(document, whole)
            all_of_it = encode(whole.unclaimed(), document, attempt.fingerprint)
            written = UnitProgress.objects.write(
                attempt, progress.seq, all_of_it, gained, today
            )
            if written is None:
                raise TokenEnded
            met = _encoded(whole, document, attempt.fingerprint, written)
        faults.point("progress.before_summary")
        UnitFollowing.objects.note(attempt, gained, now, today)
    faults.point("progress.before_answer")
    return Committed(
        written.seq,
        written.best,
        STATUSES[written.status],
        met,
        decoded.left_out + _claims(decoded.state, written),
    )


def bring_in(*, user: Any, version: UnitVersion, text: str) -> Opened:
    """Join a state that waited in a browser into a person's own progress.

    ``version`` is the current one; a text written for another version goes to the
    progress in that version first, from where it is carried over. Raises StateRefused
    when it is no state, or :class:`cms.blobs.BlobError`.
    """
    start = written_for(text)
    if not start:
        raise StateRefused
    same = UnitVersion.objects.filter(
        unit_id=version.unit_id, fingerprint__startswith=start
    )
    source = same.order_by("-number").first() or version
    document = document_of(source.fingerprint)
    decoded = decode(text, document, source.fingerprint)
    if decoded.how == "refused":
        raise StateRefused
    with transaction.atomic():
        progress = _begin(user, source)
        _join(progress, document, merge(known_state(progress, document), decoded.state))
    return open_progress(user=user, version=version)


def stop_following(*, user: Any, unit_id: UUID) -> None:
    """Forget everything about a person and a unit, at once."""
    with transaction.atomic():
        UnitProgress.objects.of(user).filter(unit_id=unit_id).delete()
        UnitFollowing.objects.of(user).filter(unit_id=unit_id).delete()


def end_tokens(*, user: Any) -> None:
    """Make every attempt token of a person worthless."""
    UnitProgress.objects.of(user).update(epoch=F("epoch") + 1)


def known_state(progress: UnitProgress, document: UnitDocument) -> State:
    """Return what a row holds as a state, with the standing of the row."""
    state = decode(progress.state, document, progress.fingerprint).state
    return State(
        state.steps,
        state.last,
        state.answers,
        progress.best,
        STATUSES[progress.status],
    )


def _begin(user: Any, version: UnitVersion) -> UnitProgress:
    """Lock and return a person's row, begun now if need be."""
    key = {
        "user": user,
        "unit_id": version.unit_id,
        "version": version.number,
    }
    mine = UnitProgress.objects.select_for_update()
    found = mine.filter(**key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return UnitProgress.objects.create(**key, fingerprint=version.fingerprint)
    except IntegrityError:
        # Two devices open it for the first time at once.
        return mine.get(**key)


def _join(progress: UnitProgress, document: UnitDocument, state: State) -> None:
    """Write into a locked row, and into the summary where that follows this version."""
    text = encode(state.unclaimed(), document, progress.fingerprint)
    gained = earned(document, state)
    now = timezone.now()
    today = timezone.localdate(now)
    attempt = progress.attempt
    UnitProgress.objects.write(attempt, progress.seq, text, gained, today)
    UnitFollowing.objects.note(attempt, gained, now, today)


def _follow(progress: UnitProgress, document: UnitDocument, state: State) -> None:
    """Let the summary follow this version, unless it follows a later one."""
    gained = earned(document, state)
    values = {
        "version": progress.version,
        "best": progress.best,
        "status": progress.status,
        "finished_on": progress.finished_on,
        "last_step": gained.last_step,
        "percent": gained.percent,
    }
    mine = UnitFollowing.objects.of(progress.user_id).filter(unit_id=progress.unit_id)
    if not mine.exists():
        UnitFollowing.objects.bulk_create(
            [
                UnitFollowing(
                    user_id=progress.user_id,
                    unit_id=progress.unit_id,
                    moved_at=timezone.now(),
                    **values,
                )
            ],
            ignore_conflicts=True,
        )
    mine.filter(version__lt=progress.version).update(**values)


def _knowledge(state: State) -> tuple[object, ...]:
    return state.steps, dict(state.answers)


def _text(progress: UnitProgress, document: UnitDocument) -> str:
    written = Written(progress.seq, progress.best, progress.status)
    state = known_state(progress, document)
    return _encoded(state, document, progress.fingerprint, written)


def _encoded(
    state: State, document: UnitDocument, fingerprint: str, written: Written
) -> str:
    standing = State(
        state.steps, state.last, state.answers, written.best, STATUSES[written.status]
    )
    return encode(standing, document, fingerprint)


def _claims(claimed: State, written: Written) -> tuple[str, ...]:
    """Say what a client concluded beyond what its answers earn."""
    found = {
        "score": claimed.best > written.best,
        "status": STATUSES.index(claimed.status) > written.status,
    }
    return tuple(code for code, is_beyond in found.items() if is_beyond)
