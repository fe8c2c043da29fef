"""The demonstration's campus: members of every kind, and what they did for its units.

Nobody and no place here exists. UAI numbers begin with 999, which is no département;
members without one are named as fictional and nothing else.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cms import codes
from cms.models import (
    Academy,
    Campus,
    CampusMember,
    Establishment,
    MemberKind,
    Sector,
)
from modules.models import Contribution, Unit

CAMPUS = "CMQ Construction durable (exemple fictif)"
PRESENTATION = """\
Dans ce campus imaginaire, on apprend à construire avec moins de carbone, à rénover sans \
jeter et à se servir du numérique sur le chantier.

Les membres écrivent ensemble des unités de formation : les uns rédigent, d’autres \
relisent, prêtent du matériel ou font l’essai dans leur atelier."""

Nature = Contribution.Nature


@dataclass(frozen=True)
class Member:
    """A fictional member; ``number`` ends the UAI of a school, 0 where there is none."""

    kind: MemberKind
    name: str
    town: str
    number: int
    did: dict[str, list[Contribution.Nature]]

    @property
    def uai(self) -> str | None:
        # A number that is right in form, for a département that is not.
        if not self.number:
            return None
        digits = f"999{self.number:04d}"
        return digits + codes.uai_letter(digits)


MEMBERS = (
    Member(
        MemberKind.LYCEE,
        "Lycée professionnel des Trois-Bennes (fictif)",
        "Ville-Exemple",
        1,
        {
            "tri-7-flux": [Nature.WRITING, Nature.TRIAL],
            "maquette-numerique-bim": [Nature.WRITING],
        },
    ),
    Member(
        MemberKind.LYCEE,
        "Lycée polyvalent du Fil-à-Plomb (fictif)",
        "Bourg-Exemple",
        2,
        {"maquette-numerique-bim": [Nature.TRIAL]},
    ),
    Member(
        MemberKind.CFA,
        "CFA de l’Équerre (fictif)",
        "Ville-Exemple",
        3,
        {
            "beton-de-chanvre": [Nature.WRITING, Nature.TRIAL],
            "tri-7-flux": [Nature.PROOFREADING],
        },
    ),
    Member(
        MemberKind.UNIVERSITY,
        "IUT Exemple, département génie civil (fictif)",
        "Ville-Exemple",
        4,
        {"maquette-numerique-bim": [Nature.EXPERTISE, Nature.PROOFREADING]},
    ),
    Member(
        MemberKind.LABORATORY,
        "Laboratoire des matériaux exemple (fictif)",
        "Bourg-Exemple",
        0,
        {"beton-de-chanvre": [Nature.EXPERTISE]},
    ),
    Member(
        MemberKind.COMPANY,
        "Entreprise exemple de maçonnerie (fictive)",
        "Val-Exemple",
        0,
        {"beton-de-chanvre": [Nature.EQUIPMENT, Nature.VISIT]},
    ),
    Member(
        MemberKind.COMPANY,
        "Entreprise exemple de déconstruction (fictive)",
        "Ville-Exemple",
        0,
        {"tri-7-flux": [Nature.PICTURES, Nature.VISIT]},
    ),
    Member(
        MemberKind.ASSOCIATION,
        "Association exemple pour le réemploi (fictive)",
        "Val-Exemple",
        0,
        {},
    ),
)


def load_campus() -> Campus:
    """Create what is missing of the campus; who belongs to it is left alone then."""
    academy = academy_of_the_demonstration()
    with transaction.atomic():
        campus = _campus(academy)
        if not campus.members.exists():
            for member in MEMBERS:
                CampusMember.objects.create(
                    campus=campus,
                    kind=member.kind,
                    establishment=_establishment(member, academy),
                    joined=campus.label_start,
                )
    return campus


def load_contributions(campus: Campus) -> None:
    """Say who did what for each unit that is there and of which nothing is said."""
    academy = academy_of_the_demonstration()
    slugs = {slug for member in MEMBERS for slug in member.did}
    units = Unit.objects.filter(slug__in=slugs, contributions=None).in_bulk(
        field_name="slug"
    )
    rows = [
        Contribution(unit=units[slug], member=row, nature=nature)
        for member in MEMBERS
        for row in campus.members.filter(establishment=_establishment(member, academy))
        for slug in member.did.keys() & units.keys()
        for nature in member.did[slug]
    ]
    Contribution.objects.bulk_create(rows)


def academy_of_the_demonstration() -> Academy:
    """Return the fictional academy."""
    academy, _created = Academy.objects.get_or_create(
        code="exemple", defaults={"name": "Académie exemple (fictive)"}
    )
    return academy


def _campus(academy: Academy) -> Campus:
    campus, _created = Campus.objects.get_or_create(
        name=CAMPUS,
        defaults={
            "sector": Sector.objects.get(code="construction"),
            "label_start": date(2025, 9, 22),
            "label_years": 5,
        },
    )
    # Demonstrations loaded before campuses had a page know the name and dates alone.
    if not campus.demo:
        campus.demo = True
        campus.short_name = "Construction durable (exemple)"
        campus.slug = "exemple"
        campus.presentation = PRESENTATION
        campus.label_category = Campus.LabelCategory.EXCELLENCE
        campus.host = _establishment(MEMBERS[0], academy)
        campus.save()
        campus.academies.add(academy)
    return campus


def _establishment(member: Member, academy: Academy) -> Establishment:
    sign = {"uai": member.uai} if member.uai else {"name": member.name}
    establishment, _created = Establishment.objects.get_or_create(
        **sign,
        defaults={
            "name": member.name,
            "kind": member.kind,
            "town": member.town,
            "academy": academy,
        },
    )
    return establishment
