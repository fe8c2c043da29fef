"""Roles, the place where units are written, and their inspection workflow.

Repeating it changes nothing that an administrator may have set since.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms import footer
from cms import models as foundation
from cms.roles import ADMINISTRATORS, AUTHORS, INSPECTORS
from modules.models import (
    Contribution,
    CriteriaGrid,
    Criterion,
    HomePage,
    InspectionTask,
    Unit,
    UnitIndexPage,
)

WORKFLOW = "Inspection"
ADMINISTERED = (
    foundation.Theme,
    foundation.Level,
    foundation.Qualification,
    foundation.Sector,
    foundation.Acronym,
    foundation.AcademicRegion,
    foundation.Academy,
    foundation.Campus,
    foundation.CampusMember,
    foundation.Establishment,
    foundation.Mandate,
    foundation.SiteIdentity,
    foundation.User,
    Unit,
    Contribution,
    CriteriaGrid,
)
CRITERIA = [
    (
        "curriculum",
        "Conformité au référentiel",
        "Objectifs, niveaux et vocabulaire sont ceux des diplômes annoncés.",
    ),
    (
        "accuracy",
        "Exactitude scientifique et réglementaire",
        "Les faits ont une source ; les textes cités sont en vigueur à la date dite.",
    ),
    (
        "safety",
        "Sécurité",
        "Les risques du geste sont nommés ; l’activité convient à des mineurs.",
    ),
    (
        "accessibility",
        "Accessibilité",
        "Alternatives utiles, langue claire, questions faisables par tous.",
    ),
]


@transaction.atomic
def setup_roles() -> UnitIndexPage:
    """Create what is missing of the roles, the tree and the workflow."""
    index = _tree()
    information = footer.seed(index.get_parent())
    groups = {
        name: Group.objects.get_or_create(name=name)[0]
        for name in (AUTHORS, INSPECTORS, ADMINISTRATORS)
    }
    _permit(groups[AUTHORS], index, pages=["add_page"], images=["add", "choose"])
    _permit(
        groups[ADMINISTRATORS],
        index,
        pages=["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
        images=["add", "change", "delete", "choose"],
    )
    for page in information:
        _permit_pages(groups[ADMINISTRATORS], page, ["change_page", "publish_page"])
    for model in ADMINISTERED:
        content_type = ContentType.objects.get_for_model(model)
        groups[ADMINISTRATORS].permissions.add(
            *Permission.objects.filter(
                content_type=content_type,
                codename__in=[
                    f"{verb}_{model._meta.model_name}"
                    for verb in ("add", "change", "delete", "view")
                ],
            )
        )
    _workflow(index, groups[INSPECTORS])
    return index


def _tree() -> UnitIndexPage:
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        # Wagtail's welcome page makes room for ours.
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Accueil", slug="accueil"))
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname="localhost",
            root_page=home,
            is_default_site=True,
            site_name="Passerelle",
        )
    index = UnitIndexPage.objects.first()
    if index is None:
        index = home.add_child(instance=UnitIndexPage(title="Unités", slug="ecrire"))
    return index


def _permit(
    group: Group, index: UnitIndexPage, *, pages: list[str], images: list[str]
) -> None:
    admin = Permission.objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.add(admin)
    _permit_pages(group, index, pages)
    collection = Collection.get_first_root_node()
    # Wagtail keeps the rights on any image model under its own.
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailimages",
        codename__in=[f"{verb}_image" for verb in images],
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _permit_pages(group: Group, page: Page, codenames: list[str]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=permission
        )


def _workflow(index: UnitIndexPage, inspectors: Group) -> None:
    grid = CriteriaGrid.latest()
    if grid is None:
        grid = CriteriaGrid(title="Grille d’inspection", version=1)
        grid.criteria = [
            Criterion(code=code, label=label, guidance=guidance, sort_order=position)
            for position, (code, label, guidance) in enumerate(CRITERIA)
        ]
        grid.save()
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        task = InspectionTask.objects.create(name=WORKFLOW, grid=grid)
        task.groups.add(inspectors)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    if not WorkflowPage.objects.filter(page=index.page_ptr).exists():
        WorkflowPage.objects.create(page=index.page_ptr, workflow=workflow)
