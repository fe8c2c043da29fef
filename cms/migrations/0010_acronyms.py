"""Acronyms of the trade and of its schools, editable afterwards."""

from django.db import migrations, models

ACRONYMS = [
    ("AFB", "aménagement et finitions du bâtiment"),
    ("BIM", "modélisation des informations du bâtiment"),
    ("BP", "brevet professionnel"),
    ("BTP", "bâtiment et travaux publics"),
    ("BTS", "brevet de technicien supérieur"),
    ("BUT", "bachelor universitaire de technologie"),
    ("CAP", "certificat d’aptitude professionnelle"),
    ("CFA", "centre de formation d’apprentis"),
    ("CMQ", "campus des métiers et des qualifications"),
    ("CS", "certificat de spécialisation"),
    ("EPI", "équipement de protection individuelle"),
    ("GCCD", "génie civil – construction durable"),
    ("IFC", "format d’échange ouvert des maquettes numériques"),
    ("IPB", "interventions sur le patrimoine bâti"),
    ("MEC", "management économique de la construction"),
    ("ORGO", "organisation et réalisation du gros œuvre"),
    ("PEMD", "produits, équipements, matériaux et déchets"),
    ("PFMP", "période de formation en milieu professionnel"),
    ("PMCB", "produits et matériaux de construction du bâtiment"),
    ("REP", "responsabilité élargie du producteur"),
    ("TEB", "technicien d’études du bâtiment"),
    ("TP", "travaux publics"),
    ("UAI", "unité administrative immatriculée"),
]


def seed(apps, schema_editor):
    model = apps.get_model("cms", "Acronym")
    for short, expansion in ACRONYMS:
        model.objects.get_or_create(short=short, defaults={"expansion": expansion})


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0009_campus_address_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acronym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "short",
                    models.CharField(
                        help_text="As it is written: capitals count.",
                        max_length=20,
                        unique=True,
                        verbose_name="acronym",
                    ),
                ),
                (
                    "expansion",
                    models.CharField(
                        help_text="Without a capital unless it is a name, for instance “brevet…”.",
                        max_length=200,
                        verbose_name="meaning",
                    ),
                ),
            ],
            options={
                "verbose_name": "acronym",
                "verbose_name_plural": "acronyms",
                "ordering": ["short"],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
