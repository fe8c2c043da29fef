"""People, places, images and unit pages for tests."""

import io
from datetime import date, timedelta

import factory
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.rich_text import RichText

from cms import jobs
from cms.models import (
    Academy,
    Campus,
    CampusMember,
    Establishment,
    Level,
    LicensedImage,
    Mandate,
    Sector,
    Theme,
    User,
)
from modules.actions import decide, submit_unit
from modules.forms import MET, decision_form_class
from modules.models import Unit, UnitIndexPage, UnitPage
from modules.roles import setup_roles

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" width="80"'
    b' height="40"><title>Bac</title><rect width="80" height="40"/></svg>'
)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        administrator = factory.Trait(is_superuser=True)

    email = factory.Sequence(lambda n: f"personne{n}@exemple.invalid")
    first_name = "Alix"
    last_name = factory.Sequence(lambda n: f"Exemple {n}")
    password = factory.PostGenerationMethodCall("set_password", "mot-de-passe")

    @factory.post_generation
    def roles(self, create, names, **kwargs):
        from django.contrib.auth.models import Group

        for name in names or ():
            self.groups.add(Group.objects.get(name=name))
        self.save()


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sector

    code = factory.Sequence(lambda n: f"sector-{n}")
    name = factory.Sequence(lambda n: f"Filière {n}")


class AcademyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Academy

    code = factory.Sequence(lambda n: f"academy-{n}")
    name = factory.Sequence(lambda n: f"Académie {n}")


class CampusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campus

    name = factory.Sequence(lambda n: f"Campus {n}")
    sector = factory.SubFactory(SectorFactory)
    label_start = date(2025, 9, 22)
    label_years = 5


class EstablishmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Establishment

    name = factory.Sequence(lambda n: f"Établissement exemple {n}")
    kind = "lycee"


class CampusMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CampusMember

    campus = factory.SubFactory(CampusFactory)
    establishment = factory.SubFactory(EstablishmentFactory)
    kind = factory.SelfAttribute("establishment.kind")


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate
        skip_postgeneration_save = True

    class Params:
        ended = factory.Trait(
            valid_to=factory.LazyFunction(
                lambda: timezone.localdate() - timedelta(days=1)
            )
        )
        to_come = factory.Trait(
            valid_from=factory.LazyFunction(
                lambda: timezone.localdate() + timedelta(days=1)
            )
        )

    inspector = factory.SubFactory(UserFactory)
    capacity = "IEN-ET"
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))

    @factory.post_generation
    def covering(self, create, unit, **kwargs):
        if unit is not None:
            self.sectors.add(unit.sector)
            self.academies.add(unit.academy)


def make_image(**fields):
    """Return a licensed drawing."""
    values = {
        "title": "Bac de tri",
        "author": "Passerelle",
        "licence": "CC-BY-SA-4.0",
        "recognisable_person": False,
        **fields,
    }
    content = values.pop("content", SVG)
    name = values.pop("name", "bac.svg")
    return LicensedImage.objects.create(
        file=ImageFile(io.BytesIO(content), name=name), **values
    )


def photograph(width=2000, height=1000):
    """Return the bytes of a JPEG."""
    output = io.BytesIO()
    PillowImage.new("RGB", (width, height), "#8f4726").save(output, "JPEG")
    return output.getvalue()


def single_choice(**fields):
    """Return the value of a single-choice block."""
    return {
        "prompt": RichText("<p>Une plaque de plâtre propre ?</p>"),
        "options": [
            {"text": "Benne plâtre", "is_right": True, "feedback": "Oui, seule."},
            {"text": "Gravats", "is_right": False, "feedback": "Il les pollue."},
        ],
        "feedback": "Le plâtre vit seul.",
        "weight": 1,
        "graded": True,
        **fields,
    }


def make_steps(*blocks):
    """Return the value of ``UnitPage.steps``: one step holding the blocks."""
    blocks = blocks or (
        ("text", RichText("<p>Un flux, une famille de déchets.</p>")),
        ("single_choice", single_choice()),
    )
    return [("step", {"title": "Trier", "body": list(blocks)})]


def make_unit_page(*, owner=None, place=True, **fields):
    """Return a unit page that can be submitted, with a first revision by its owner."""
    index = UnitIndexPage.objects.first() or setup_roles()
    owner = owner or UserFactory(roles=["Auteurs"])
    themes = fields.pop("themes", Theme.objects.filter(code="waste"))
    levels = fields.pop("levels", Level.objects.filter(code="cap"))
    steps = fields.pop("steps", None) or make_steps()
    values = {
        "title": "Trier sur le chantier",
        "summary": "Sept flux.",
        "objectives": "Citer les sept flux",
        "duration_minutes": 35,
        "authors": "Alix Exemple (personne fictive)",
        "law_checked_on": date(2026, 11, 22),
        "review_due_on": date(2027, 5, 22),
        **fields,
    }
    page = UnitPage(owner=owner, live=False, **values)
    page.themes = themes
    page.levels = levels
    page.steps = steps
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision(user=owner)
    if place:
        campus = CampusFactory()
        Unit.objects.filter(page=page).update(
            campus=campus, sector=campus.sector, academy=AcademyFactory()
        )
    return UnitPage.objects.get(pk=page.pk)


def make_submission(*, page=None, frozen=True, **fields):
    """Return a submission of a page, frozen by default."""
    page = page or make_unit_page(**fields)
    submission = submit_unit(page=page, user=page.owner)
    if frozen:
        jobs.run(submission.job_id)
        submission.refresh_from_db()
    return submission


def make_inspector(submission, **fields):
    """Return an inspector whose mandate covers the submission's unit."""
    return MandateFactory(covering=submission.unit, **fields).inspector


def decision_data(submission, **overrides):
    """Return what an inspector who accepts everything sends."""
    grid = submission.task_state.task.specific.grid
    data = {f"answer_{criterion.pk}": MET for criterion in grid.criteria.all()}
    return {**data, "comment": "", **overrides}


def decision_form(submission, action="approve", **overrides):
    """Return the valid form of a decision."""
    grid = submission.task_state.task.specific.grid
    data = decision_data(submission, **overrides)
    if action == "reject":
        data = {"comment": "À reprendre.", **overrides}
    form = decision_form_class(grid, action)(data)
    assert form.is_valid(), form.errors
    return form


def make_version(submission=None, inspector=None, **fields):
    """Return an approved version."""
    from modules.models import UnitVersion

    submission = submission or make_submission(**fields)
    inspector = inspector or make_inspector(submission)
    decide(
        submission_id=submission.pk,
        user=inspector,
        form=decision_form(submission),
    )
    return UnitVersion.objects.get(submission_id=submission.pk)
