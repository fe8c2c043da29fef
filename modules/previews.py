"""The player around a document: drafts, submissions, versions."""

import json
from datetime import date
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image as PillowImage
from willow.image import UnrecognisedImageFormatError

from cms import blobs
from cms.dates import long_date
from cms.models import LicensedImage
from modules.assets import AssetUnreadable, TakenImage
from modules.builder import build
from modules.document import Asset, UnitDocument
from modules.hosting import Host
from modules.models import Submission, UnitPage, UnitVersion
from modules.rendering.player import Notice, PlayerPage, render_player

STYLESHEETS = ("modules/player/player.css",)
PLAYER = "modules/player/player.js"
LOCAL_ADAPTER = "modules/adapters/adapter-local.js"

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    PillowImage.DecompressionBombError,
    UnrecognisedImageFormatError,
)
"""What opening, decoding or resizing a damaged image raises."""


class DraftAssets:
    """Shows images where they are, as renditions; stores no blob."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}

    def take(self, image: LicensedImage) -> TakenImage:
        digest = f"{image.pk:064x}"
        try:
            if image.is_svg():
                url, width, height = image.file.url, image.width, image.height
            else:
                rendition = image.get_rendition("max-1280x1280|format-webp")
                url, width, height = rendition.url, rendition.width, rendition.height
        except UNREADABLE as error:
            raise AssetUnreadable(
                _("The image “%(title)s” cannot be read.") % {"title": image.title}
            ) from error
        self.urls[digest] = url
        return TakenImage(digest, f"{digest[-20:]}.webp", "", 0, width, height)


def preview_page(page: UnitPage) -> str:
    """Return the player of a draft: nothing is stored, gaps are shown as such."""
    assets = DraftAssets()
    document, findings = build(page, assets)
    notices = [Notice("preview", _in(document, _preview_notice))]
    # One line each: together they would be a paragraph that nobody reads.
    notices += [
        Notice("todo", finding.message) for finding in findings if finding.is_blocking
    ]
    return _render(
        document,
        fingerprint="",
        version="",
        notices=notices,
        asset_url=lambda asset: assets.urls[asset.sha256],
    )


def submission_page(submission: Submission, *, home: tuple[str, str]) -> str:
    """Return the player of a submission's frozen document, for its inspector.

    Raises :class:`cms.blobs.BlobError` when the document is missing or altered.
    """
    document = UnitDocument.from_bytes(blobs.read(submission.fingerprint))
    return _render(
        document,
        fingerprint=submission.fingerprint,
        version="",
        notices=[Notice("review", _in(document, _review_notice))],
        asset_url=lambda asset: reverse(
            "inspection_asset", args=[submission.pk, asset.name]
        ),
        home=home,
    )


def version_page(
    version: UnitVersion, *, home: tuple[str, str], host: Host | None = None
) -> str:
    """Return the public player of a version.

    ``host`` says what keeps the progress; without one it stays in the browser.

    Raises :class:`cms.blobs.BlobError` when the document is missing or altered.
    """
    document = UnitDocument.from_bytes(blobs.read(version.fingerprint))
    return _render(
        document,
        fingerprint=version.fingerprint,
        version=str(version.number),
        notices=_standing(document, version),
        asset_url=lambda asset: reverse(
            "unit_asset", args=[version.slug, version.number, asset.name]
        ),
        home=home,
        visa=_in(document, lambda: visa_line(version)),
        adapter=host.adapter if host else LOCAL_ADAPTER,
        host=json.dumps(host.settings) if host else "",
    )


def _standing(document: UnitDocument, version: UnitVersion) -> list[Notice]:
    """Return what a reader must know of an overdue review or an expired visa."""
    today = timezone.localdate()
    due, until = (
        date.fromisoformat(document.review_due_on),
        version.approval.valid_until,
    )
    notices = []
    if due < today:
        notices.append(Notice("to-check", _in(document, lambda: _check_notice(due))))
    if version.approval.has_expired(today):
        notices.append(Notice("expired", _in(document, lambda: _expired_notice(until))))
    return notices


def visa_line(version: UnitVersion) -> str:
    """Return the sentence that says who approved a version and when."""
    approval = version.approval
    words = {
        "name": approval.inspector_name,
        "capacity": approval.data["inspector"]["capacity"],
        "date": long_date(timezone.localtime(approval.approved_at)),
    }
    if approval.demo:
        return _("Fictional visa of %(name)s, %(capacity)s, %(date)s") % words
    return _("Visa of %(name)s, %(capacity)s, %(date)s") % words


def _render(
    document: UnitDocument,
    *,
    fingerprint: str,
    version: str,
    notices: list[Notice],
    asset_url: Any,
    home: tuple[str, str] | None = None,
    visa: str = "",
    adapter: str = "",
    host: str = "",
) -> str:
    if document.demo:
        notices = [Notice("demo", _in(document, _demo_notice)), *notices]
    scripts = ([adapter] if adapter else []) + [PLAYER]

    def url_of(asset: Asset) -> str:
        return str(asset_url(asset))

    return render_player(
        document,
        PlayerPage(
            fingerprint=fingerprint,
            version=version,
            asset_url=url_of,
            stylesheets=tuple(static(name) for name in STYLESHEETS),
            scripts=tuple(static(name) for name in scripts),
            notices=tuple(notices),
            visa=visa,
            home=home,
            host=host,
        ),
    )


def _in(document: UnitDocument, say: Any) -> str:
    with override(document.language):
        return str(say())


def _demo_notice() -> str:
    return _("Demonstration unit, fictional visa.")


def _check_notice(day: date) -> str:
    return _(
        "To check: this unit should have been reviewed by %(date)s. Check dates and rules"
        " before you use them in class."
    ) % {"date": long_date(day)}


def _expired_notice(day: date) -> str:
    return _(
        "The visa ended on %(date)s. You can still read this unit; nobody vouches for it"
        " any more."
    ) % {"date": long_date(day)}


def _preview_notice() -> str:
    return _("Preview: nothing is recorded.")


def _review_notice() -> str:
    return _("Frozen document submitted for inspection: nothing is recorded.")
