"""What the foundation and Wagtail keep about a person: their sections of «Mes données»."""

from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, CommentReply, ModelLogEntry, Page, PageLogEntry
from wagtail.users.models import UserProfile

from cms.models import Mandate
from cms.personal_data import Section

_PREFERENCES = [
    "avatar",
    "submitted_notifications",
    "approved_notifications",
    "rejected_notifications",
    "updated_comments_notifications",
    "preferred_language",
    "current_time_zone",
    "theme",
    "density",
    "contrast",
    "keyboard_shortcuts",
]


def export_account(user: Any) -> dict[str, Any]:
    """Return what identifies the person, and their settings of the administration."""
    establishment = user.establishment
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "establishment": establishment
        and {
            "name": establishment.name,
            "town": establishment.town,
            "uai": establishment.uai,
            "siret": establishment.siret,
        },
        "opened_at": _moment(user.date_joined),
        "last_sign_in_at": _moment(user.last_login),
        "warned_of_deletion_at": _moment(user.inactivity_warned_at),
        "administration_settings": UserProfile.objects.filter(user=user)
        .values(*_PREFERENCES)
        .first(),
    }


def export_roles(user: Any) -> dict[str, Any]:
    """Return what an administrator gave the person."""
    mandates = Mandate.objects.filter(inspector=user).order_by("valid_from", "pk")
    return {
        "administrator": user.is_superuser,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "mandates": [
            {
                "capacity": mandate.capacity,
                "sectors": [sector.name for sector in mandate.sectors.all()],
                "academies": [academy.name for academy in mandate.academies.all()],
                "from": _moment(mandate.valid_from),
                "until": _moment(mandate.valid_to),
            }
            for mandate in mandates.prefetch_related("sectors", "academies")
        ],
    }


def export_writing(user: Any) -> dict[str, Any]:
    """Return what the person did in the administration."""
    replies = CommentReply.objects.filter(user=user).order_by("pk")
    return {
        "pages": list(
            Page.objects.filter(owner=user).order_by("pk").values("id", "title")
        ),
        "images": list(
            get_image_model()
            .objects.filter(uploaded_by_user=user)
            .order_by("pk")
            .values("id", "title")
        ),
        "documents": list(
            get_document_model()
            .objects.filter(uploaded_by_user=user)
            .order_by("pk")
            .values("id", "title")
        ),
        "comments": [
            {"page": comment.page_id, "text": comment.text}
            for comment in Comment.objects.filter(user=user).order_by("pk")
        ],
        "replies": [{"text": reply.text} for reply in replies],
        "journal": [
            {"at": _moment(at), "action": action, "on": label}
            for model in (PageLogEntry, ModelLogEntry)
            for at, action, label in model.objects.filter(user=user)
            .order_by("timestamp")
            .values_list("timestamp", "action", "label")
        ],
    }


def erase_account(user: Any) -> None:
    """Take the name out of the journal and the picture out of the media.

    The row goes next, and its settings with it.
    """
    settings = UserProfile.objects.filter(user=user).exclude(avatar="").first()
    if settings is not None:
        # A deletion that fails must not lose the file.
        transaction.on_commit(partial(settings.avatar.delete, save=False))
    accounts = ContentType.objects.get_for_model(get_user_model())
    ModelLogEntry.objects.filter(content_type=accounts, object_id=str(user.pk)).update(
        label=_("deleted account"), data={}
    )


def erase_roles(user: Any) -> None:
    """Nothing before the account's row goes: mandates and memberships go with it."""


def erase_writing(user: Any) -> None:
    """Unlink the journal, which has no constraint of the database to do it.

    Pages, images, documents and revisions lose their link with the account's row;
    comments go with it.
    """
    for model in (PageLogEntry, ModelLogEntry):
        model.objects.filter(user=user).update(user=None)


def _moment(value: Any) -> str | None:
    return value and value.isoformat()


WRITING = Section(
    name="writing",
    label=gettext_lazy("What you did in the administration"),
    kept=gettext_lazy(
        "The pages, images and documents that you added, your comments, and the journal"
        " of your actions. Administrators and the other authors see them."
    ),
    concerns=lambda user: any(export_writing(user).values()),
    export=export_writing,
    erase=erase_writing,
    effect=gettext_lazy(
        "Your comments are erased. Pages, images and documents stay on the site, without"
        " a link to you, and so do the names of authors that they show: their licence"
        " asks for them. To take one away, delete it in the administration before."
    ),
)
ROLES = Section(
    name="roles",
    label=gettext_lazy("Your roles"),
    kept=gettext_lazy(
        "What an administrator lets you do: write, inspect, administer. Administrators"
        " see it; it ends with its dates, or with the account."
    ),
    concerns=lambda user: any(export_roles(user).values()),
    export=export_roles,
    erase=erase_roles,
    effect=gettext_lazy("Your roles and mandates are erased."),
)
ACCOUNT = Section(
    name="account",
    label=gettext_lazy("Your account"),
    kept=gettext_lazy(
        "Your name, your address, your establishment if you said it, the day when you"
        " opened the account and the one when you last signed in. Administrators see"
        " them. An account that is not used for two years is deleted, after one mail"
        " that warns of it a month before."
    ),
    export=export_account,
    erase=erase_account,
    effect=gettext_lazy(
        "Your name, your address, your password and your establishment are erased, and"
        " you are signed out on all your devices."
    ),
)
