"""Establishments, their codes, and the academies that the site knows from the start."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.models import AcademicRegion, Academy, Establishment
from tests.factories.site import AcademyFactory, EstablishmentFactory

pytestmark = pytest.mark.django_db

seeding = importlib.import_module("cms.migrations.0005_academies")


def errors_of(**fields):
    """Return what a new establishment is refused for, by field."""
    values = {"name": "Lycée exemple", "kind": "lycee", **fields}
    try:
        Establishment(**values).full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def test_codes__either_or_both_or_neither():
    assert errors_of() == {}
    assert errors_of(uai="0942434K") == errors_of(siret="73282932000074") == {}
    assert errors_of(uai="", siret="") == {}


def test_codes__are_normalised_however_they_come():
    found = EstablishmentFactory(uai=" 0942434 k", siret="732 829 320 00074")
    assert (found.uai, found.siret) == ("0942434K", "73282932000074")
    assert Establishment.objects.get(uai="094-2434k") == found


@pytest.mark.parametrize(
    ("field", "code", "named"),
    [
        ("uai", "94 2434 K", "sept chiffres, puis une lettre"),
        ("uai", "0942434 L", "dernière lettre"),
        ("siret", "732 829 320", "quatorze chiffres"),
        ("siret", "732 829 320 00075", "ne vont pas ensemble"),
    ],
)
def test_codes__a_wrong_one_is_refused_for_its_own_reason(field, code, named):
    (message,) = errors_of(**{field: code})[field]
    assert named in message


def test_codes__each_names_one_establishment():
    EstablishmentFactory(uai="0942434K", siret="73282932000074")
    (message,) = errors_of(uai="0942434k")["uai"]
    assert message == "Un établissement porte déjà ce numéro UAI."
    assert list(errors_of(siret="732 829 320 00074")) == ["siret"]
    with pytest.raises(IntegrityError), transaction.atomic():
        EstablishmentFactory(uai="094 2434 k")


def test_codes__many_establishments_may_have_none():
    for absent in (None, "", " "):
        EstablishmentFactory(uai=absent, siret=absent)
    assert set(Establishment.objects.values_list("uai", "siret")) == {(None, None)}


def test_academies__thirty_in_eighteen_regions():
    assert AcademicRegion.objects.count() == 18
    assert Academy.objects.filter(region__isnull=False).count() == 30
    capital = Academy.objects.filter(region__code="ile-de-france")
    assert set(capital.values_list("code", flat=True)) == {
        "creteil",
        "paris",
        "versailles",
    }
    assert not AcademicRegion.objects.filter(academies=None).exists()


def test_academies__seeding_again_adds_nothing():
    before = list(Academy.objects.values_list("pk", "name", "region"))
    seeding.seed(apps, None)
    assert list(Academy.objects.values_list("pk", "name", "region")) == before


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("aix-marseille", "AM"),
        ("ac-am", "Académie d'Aix-Marseille"),
        ("am", "aix marseille"),
        ("ac-am", "Académie d’Aix-Marseille"),
    ],
)
def test_academies__one_that_was_there_is_kept_and_told_its_region(code, name):
    Academy.objects.filter(code="aix-marseille").delete()
    ours = AcademyFactory(code=code, name=name)
    seeding.seed(apps, None)
    ours.refresh_from_db()
    assert (ours.code, ours.name) == (code, name)
    assert ours.region.code == "provence-alpes-cote-d-azur"
    assert Academy.objects.filter(region=ours.region).count() == 2
