"""The unit editor: submitting saves the draft first, whatever the gate then says."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from modules.actions import SubmissionRefused, submit_unit
from modules.gate import Finding
from modules.models import UnitPage

_SCROLL = (
    "setTimeout(() => document.querySelector(this.dataset.wFocusTargetValue)"
    "?.scrollIntoView(), 500)"
)


class _Submitting:
    """Submitting the draft that was just saved, and going back to the editor."""

    request: Any
    page: Any
    hook: str

    def _submit(self, workflow_state: Any = None) -> Any:
        """Submit, in the place of ``workflow_state`` if given, or say what is missing.

        A refusal leaves that workflow as it was.
        """
        try:
            with transaction.atomic():
                if workflow_state is not None:
                    workflow_state.cancel(user=self.request.user)
                submit_unit(page=self.page, user=self.request.user)
        except SubmissionRefused as refused:
            messages.error(self.request, _refusal(refused.findings))
        else:
            messages.success(
                self.request,
                _("“%(title)s” is being prepared for inspection.")
                % {"title": self.page.get_admin_display_title()},
            )
        response = self.run_hook(self.hook, self.request, self.page)  # type: ignore[attr-defined] # of Wagtail's view
        return response or redirect("wagtailadmin_pages:edit", self.page.pk)


class UnitCreateView(_Submitting, CreateView):
    """Creates a unit; submitting at once is saving, then submitting."""

    hook = "after_create_page"

    def submit_action(self) -> Any:
        self.page = self.form.save(commit=False)
        self.page.live = False
        self.parent_page.add_child(instance=self.page)
        self.set_default_privacy_setting()
        self.page.save_revision(user=self.request.user, log_action=True)
        self.subscription.page = self.page
        self.subscription.save()
        return self._submit()


class UnitEditView(_Submitting, EditView):
    """Edits a unit; a refused submission loses nothing of the draft."""

    hook = "after_edit_page"

    def submit_action(self) -> Any:
        self._save_draft()
        return self._submit()

    def restart_workflow_action(self) -> Any:
        self._save_draft()
        return self._submit(self.workflow_state)

    def _save_draft(self) -> None:
        self.page = self.form.save(commit=not self.page.live)
        self.subscription.save()
        revision = self.page.save_revision(
            user=self.request.user,
            log_action=True,
            previous_revision=self.previous_revision,
        )
        if self.has_content_changes and "comments" in self.form.formsets:
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, revision)
            self.send_commenting_notifications(changes)


def _refusal(findings: tuple[Finding, ...]) -> str:
    """Return what is missing as a list, each item leading to its place."""
    items = format_html_join("", "<li>{}</li>", ((_item(f),) for f in findings))
    return format_html(
        "{}<ul>{}</ul>",
        _("The draft is saved, but it cannot be submitted yet:"),
        items,
    )


def _item(finding: Finding) -> str:
    if finding.block_id:
        anchor = f"#block-{finding.block_id}-section"
        return _link(anchor, anchor, finding.message)
    name = _field(finding.code)
    if name:
        path = f'[data-contentpath="{name}"]'
        return _link(f"#:w:contentpath={name}", path, finding.message)
    return format_html("{}", finding.message)


def _link(address: str, target: str, text: str) -> str:
    # Wagtail's own controller opens the tab that holds the target and focuses it, but
    # scrolls before the tab is there. Its link colour cannot be read on a message.
    return format_html(
        '<a href="{}" data-controller="w-focus" data-action="w-focus#focus:prevent"'
        ' data-w-focus-target-value="{}" onclick="{}"'
        ' style="color: inherit; text-decoration: underline">{}</a>',
        address,
        target,
        _SCROLL,
        text,
    )


def _field(code: str) -> str:
    """Return the field of the editor that a finding about the unit is about."""
    name = {"nothing_graded": "completion_rule"}.get(code, code)
    name = name.removeprefix("missing_")
    try:
        return str(UnitPage._meta.get_field(name).name)
    except FieldDoesNotExist:
        return ""
