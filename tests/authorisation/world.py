"""A small world to ask questions in: people of every role, and what they own.

Each kind of private thing holds a word of its own, so that a response which gives it
away can be told from one which does not.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, Site
from wagtail.rich_text import RichText

from cms import jobs
from cms.accounts import links
from cms.models import (
    AcademicRegion,
    Acronym,
    CampusMember,
    Level,
    Mandate,
    Qualification,
    Sector,
    Theme,
)
from cms.roles import ADMINISTRATORS, AUTHORS, INSPECTORS
from lms import tokens
from lms.actions import issue_statement, open_progress
from lms.models import UnitFollowing, UnitProgress
from lms.models.progress import Rank
from lms.tokens import person_key
from modules.actions import submit_unit
from modules.models import (
    Contribution,
    CriteriaGrid,
    DocumentAsset,
    UnitPage,
)
from modules.roles import setup_roles
from tests.authorisation.routes import Route
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    EstablishmentFactory,
    MandateFactory,
    UserFactory,
    decision_data,
    make_image,
    make_steps,
    make_unit_page,
    make_version,
    photograph,
)

ROLES = (
    "anonymous",
    "teacher",
    "other_teacher",
    "author",
    "other_author",
    "inspector",
    "other_inspector",
    "party",
    "administrator",
    "superuser",
)

DRAFT, SUBMITTED, REFERENCE, TEACHER = "Zibeline", "Ornithorynque", "Wombat", "Quokka"
_OWNERS = ("author", "administrator", "superuser")
WORDS = {
    DRAFT: _OWNERS,
    SUBMITTED: (*_OWNERS, "inspector", "party"),
    REFERENCE: _OWNERS,
    TEACHER: ("teacher", "administrator", "superuser"),
}
"""Words of a draft, of a frozen document, of an image's authorisation and of a name,
with those who may read them."""

EDITOR = {
    "title": "Titre",
    "slug": "titre",
    "language": "fr",
    "steps-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
}
"""The least that Wagtail's editor takes for a form."""


class World:
    """The people and their things, with one client for each role.

    ``values`` gives a value to each variable of an address; those of one namespace
    come first.
    """

    def __init__(self) -> None:
        self.index = setup_roles()
        self._people()
        self.clients = {role: self._client(role) for role in ROLES}
        self.cookies = {
            role: client.cookies.output(header="")
            for role, client in self.clients.items()
        }
        self._units()
        self._progress()
        self._files()
        self._network()

    def _people(self) -> None:
        self.people = {
            "teacher": UserFactory(last_name=TEACHER),
            "other_teacher": UserFactory(),
            "author": UserFactory(roles=[AUTHORS]),
            "other_author": UserFactory(roles=[AUTHORS]),
            "inspector": UserFactory(roles=[INSPECTORS]),
            "other_inspector": UserFactory(roles=[INSPECTORS]),
            "party": UserFactory(roles=[AUTHORS, INSPECTORS]),
            "administrator": UserFactory(roles=[ADMINISTRATORS]),
            "superuser": UserFactory(administrator=True),
        }

    def _units(self) -> None:
        author = self.people["author"]
        self.image = make_image(
            content=photograph(40, 20),
            name="photo.jpg",
            uploaded_by_user=author,
            authorisation_reference=REFERENCE,
        )
        self.image.get_file_size()  # once, not when somebody first looks
        picture = {
            "image": self.image,
            "alternative": "Un bac",
            "decorative": False,
            "caption": "",
        }
        steps = make_steps(("image", picture), ("text", RichText(f"<p>{DRAFT}</p>")))
        self.version = make_version(
            owner=author,
            slug="publique",
            title="Publique",
            steps=make_steps(("image", picture), ("text", RichText("<p>Publique</p>"))),
        )
        self.public = UnitPage.objects.get(unit=self.version.unit_id)
        self.draft = make_unit_page(
            owner=author, slug="brouillon", title=DRAFT, summary=DRAFT, steps=steps
        )
        self.alias = self.draft.create_alias(parent=self.index, update_slug="alias")
        self.revisions = [self.draft.latest_revision, self._revise(self.draft)]
        self.submission = self._submit(
            make_unit_page(
                owner=author,
                slug="soumise",
                title=SUBMITTED,
                steps=make_steps(
                    ("image", picture), ("text", RichText(f"<p>{SUBMITTED}</p>"))
                ),
            )
        )
        for role in ("inspector", "party"):
            MandateFactory(inspector=self.people[role], covering=self.submission.unit)
        MandateFactory(
            inspector=self.people["other_inspector"], covering=self.draft.unit
        )

    def _revise(self, page):
        page.summary = f"{DRAFT}, revu"
        return page.save_revision(user=page.owner)

    def _submit(self, page):
        # One of the inspectors wrote what is submitted: they are party.
        page.save_revision(user=self.people["party"])
        submission = submit_unit(page=page, user=page.owner)
        jobs.run(submission.job_id)
        submission.refresh_from_db()
        return submission

    def _progress(self) -> None:
        teacher = self.people["teacher"]
        opened = open_progress(user=teacher, version=self.version)
        progress = opened.progress
        done = {"status": Rank.PASSED, "finished_on": timezone.localdate()}
        UnitProgress.objects.filter(pk=progress.pk).update(**done)
        UnitFollowing.objects.filter(user=teacher).update(**done)
        self.progress = UnitProgress.objects.get(pk=progress.pk)
        self.progress.state = opened.state
        self.statement = issue_statement(user=teacher, unit_id=self.version.unit_id)

    def _files(self) -> None:
        self.document = get_document_model().objects.create(
            title="Fiche",
            file=ContentFile(b"Fiche", name="fiche.txt"),
            uploaded_by_user=self.people["author"],
        )
        self.document.get_file_size()

    def _network(self) -> None:
        self.campus = campus = CampusFactory()
        establishment = EstablishmentFactory()
        region = AcademicRegion.objects.first() or AcademicRegion.objects.create(
            code="region", name="Région"
        )
        member = CampusMember.objects.create(
            campus=campus, kind="lycee", establishment=establishment
        )
        contribution = Contribution.objects.create(
            unit_id=self.version.unit_id, member=member, nature="trial"
        )
        root = Collection.get_first_root_node()
        collection = root.add_child(name="Collection")
        redirect = Redirect.objects.create(old_path="/ancienne", redirect_link="/")
        state = self.submission.task_state
        asset = DocumentAsset.objects.get(fingerprint=self.submission.fingerprint)
        draft = self.draft
        self.values = {
            # Units
            "page_id": draft.pk,
            "page_to_move_id": draft.pk,
            "parent_page_id": self.index.pk,
            "destination_id": self.index.pk,
            "revision_id": self.revisions[0].pk,
            "content_type_app_name": "modules",
            "content_type_model_name": "unitpage",
            "slug": self.version.slug,
            "unit_id": self.version.unit_id,
            "submission_id": self.submission.pk,
            "number": self.version.number,
            "name": asset.name,
            "code": self.statement.code,
            # Wagtail's workflows
            "action_name": "approve",
            "task_state_id": state.pk,
            "workflow_state_id": state.workflow_state_id,
            "task_id": state.task_id,
            "page_pk": self.index.pk,
            "workflow_pk": state.workflow_state.workflow_id,
            # Others
            "app_label": "modules",
            "model_name": "unitpage",
            "app_name": "taggit",
            "action": "delete",
            "object_id": draft.pk,
            "session_id": 1,
            "collection_id": collection.pk,
            "redirect_id": redirect.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "image_id": self.image.pk,
            "uploaded_file_id": 1,
            "filter_spec": "max-10x10",
            "restriction_id": 1,
            "page_view_restriction_id": 1,
            "uidb64": "MQ",
            "token": "a-b",
        }
        self.keys = {
            "wagtailadmin_api:pages": draft.pk,
            "wagtailadmin_api:documents": self.document.pk,
            "wagtailadmin_api:images": self.image.pk,
            "wagtailadmin_collections": self.values["collection_id"],
            "wagtailadmin_workflows": state.workflow_state.workflow_id,
            "wagtailsites": Site.objects.get().pk,
            "wagtailusers_users": self.people["teacher"].pk,
            "wagtailusers_groups": Group.objects.get(name=AUTHORS).pk,
            "wagtaildocs_chooser": self.document.pk,
            "wagtailimages_chooser": self.image.pk,
            "units": draft.unit.pk,
            "criteria_grids": CriteriaGrid.objects.create(title="Autre", version=2).pk,
            "contributions": contribution.pk,
            "themes": Theme.objects.first().pk,
            "levels": Level.objects.first().pk,
            "qualifications": Qualification.objects.first().pk,
            "sectors": Sector.objects.first().pk,
            "campuses": campus.pk,
            "campus_members": member.pk,
            # What nothing refers to can be deleted.
            "establishments": EstablishmentFactory().pk,
            "establishment_chooser": establishment.pk,
            "academies": AcademyFactory().pk,
            "academic_regions": region.pk,
            "acronyms": Acronym.objects.get_or_create(short="XYZ", expansion="sigle")[
                0
            ].pk,
            "mandates": Mandate.objects.first().pk,
        }
        self.addresses = self._addresses()

    def _addresses(self) -> dict[str, str]:
        """Return the addresses that are not about the draft, or ask something of it."""
        draft = self.draft.pk
        page, submitted = "/admin/pages", self.submission.unit.page_id
        state = self.submission.task_state
        workflow = f"{page}/workflow"
        decision = f"{submitted}/approve/{state.pk}/"
        # What is looked for and echoed must not be taken for what was found.
        words = DRAFT[:5]
        return {
            "campus": f"/campus/{self.campus.slug}/",
            "wagtailadmin_pages:search": f"{page}/search/?q={words}",
            "wagtailadmin_pages:revisions_compare": (
                f"{page}/{draft}/revisions/compare/earliest...latest/"
            ),
            "wagtailadmin_pages:convert_alias": f"{page}/{self.alias.pk}/convert_alias/",
            "wagtailadmin_pages:unpublish": f"{page}/{self.public.pk}/unpublish/",
            "wagtailadmin_pages:workflow_action": f"{workflow}/action/{decision}",
            "wagtailadmin_pages:collect_workflow_action_data": (
                f"{workflow}/collect_action_data/{decision}"
            ),
            "wagtailadmin_pages:confirm_workflow_cancellation": (
                f"{workflow}/confirm_cancellation/{submitted}/"
            ),
            "wagtailadmin_pages:workflow_preview": (
                f"{workflow}/preview/{submitted}/{state.task_id}/"
            ),
            "wagtailadmin_pages:workflow_history_detail": (
                f"{page}/{submitted}/workflow_history/detail/{state.workflow_state_id}/"
            ),
            "wagtail_bulk_action": (
                f"/admin/bulk/wagtailcore/page/delete/?id={draft}&next=/admin/pages/"
            ),
            "wagtailadmin_choose_page_search": f"/admin/choose-page/search/?q={words}",
            "wagtailadmin_choose_page_chosen_multiple": (
                f"/admin/choose-page/chosen-multiple/?id={draft}"
            ),
            "wagtailadmin_api:pages:find": f"/admin/api/main/pages/find/?id={draft}",
            "wagtailadmin_api:pages:action": (
                f"/admin/api/main/pages/{draft}/action/publish/"
            ),
            "wagtailadmin_api:images:find": (
                f"/admin/api/main/images/find/?id={self.image.pk}"
            ),
            "wagtailadmin_api:documents:find": (
                f"/admin/api/main/documents/find/?id={self.document.pk}"
            ),
            "wagtailadmin_workflows:add_task": (
                "/admin/workflows/tasks/add/modules/inspectiontask/"
            ),
            "wagtailadmin_tag_model_autocomplete": "/admin/tag-autocomplete/taggit/tag/",
            **self._links(),
            "wagtailsettings:edit": "/admin/settings/cms/siteidentity/1/",
            "wagtailsettings:preview_on_edit": (
                "/admin/settings/cms/siteidentity/1/preview/"
            ),
            "wagtaildocs_serve": self.document.url,
            "wagtail_serve": "/",
            "admin/^.*/$": "/admin/nulle-part/",
        }

    def _links(self) -> dict[str, str]:
        """Return the addresses that travel by mail, as those of the teacher."""
        teacher = self.people["teacher"]
        new = "nouvelle@exemple.invalid"
        opening = links.make(links.SIGN_UP, {"email": new, "next": ""})
        moving = {"user": teacher.pk, "from": teacher.email, "to": new}
        uid = urlsafe_base64_encode(str(teacher.pk).encode())
        token = default_token_generator.make_token(teacher)
        return {
            "sign_up_confirm": f"/compte/ouvrir/{opening}/",
            "new_address_confirm": f"/compte/adresse/{links.make(links.NEW_ADDRESS, moving)}/",
            "password_reset_confirm": f"/compte/oubli/{uid}/{token}/",
        }

    def _client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in self.people:
            client.force_login(self.people[role])
        return client

    def address_of(self, route: Route, **values: Any) -> str:
        """Return an address that a route answers, about the things of this world.

        ``values`` names other things than the usual ones.
        """
        if route.name in self.addresses and not values:
            return self.addresses[route.name]
        key = self.keys.get(route.name.rpartition(":")[0])
        return route.filled(self.values | {"pk": key} | values)

    def body_of(self, route: Route, role: str) -> dict[str, Any]:
        """Return what somebody of this role posts to a route, as a client takes it."""
        editors = ("add", "edit", "revisions_revert")
        if route.name in {f"wagtailadmin_pages:{view}" for view in editors}:
            return {"data": EDITOR}
        if route.name == "wagtailadmin_pages:copy":
            place = {"new_parent_page": self.index.pk}
            return {"data": {"new_title": "Copie", "new_slug": "copie", **place}}
        if route.name == "wagtailadmin_choose_page_external_link":
            return {"data": {"external-link-chooser-url": "https://exemple.invalid/"}}
        if route.name == "inspection_submission":
            return {"data": {**decision_data(self.submission), "decision": "approve"}}
        bodies = {
            "progress_open": self.opening_of,
            "progress_bring_in": lambda role: {
                "unit": str(self.version.unit_id),
                "state": self.progress.state,
            },
            "progress_commit": lambda role: {
                "token": tokens.issue(self.progress.attempt),
                "base": 0,
                "state": self.progress.state,
            },
        }
        if route.name in bodies:
            body = bodies[route.name](role)
            return {"data": body, "content_type": "application/json"}
        return {}

    def opening_of(self, role: str) -> dict[str, Any]:
        """Return what the player made for somebody of this role asks."""
        person = self.people.get(role)
        return {
            "unit": str(self.version.unit_id),
            "version": self.version.number,
            "user": person_key(person) if person else "",
        }
