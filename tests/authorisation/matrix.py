"""Who may do what at every address: the table that the site is held to.

One line per route: its name, who may read it (GET, HEAD), who may write there (POST),
and where it differs from the rule. The rule:

- a reader gets 200, and reading writes nothing;
- a writer is neither refused nor met by an error;
- everybody else is refused, and changes nothing: sent to sign in; sent back to the home
  of the admin; 401, 403, 404, or 405 where nobody may use the method.

``read=302`` tells what readers get instead of 200, ``write=login`` that writers are sent
there, ``refused=302`` what a person signed in gets instead of a refusal. Whoever is an
administrator's equal or better is not named again: see :data:`GROUPS`.
"""

from dataclasses import dataclass

from tests.authorisation.world import ROLES

GROUPS = {
    "nobody": (),
    "everyone": ROLES,
    "signed_in": ROLES[1:],
    "teacher": ("teacher",),
    "inspectors": ("inspector", "other_inspector", "party"),
    # A mandate covers what was submitted; one of these two wrote it.
    "mandated": ("inspector", "party"),
    "inspector": ("inspector",),
    # Whoever the admin lets in; ``party`` is an author too.
    "admin": ("author", "other_author", "party", "administrator", "superuser"),
    "owner": ("author", "administrator", "superuser"),
    "administrators": ("administrator", "superuser"),
    "superuser": ("superuser",),
}

OURS = """
unit                             everyone        nobody
unit_player                      everyone        nobody
unit_asset                       everyone        nobody
catalogue                        everyone        nobody
campuses                         everyone        nobody
campus                           everyone        nobody
inspection_queue                 inspectors      nobody
inspection_submission            mandated        inspector       refused=302
inspection_reading               mandated        nobody
inspection_asset                 mandated        nobody
my_following                     signed_in       nobody
progress_open                    nobody          signed_in
progress_bring_in                nobody          signed_in
stop_following                   teacher         teacher         refused=302
issue_statement                  nobody          teacher         refused=302
my_statement                     teacher         nobody
statement                        everyone        nobody
find_statement                   everyone        nobody
# Whoever holds the link of a mail is who it was sent to.
sign_up                          everyone        everyone
sign_up_confirm                  everyone        everyone
password_reset                   everyone        everyone
password_reset_confirm           everyone        everyone        read=302
new_address_confirm              everyone        everyone
account_deleted                  everyone        nobody
profile                          signed_in       signed_in
profile_establishment            signed_in       signed_in
new_address                      signed_in       signed_in
password_change                  signed_in       signed_in
sign_out_everywhere              signed_in       signed_in       write=login
my_data                          signed_in       signed_in
my_data_download                 signed_in       nobody
login                            everyone        everyone
# There is one page to sign in, which counts the trials: the others lead there.
admin/login/                     everyone        nobody          read=login
_util/login/                     everyone        nobody          read=login
logout                           nobody          everyone
public_keys                      everyone        nobody
health                           everyone        nobody
favicon.ico                      everyone        nobody          read=302
# The token in the body is the right to write, whoever sends it.
progress_commit                  nobody          everyone
"""

PAGES = """
wagtailadmin_explore_root                        admin           nobody      read=200/302
wagtailadmin_explore                             admin           nobody
wagtailadmin_explore_results                     admin           nobody
wagtailadmin_pages:add                           admin           admin
wagtailadmin_pages:preview_on_add                admin           admin
wagtailadmin_pages:add_subpage                   admin           admin       read=302
wagtailadmin_pages:choose_parent                 admin           admin       read=302
wagtailadmin_pages:type_use                      admin           nobody
wagtailadmin_pages:type_use_results              admin           nobody
wagtailadmin_pages:search                        admin           nobody
wagtailadmin_pages:search_results                admin           nobody
wagtailadmin_pages:edit                          owner           owner
wagtailadmin_pages:preview_on_edit               owner           owner
wagtailadmin_pages:view_draft                    owner           owner
wagtailadmin_pages:usage                         owner           nobody
wagtailadmin_pages:delete                        owner           owner
wagtailadmin_pages:move                          owner           owner
wagtailadmin_pages:move_confirm                  owner           owner
wagtailadmin_pages:copy                          owner           owner
wagtailadmin_pages:convert_alias                 owner           owner
wagtailadmin_pages:unpublish                     administrators  administrators
wagtailadmin_pages:set_page_position             nobody          administrators
wagtailadmin_pages:set_privacy                   administrators  administrators
wagtailadmin_pages:lock                          nobody          administrators
wagtailadmin_pages:unlock                        nobody          administrators
wagtailadmin_pages:revisions_index               owner           owner       read=302
wagtailadmin_pages:revisions_view                owner           nobody
wagtailadmin_pages:revisions_revert              owner           owner
wagtailadmin_pages:revisions_compare             owner           nobody
wagtailadmin_pages:revisions_unschedule          administrators  administrators
wagtailadmin_pages:history                       owner           nobody
wagtailadmin_pages:history_results               owner           nobody
wagtailadmin_pages:workflow_history              owner           nobody
wagtailadmin_pages:workflow_history_detail       owner           nobody
wagtailadmin_pages:confirm_workflow_cancellation owner           owner
# In the admin too, only a mandate decides, and never one's own work.
wagtailadmin_pages:workflow_action               nobody          nobody
wagtailadmin_pages:collect_workflow_action_data  nobody          nobody
wagtailadmin_pages:workflow_preview              nobody          nobody
wagtail_bulk_action                              owner           owner
wagtailadmin_choose_page                         admin           nobody
wagtailadmin_choose_page_child                   admin           nobody
wagtailadmin_choose_page_search                  admin           nobody
wagtailadmin_choose_page_chosen_multiple         owner           nobody
wagtailadmin_choose_page_external_link           admin           admin
wagtailadmin_choose_page_email_link              admin           admin
wagtailadmin_choose_page_phone_link              admin           admin
wagtailadmin_choose_page_anchor_link             admin           admin
wagtailadmin_api:pages:listing                   admin           nobody
wagtailadmin_api:pages:detail                    owner           nobody
wagtailadmin_api:pages:find                      owner           nobody      read=302
wagtailadmin_api:pages:action                    nobody          administrators
wagtailadmin_reports:locked_pages                administrators  nobody
wagtailadmin_reports:locked_pages_results        administrators  nobody
wagtailadmin_reports:workflow                    admin           nobody
wagtailadmin_reports:workflow_results            admin           nobody
wagtailadmin_reports:workflow_tasks              admin           nobody
wagtailadmin_reports:workflow_tasks_results      admin           nobody
wagtailadmin_reports:site_history                admin           nobody
wagtailadmin_reports:site_history_results        admin           nobody
wagtailadmin_reports:aging_pages                 admin           nobody
wagtailadmin_reports:aging_pages_results         admin           nobody
wagtailadmin_reports:page_types_usage            owner           nobody
wagtailadmin_reports:page_types_usage_results    owner           nobody
wagtailadmin_editing_sessions:ping               nobody          owner
wagtailadmin_editing_sessions:release            nobody          admin
"""

MEDIA = """
wagtailimages:index                              admin           nobody
wagtailimages:index_results                      admin           nobody
wagtailimages:add                                admin           admin
wagtailimages:add_multiple                       admin           admin
wagtailimages:edit                               owner           owner
wagtailimages:edit_multiple                      nobody          owner
wagtailimages:delete                             owner           owner
wagtailimages:delete_multiple                    nobody          owner
wagtailimages:preview                            owner           owner
wagtailimages:image_usage                        owner           nobody
wagtailimages:create_multiple_from_uploaded_image nobody         nobody
wagtailimages:delete_upload_multiple             nobody          nobody
# No address is made up for images: there is no view to serve them.
wagtailimages:url_generator                      nobody          nobody
wagtailimages:url_generator_output               nobody          nobody
# Images are there for every author to use, with their licence.
wagtailimages_chooser:choose                     admin           nobody
wagtailimages_chooser:choose_results             admin           nobody
wagtailimages_chooser:chosen                     admin           nobody
wagtailimages_chooser:chosen_multiple            admin           nobody
wagtailimages_chooser:create                     admin           admin
wagtailimages_chooser:select_format              admin           admin
wagtailadmin_api:images:listing                  admin           nobody
wagtailadmin_api:images:detail                   admin           nobody
wagtailadmin_api:images:find                     admin           nobody      read=302
wagtailembeds:chooser                            admin           admin
wagtailembeds:chooser_upload                     admin           admin
# Nobody was given a right on documents; one that is published is for everyone.
wagtaildocs_serve                                everyone        everyone
wagtaildocs_authenticate_with_password           nobody          nobody
wagtaildocs:index                                superuser       nobody
wagtaildocs:index_results                        superuser       nobody
wagtaildocs:add                                  superuser       superuser
wagtaildocs:add_multiple                         superuser       superuser
wagtaildocs:edit                                 superuser       superuser
wagtaildocs:edit_multiple                        nobody          superuser
wagtaildocs:delete                               superuser       superuser
wagtaildocs:delete_multiple                      nobody          superuser
wagtaildocs:document_usage                       superuser       nobody
wagtaildocs:create_multiple_from_uploaded_document nobody        nobody
wagtaildocs:delete_upload_multiple               nobody          nobody
wagtaildocs_chooser:choose                       admin           nobody
wagtaildocs_chooser:choose_results               admin           nobody
wagtaildocs_chooser:chosen                       superuser       nobody
wagtaildocs_chooser:chosen_multiple              admin           nobody
wagtaildocs_chooser:create                       superuser       superuser
wagtailadmin_api:documents:listing               admin           nobody
wagtailadmin_api:documents:detail                admin           nobody
wagtailadmin_api:documents:find                  admin           nobody      read=302
"""

ADMINISTRATION = """
units:index                                      administrators  nobody
units:index_results                              administrators  nobody
units:add                                        nobody          nobody
units:edit                                       administrators  administrators
units:delete                                     nobody          nobody
units:history                                    administrators  nobody
units:history_results                            administrators  nobody
units:usage                                      administrators  nobody
establishment_chooser:choose                     admin           nobody
establishment_chooser:choose_results             admin           nobody
establishment_chooser:chosen                     admin           nobody
establishment_chooser:chosen_multiple            admin           nobody
wagtailadmin_collections:index                   superuser       nobody
wagtailadmin_collections:add                     superuser       superuser
wagtailadmin_collections:edit                    superuser       superuser
wagtailadmin_collections:delete                  superuser       superuser
wagtailadmin_collections:set_privacy             superuser       superuser
wagtailadmin_workflows:index                     superuser       nobody
wagtailadmin_workflows:index_results             superuser       nobody
wagtailadmin_workflows:add                       superuser       superuser
wagtailadmin_workflows:edit                      superuser       superuser
wagtailadmin_workflows:enable                    nobody          superuser
wagtailadmin_workflows:disable                   superuser       superuser
wagtailadmin_workflows:usage                     superuser       nobody
wagtailadmin_workflows:usage_results             superuser       nobody
wagtailadmin_workflows:remove                    nobody          superuser
wagtailadmin_workflows:add_task                  superuser       superuser
wagtailadmin_workflows:select_task_type          superuser       superuser
wagtailadmin_workflows:task_index                superuser       nobody
wagtailadmin_workflows:task_index_results        superuser       nobody
wagtailadmin_workflows:edit_task                 superuser       superuser
wagtailadmin_workflows:enable_task               nobody          superuser
wagtailadmin_workflows:disable_task              superuser       superuser   write=admin
# Names of tasks; nothing is created without the right to.
wagtailadmin_workflows:task_chooser              admin           nobody
wagtailadmin_workflows:task_chooser_results      admin           nobody
wagtailadmin_workflows:task_chooser_create       admin           admin
wagtailadmin_workflows:task_chosen               admin           admin
wagtailredirects:index                           superuser       nobody
wagtailredirects:index_results                   superuser       nobody
wagtailredirects:add                             superuser       superuser
wagtailredirects:edit                            superuser       superuser
wagtailredirects:delete                          superuser       superuser
wagtailredirects:start_import                    superuser       superuser
# Wagtail's own error, when the second form of an import comes without the first.
wagtailredirects:process_import                  nobody          superuser   write=500
wagtailsettings:edit                             administrators  administrators  read=200/302
# Settings have no preview.
wagtailsettings:preview_on_edit                  nobody          nobody
wagtailsnippets:index                            nobody          nobody
"""

COMMON = """
wagtailadmin_home                                admin           nobody
components                                       admin           nobody
wagtailadmin_account                             admin           admin
wagtailadmin_logout                              nobody          everyone    write=login
wagtailadmin_dismissibles                        admin           nobody
wagtailadmin_block_preview                       nobody          nobody
wagtailadmin_tag_autocomplete                    admin           admin
wagtailadmin_tag_model_autocomplete              admin           admin
wagtailadmin_login                               everyone        nobody      read=login
wagtailcore_login                                everyone        nobody      read=login
# Turned off: the mails of our own pages are counted too.
wagtailadmin_password_reset                      nobody          nobody
wagtailadmin_password_reset_done                 nobody          nobody
wagtailadmin_password_reset_confirm              nobody          nobody
wagtailadmin_password_reset_complete             nobody          nobody
wagtailadmin_javascript_catalog                  everyone        nobody
wagtailadmin_sprite                              everyone        everyone
wagtail_serve                                    everyone        everyone
wagtailcore_authenticate_with_password           nobody          nobody
# Wagtail's pages to try the error pages with.
admin/test404/                                   admin           nobody
wagtailadmin_error_test                          admin           admin       read=500 write=500
admin/^.*/$                                      nobody          nobody
"""

VIEWSETS = {
    "administrators": "themes levels acronyms qualifications sectors campuses campus_members"
    " establishments academies academic_regions mandates contributions criteria_grids"
    " wagtailusers_users",
    "superuser": "wagtailsites wagtailusers_groups",
}
"""Plain lists with their forms, and who has every right there: nobody else has any."""
VIEWS = {
    "read": "index index_results history history_results usage",
    "write": "add edit delete copy",
}


@dataclass(frozen=True)
class Row:
    """A line of the table: sets of roles, and the outcomes expected of each."""

    name: str
    readers: frozenset[str]
    writers: frozenset[str]
    read: frozenset[str] = frozenset({"200"})
    write: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Whoever may do something there."""
        return self.readers | self.writers


def rows() -> dict[str, Row]:
    """Return the table by name of route. A name that comes twice is an error."""
    lines = (OURS + PAGES + MEDIA + ADMINISTRATION + COMMON).splitlines()
    table: dict[str, Row] = {}
    for line in [*lines, *_viewset_lines()]:
        if line and not line.startswith("#"):
            row = _row(*line.split())
            assert row.name not in table, f"{row.name} has two rows"
            table[row.name] = row
    return table


def _row(name: str, readers: str, writers: str, *options: str) -> Row:
    outcomes = dict(option.split("=") for option in options)
    return Row(
        name,
        frozenset(GROUPS[readers]),
        frozenset(GROUPS[writers]),
        **{key: frozenset(value.split("/")) for key, value in outcomes.items()},
    )


def _viewset_lines() -> list[str]:
    lines = []
    for group, viewsets in VIEWSETS.items():
        for viewset in viewsets.split():
            for view in VIEWS["read"].split():
                lines.append(f"{viewset}:{view} {group} nobody")
            for view in VIEWS["write"].split():
                lines.append(f"{viewset}:{view} {group} {group}")
    # Groups cannot be copied.
    lines.remove("wagtailusers_groups:copy superuser superuser")
    return lines
