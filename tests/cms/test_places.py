"""Mandates and vocabularies."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.models import Level, LicensedImage, Mandate, Qualification, Sector, Theme
from tests.factories.site import AcademyFactory, MandateFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts", "ends", "current"),
    [(0, None, True), (-9, 0, True), (1, None, False), (-9, -1, False)],
)
def test_a_mandate_holds_from_its_first_to_its_last_day(starts, ends, current):
    today = timezone.localdate()
    MandateFactory(
        valid_from=today + timedelta(days=starts),
        valid_to=None if ends is None else today + timedelta(days=ends),
    )
    assert Mandate.objects.current(today).exists() is current


def test_a_mandate_covers_its_sector_and_academy_together():
    sector, academy = SectorFactory(), AcademyFactory()
    mandate = MandateFactory()
    mandate.sectors.add(sector)
    mandate.academies.add(academy)

    def covering(sector_id, academy_id):
        return Mandate.objects.covering(sector_id=sector_id, academy_id=academy_id)

    assert covering(sector.pk, academy.pk).exists()
    assert not covering(SectorFactory().pk, academy.pk).exists()
    assert not covering(sector.pk, AcademyFactory().pk).exists()
    assert not covering(None, academy.pk).exists()
    assert not covering(sector.pk, None).exists()


def test_a_mandate_that_ends_before_it_begins_is_refused():
    mandate = MandateFactory.build(
        valid_from=date(2026, 9, 1), valid_to=date(2026, 8, 31), inspector=None
    )
    with pytest.raises(ValidationError):
        mandate.clean()


def test_vocabularies_are_seeded():
    assert set(Theme.objects.values_list("code", flat=True)) == {
        "technology",
        "eco-materials",
        "waste",
    }
    assert Sector.objects.filter(code="construction").exists()
    assert Level.objects.get(code="cs3").aliases.startswith("mention complémentaire")
    orgo = Qualification.objects.get(code="bac-pro-orgo")
    assert orgo.uri.endswith("/concept/scolomfr-voc-029-num-0235")
    assert not Qualification.objects.exclude(rncp_code="").exists()


def test_a_term_is_in_force_between_its_dates():
    before, after = date(2024, 12, 31), date(2025, 1, 1)
    assert not Level.objects.valid_on(before).filter(code="cs3").exists()
    assert Level.objects.valid_on(after).filter(code="cs3").exists()


@pytest.mark.parametrize(
    ("person", "reference", "expires", "authorised"),
    [
        (False, "", None, True),
        (None, "", None, False),
        (True, "", None, False),
        (True, "Dossier 12", None, False),
        (True, "Dossier 12", date(2026, 11, 22), False),
        (True, "Dossier 12", date(2026, 11, 23), True),
        (True, "", date(2030, 1, 1), False),
    ],
)
def test_a_recognisable_person_needs_an_authorisation_in_force(
    person, reference, expires, authorised
):
    image = LicensedImage(
        recognisable_person=person,
        authorisation_reference=reference,
        authorisation_expires_on=expires,
    )
    assert image.is_authorised_on(date(2026, 11, 23)) is authorised
