"""The unit editor: submitting saves the draft first, whatever the gate then says."""

from typing import Any

from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from modules.actions import SubmissionRefused, submit_unit


def _submit(request: Any, page: Any) -> Any:
    """Submit the latest draft and go back to the editor, with what is missing if so."""
    try:
        submit_unit(page=page, user=request.user)
    except SubmissionRefused as refused:
        listed = format_html_join(
            "", "<li>{}</li>", ((finding.message,) for finding in refused.findings)
        )
        messages.error(
            request,
            format_html_join(
                "",
                "{}<ul>{}</ul>",
                [
                    (
                        _("The draft is saved, but it cannot be submitted yet:"),
                        listed,
                    )
                ],
            ),
        )
    else:
        messages.success(
            request,
            _("“%(title)s” is being prepared for inspection.")
            % {"title": page.get_admin_display_title()},
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


class UnitCreateView(CreateView):
    """Creates a unit; submitting at once is saving, then submitting."""

    def submit_action(self) -> Any:
        self.page = self.form.save(commit=False)
        self.page.live = False
        self.parent_page.add_child(instance=self.page)
        self.set_default_privacy_setting()
        self.page.save_revision(user=self.request.user, log_action=True)
        self.subscription.page = self.page
        self.subscription.save()
        return _submit(self.request, self.page)


class UnitEditView(EditView):
    """Edits a unit; a refused submission loses nothing of the draft."""

    page: Any

    def submit_action(self) -> Any:
        self._save_draft()
        return _submit(self.request, self.page)

    def restart_workflow_action(self) -> Any:
        self._save_draft()
        self.workflow_state.cancel(user=self.request.user)
        return _submit(self.request, self.page)

    def _save_draft(self) -> None:
        self.page = self.form.save(commit=not self.page.live)
        self.subscription.save()
        self.page.save_revision(
            user=self.request.user,
            log_action=True,
            previous_revision=self.previous_revision,
        )
