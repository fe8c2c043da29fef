"""Application configuration of the training unit."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModulesConfig(AppConfig):
    name = "modules"
    label = "modules"
    verbose_name = _("Training units")

    def ready(self) -> None:
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from cms import blobs, jobs, personal_data, schedule
        from modules import (
            cards,
            checks,
            freezing,
            mails,
            signal_handlers,
            site_map,
            visibility,
        )
        from modules.models import DocumentAsset, Submission, Unit, UnitVersion
        from modules.permissions import UnitPolicy
        from modules.personal_data import INSPECTION

        jobs.register(freezing.KIND, freezing.FreezeHandler())
        blobs.register_references(Submission.objects.blob_digests)
        blobs.register_references(UnitVersion.objects.blob_digests)
        blobs.register_references(DocumentAsset.objects.blob_digests)
        schedule.register(
            "modules.write_missing_cards",
            every_seconds=3_600,
            run=cards.write_missing_cards,
        )
        register_permission_policy(Unit, UnitPolicy(Unit))
        register_permission_policy(Page, visibility.policy)
        mails.register_all()
        site_map.register_all()
        personal_data.register(INSPECTION)
        signal_handlers.connect()
        checks.register_all()
