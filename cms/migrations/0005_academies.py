"""The 30 academies by academic region, as they stand since 1 January 2020.

Normandie then replaced Caen and Rouen, and Mayotte became an academy (decree
2019-1200). An academy that an administrator entered before, under this code or this
name, is kept as it is and only told its region.
"""

import re
import unicodedata

from django.db import migrations

# Region code, region name, academies: code, name.
REGIONS = [
    (
        "auvergne-rhone-alpes",
        "Auvergne-Rhône-Alpes",
        [
            ("clermont-ferrand", "Académie de Clermont-Ferrand"),
            ("grenoble", "Académie de Grenoble"),
            ("lyon", "Académie de Lyon"),
        ],
    ),
    (
        "bourgogne-franche-comte",
        "Bourgogne-Franche-Comté",
        [
            ("besancon", "Académie de Besançon"),
            ("dijon", "Académie de Dijon"),
        ],
    ),
    ("bretagne", "Bretagne", [("rennes", "Académie de Rennes")]),
    (
        "centre-val-de-loire",
        "Centre-Val de Loire",
        [("orleans-tours", "Académie d’Orléans-Tours")],
    ),
    ("corse", "Corse", [("corse", "Académie de Corse")]),
    (
        "grand-est",
        "Grand Est",
        [
            ("nancy-metz", "Académie de Nancy-Metz"),
            ("reims", "Académie de Reims"),
            ("strasbourg", "Académie de Strasbourg"),
        ],
    ),
    ("guadeloupe", "Guadeloupe", [("guadeloupe", "Académie de Guadeloupe")]),
    ("guyane", "Guyane", [("guyane", "Académie de Guyane")]),
    (
        "hauts-de-france",
        "Hauts-de-France",
        [
            ("amiens", "Académie d’Amiens"),
            ("lille", "Académie de Lille"),
        ],
    ),
    (
        "ile-de-france",
        "Île-de-France",
        [
            ("creteil", "Académie de Créteil"),
            ("paris", "Académie de Paris"),
            ("versailles", "Académie de Versailles"),
        ],
    ),
    ("la-reunion", "La Réunion", [("la-reunion", "Académie de La Réunion")]),
    ("martinique", "Martinique", [("martinique", "Académie de Martinique")]),
    ("mayotte", "Mayotte", [("mayotte", "Académie de Mayotte")]),
    ("normandie", "Normandie", [("normandie", "Académie de Normandie")]),
    (
        "nouvelle-aquitaine",
        "Nouvelle-Aquitaine",
        [
            ("bordeaux", "Académie de Bordeaux"),
            ("limoges", "Académie de Limoges"),
            ("poitiers", "Académie de Poitiers"),
        ],
    ),
    (
        "occitanie",
        "Occitanie",
        [
            ("montpellier", "Académie de Montpellier"),
            ("toulouse", "Académie de Toulouse"),
        ],
    ),
    ("pays-de-la-loire", "Pays de la Loire", [("nantes", "Académie de Nantes")]),
    (
        "provence-alpes-cote-d-azur",
        "Provence-Alpes-Côte d’Azur",
        [
            ("aix-marseille", "Académie d’Aix-Marseille"),
            ("nice", "Académie de Nice"),
        ],
    ),
]


def bare(name):
    """Return what names an academy, however it was typed: “clermont ferrand”."""
    name = unicodedata.normalize("NFKD", name.replace("’", " "))
    name = name.encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z]+", " ", name.lower()).strip()
    return re.sub(r"^academie (de la |de l |de |d |du )?", "", name)


def seed(apps, schema_editor):
    region_model = apps.get_model("cms", "AcademicRegion")
    academy_model = apps.get_model("cms", "Academy")
    rows = list(academy_model.objects.order_by("pk"))
    # The last assignment wins: a code is a surer sign than a name.
    known = {bare(row.name): row for row in reversed(rows)}
    known |= {bare(row.code): row for row in rows}
    for region_code, region_name, academies in REGIONS:
        region, _created = region_model.objects.get_or_create(
            code=region_code, defaults={"name": region_name}
        )
        for code, name in academies:
            row = known.get(bare(code)) or known.get(bare(name))
            if row is None:
                academy_model.objects.create(code=code, name=name, region=region)
            elif row.region_id is None:
                row.region = region
                row.save(update_fields=["region"])


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_establishments")]

    # Backwards, academies stay: units, mandates and campuses may name them.
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
