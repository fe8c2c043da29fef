"""Registrations with Wagtail."""

from typing import Any

from wagtail import hooks

from cms.panels import IdentityPanel
from cms.viewsets import EstablishmentChooserViewSet, NetworkGroup, VocabularyGroup


# Before the lists, whose forms are made when they are registered.
@hooks.register("register_admin_viewset")
def register_establishment_chooser() -> EstablishmentChooserViewSet:
    """See the documentation of ``register_admin_viewset``."""
    return EstablishmentChooserViewSet("establishment_chooser")


@hooks.register("register_admin_viewset")
def register_vocabularies() -> VocabularyGroup:
    """See the documentation of ``register_admin_viewset``."""
    return VocabularyGroup()


@hooks.register("register_admin_viewset")
def register_network() -> NetworkGroup:
    """See the documentation of ``register_admin_viewset``."""
    return NetworkGroup()


@hooks.register("construct_homepage_panels")
def add_identity_panel(request: Any, panels: list[Any]) -> None:
    """See the documentation of ``construct_homepage_panels``."""
    panels.append(IdentityPanel())
