"""What the administration's first page says to whoever can act on it."""

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from cms.models import SiteIdentity


class IdentityPanel(Component):
    """Lists what the legal pages still lack, for those who may fill it in."""

    name = "identity"
    order = 50
    template_name = "cms/panels/identity.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        may = parent_context["request"].user.has_perm("cms.change_siteidentity")
        return {
            "missing": SiteIdentity.current().missing_labels if may else [],
            "url": reverse("wagtailsettings:edit", args=["cms", "siteidentity"]),
        }
