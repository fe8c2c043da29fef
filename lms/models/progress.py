"""Where a learner is in a unit: for them, never against them.

No table of answers, no time spent: the state is one text that only its owner reads.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.attempts import Attempt
from lms.querysets import UnitFollowingQuerySet, UnitProgressQuerySet
from modules.state import STATUSES


class Rank(models.IntegerChoices):
    """A status as a number, so that the furthest one is the greatest.

    The order is that of :data:`modules.state.STATUSES`.
    """

    NOT_ATTEMPTED = STATUSES.index("not_attempted"), _("not started")
    INCOMPLETE = STATUSES.index("incomplete"), _("in progress")
    FAILED = STATUSES.index("failed"), _("finished, below the pass mark")
    COMPLETED = STATUSES.index("completed"), _("finished")
    PASSED = STATUSES.index("passed"), _("passed")


class Standing(models.Model):
    """What a person has reached: none of it is ever lowered.

    ``best`` is in hundredths of a percent; ``finished_on`` is the day on which the
    version's completion rule was first met, with or without the pass mark.
    """

    best = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(choices=Rank, default=Rank.NOT_ATTEMPTED)
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_finished(self) -> bool:
        return self.finished_on is not None

    @property
    def is_passed(self) -> bool:
        return self.status == Rank.PASSED


class UnitProgress(Standing):
    """A person's state in one version of a unit.

    ``state`` is the text of :func:`modules.state.encode`, whose own score and status
    are a client's claims: those of the row are what counts. ``seq`` counts the writes,
    and a client names the last one it knows. ``epoch`` goes up when the person signs
    out everywhere, which ends every attempt token. ``folded``: the answers were turned
    into counts, and none was given since.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.CASCADE
    )
    unit_id = models.UUIDField()
    version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    state = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    statement_code = models.CharField(max_length=14, blank=True)
    folded = models.BooleanField(default=False)

    objects = UnitProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress in a version")
        verbose_name_plural = _("progress in versions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit_id", "version"], name="lms_progress_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} v{self.version}"

    @property
    def attempt(self) -> Attempt:
        """What a token for this row gives."""
        return Attempt(
            self.pk,
            self.user_id,
            self.unit_id,
            self.version,
            self.fingerprint,
            self.epoch,
        )


class UnitFollowing(Standing):
    """The summary that lists read: a person's progress in the version they follow.

    ``last_step`` is the id of the step where they were; ``percent`` counts steps seen
    and questions answered. ``moved_at`` orders a person's own list, nothing else: only
    the last moment is kept, and no index is written at each save for a list this short.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.CASCADE
    )
    unit_id = models.UUIDField()
    version = models.PositiveIntegerField()
    last_step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()

    objects = UnitFollowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit followed")
        verbose_name_plural = _("units followed")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit_id"], name="lms_following_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-moved_at"], name="lms_following_mine")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} v{self.version}"


class QuestionTally(models.Model):
    """How often a question of a version was answered, and rightly: by nobody in
    particular, once the answers themselves are gone."""

    unit_id = models.UUIDField()
    version = models.PositiveIntegerField()
    question_id = models.CharField(max_length=200)
    answers = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tally of a question")
        verbose_name_plural = _("tallies of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "version", "question_id"], name="lms_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.right}/{self.answers}"
