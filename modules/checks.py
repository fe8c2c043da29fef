"""System checks of the unit app."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db.models import PROTECT, RESTRICT, ForeignKey


def register_all() -> None:
    """Register the checks of the unit app."""
    register(check_finisher)
    register(check_no_protected_keys_in_pages)
    register(check_hidden_units)


def check_finisher(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """modules.E001: approvals would publish a revision that nobody inspected."""
    name = getattr(settings, "WAGTAIL_FINISH_WORKFLOW_ACTION", "")
    if name != "modules.finisher.finish_workflow":
        return [
            Error(
                "WAGTAIL_FINISH_WORKFLOW_ACTION does not publish submitted revisions",
                hint="Set it to 'modules.finisher.finish_workflow'.",
                id="modules.E001",
            )
        ]
    return []


def check_hidden_units(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """modules.E003: some views would name drafts to people who may not see them."""
    name = "modules.middleware.HiddenUnitsMiddleware"
    if name in settings.MIDDLEWARE:
        return []
    return [
        Error(
            "The admin would show authors the drafts of others",
            hint=f"Add '{name}' to MIDDLEWARE, after authentication.",
            id="modules.E003",
        )
    ]


def check_no_protected_keys_in_pages(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """modules.E002: an old revision could not be opened once the target is deleted."""
    from modelcluster.models import get_all_child_relations
    from wagtail.models import get_page_models

    errors: list[CheckMessage] = []
    for model in get_page_models():
        children = [
            relation.related_model for relation in get_all_child_relations(model)
        ]
        for holder in [model, *children]:
            for field in holder._meta.get_fields():
                if (
                    isinstance(field, ForeignKey)
                    and field.remote_field.on_delete in (PROTECT, RESTRICT)
                    and not field.model.__module__.startswith("wagtail.")
                ):
                    errors.append(
                        Error(
                            f"{field} protects its target inside a page",
                            hint="Use SET_NULL, or a through table outside the page.",
                            id="modules.E002",
                        )
                    )
    return errors
