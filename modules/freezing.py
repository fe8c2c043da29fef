"""Freezing a submission: document, renditions and blobs, with no transaction open.

The submission is marked ready last, so that an interruption anywhere leaves nothing
on which a decision is possible.
"""

import hashlib
import io
import json
import logging

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from wagtail.images.models import SourceImageIOError
from wagtail.models import Revision
from willow.image import UnrecognisedImageFormatError

from cms import blobs, faults, jobs, svg
from cms.models import Job, LicensedImage
from modules import mails
from modules.assets import AssetUnreadable, TakenImage
from modules.builder import build
from modules.cards import write_card
from modules.document import fingerprint
from modules.models import DocumentAsset, Submission, SubmissionState

logger = logging.getLogger(__name__)

KIND = "modules.freeze"
RENDITION = "max-1280x1280|format-webp|webpquality-80"
"""Bounded so that a photograph weighs a few hundred kilobytes at most."""


UNREADABLE = (
    svg.SvgError,
    FileNotFoundError,
    SourceImageIOError,
    UnrecognisedImageFormatError,
    PillowImage.UnidentifiedImageError,
    PillowImage.DecompressionBombError,
)


class BlobAssets:
    """Freezes images into the blob store, saying at each that it is alive."""

    def __init__(self, report: jobs.Report | None = None) -> None:
        self.report = report

    def take(self, image: LicensedImage) -> TakenImage:
        if self.report is not None:
            self.report.progress(10)
        data, media_type, width, height = read_image(image)
        blob = blobs.store(data, media_type)
        faults.point("freezing.after_asset")
        return TakenImage(
            blob.sha256,
            asset_name(blob.sha256, media_type),
            media_type,
            blob.size,
            width,
            height,
        )


class FreezeHandler:
    """The job that freezes a submission."""

    def run(self, job: Job, report: jobs.Report) -> None:
        freeze(Submission.objects.get(pk=job.payload["submission"]), report)

    def failed(self, job: Job) -> None:
        submission = Submission.objects.filter(pk=job.payload["submission"]).first()
        if submission is not None:
            fail(submission, job.reason)


def freeze(submission: Submission, report: jobs.Report) -> None:
    """Build and store the document of a submission, then mark it ready.

    Raises :class:`cms.jobs.JobFailure` with a sentence for the author.
    """
    if submission.state != SubmissionState.FREEZING:
        return
    revision = Revision.objects.filter(pk=submission.revision_id).first()
    if revision is None or source_digest(revision) != submission.source_sha256:
        raise jobs.JobFailure(_("The draft was changed after it was submitted."))
    try:
        document, findings = build(revision.as_object(), BlobAssets(report))
        blocking = [finding for finding in findings if finding.is_blocking]
        if blocking:
            raise jobs.JobFailure(" ".join(f.message for f in blocking))
        report.progress(80)
        data = document.to_bytes()
        blobs.store(data, "application/json")
    except OSError as error:
        # Paths and codes are for the operator, not for the author.
        logger.exception("freezing submission %s", submission.pk)
        raise jobs.JobFailure(
            _("The storage of this site did not answer: nothing was kept.")
        ) from error
    faults.point("freezing.before_ready")
    digest = fingerprint(data)
    with transaction.atomic():
        DocumentAsset.objects.bulk_create(
            [
                DocumentAsset(fingerprint=digest, name=a.name, sha256=a.sha256)
                for a in document.assets
            ],
            ignore_conflicts=True,
        )
        write_card(document=document, fingerprint=digest)
        ready = Submission.objects.filter(
            pk=submission.pk, state=SubmissionState.FREEZING
        ).update(state=SubmissionState.READY, fingerprint=digest)
        if ready:
            mails.announce_ready(submission)


def fail(submission: Submission, reason: str) -> None:
    """Give a submission that could not be frozen back to its author, with the reason."""
    with transaction.atomic():
        failed = Submission.objects.filter(
            pk=submission.pk, state=SubmissionState.FREEZING
        ).update(state=SubmissionState.FAILED, reason=reason)
        task_state = submission.task_state
        if failed and task_state and task_state.workflow_state.is_active:
            task_state.workflow_state.cancel(user=submission.requested_by)
        if failed:
            mails.announce_failure(submission)


def source_digest(revision: Revision) -> str:
    """Return the SHA-256 of a revision's JSON, independent of key order."""
    text = json.dumps(
        revision.content,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_image(image: LicensedImage) -> tuple[bytes, str, int, int]:
    """Return the frozen bytes of an image, their type, width and height.

    Drawings are rewritten through the allow-list, photographs become a bounded
    rendition. Raises :class:`~modules.assets.AssetUnreadable`; storage errors pass.
    """
    unreadable = _("The image “%(title)s” cannot be read.") % {"title": image.title}
    try:
        if image.is_svg():
            with image.open_file() as file:
                data = svg.rewrite(file.read())
            width, height = svg.size(data)
            return data, "image/svg+xml", width, height
        rendition = image.get_rendition(RENDITION)
        with rendition.file.open("rb") as file:
            data = file.read()
        with PillowImage.open(io.BytesIO(data)) as picture:
            return data, "image/webp", picture.width, picture.height
    except UNREADABLE as error:
        raise AssetUnreadable(unreadable) from error


def asset_name(sha256: str, media_type: str) -> str:
    """Return the generated name of an asset: part of its digest and its extension."""
    extension = {"image/svg+xml": "svg", "image/webp": "webp"}[media_type]
    return f"{sha256[:20]}.{extension}"
