"""First entries of the vocabularies: editable afterwards, with aliases and dates.

Levels and concept addresses: ScoLOMFR 3.2 vocabularies 022 and 029; national framework
numbers: decree 2019-14; names of the twelve campus sectors: label lists of 2022.
Entries without a concept address have none in that release. Titles that are not in the
release are the current official ones; RNCP numbers are left to administrators.
"""

from datetime import date

from django.db import migrations

CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"

THEMES = [
    ("technology", "Nouvelles technologies", "BIM\nnumérique"),
    ("eco-materials", "Éco-matériaux", "matériaux biosourcés\nmatériaux géosourcés"),
    ("waste", "Déchets", "tri\nréemploi\nrecyclage"),
]

# code, label, CNCP level, concept, aliases, valid from
LEVELS = [
    ("discovery", "Découverte (4e–3e)", None, "", "", None),
    (
        "cap",
        "CAP (certificat d’aptitude professionnelle)",
        3,
        "scolomfr-voc-022-num-223",
        "CAP",
        None,
    ),
    ("bp", "BP (brevet professionnel)", 4, "scolomfr-voc-022-num-215", "BP", None),
    (
        "cs3",
        "CS (certificat de spécialisation) niveau 3",
        3,
        "scolomfr-voc-022-num-231",
        "mention complémentaire\nMC\nMC niveau 3",
        date(2025, 1, 1),
    ),
    (
        "cs4",
        "CS (certificat de spécialisation) niveau 4",
        4,
        "scolomfr-voc-022-num-231",
        "mention complémentaire\nMC\nMC niveau 4",
        date(2025, 1, 1),
    ),
    (
        "bac_pro_2de",
        "2de professionnelle",
        4,
        "scolomfr-voc-022-num-027",
        "seconde pro",
        None,
    ),
    (
        "bac_pro_1re",
        "1re professionnelle",
        4,
        "scolomfr-voc-022-num-127",
        "première pro",
        None,
    ),
    (
        "bac_pro_tle",
        "Terminale professionnelle",
        4,
        "scolomfr-voc-022-num-050",
        "terminale pro",
        None,
    ),
    (
        "bts",
        "BTS (brevet de technicien supérieur)",
        5,
        "scolomfr-voc-022-num-195",
        "BTS",
        None,
    ),
    (
        "but",
        "BUT (bachelor universitaire de technologie)",
        6,
        "scolomfr-voc-022-num-198",
        "BUT\nDUT\nIUT",
        None,
    ),
    ("lp", "Licence professionnelle", 6, "scolomfr-voc-022-num-185", "", None),
    ("eng", "Diplôme d’ingénieur, master", 7, "", "", None),
    (
        "fc_edu",
        "Formation continue des personnels de l’Éducation nationale",
        None,
        "scolomfr-voc-022-num-063",
        "",
        None,
    ),
]

# code, label, short label, level, concept, aliases
QUALIFICATIONS = [
    ("cap-macon", "CAP Maçon", "Maçon", "cap", "029-num-0220", ""),
    (
        "cap-coba",
        "CAP Constructeur d’ouvrages en béton armé",
        "COBA",
        "cap",
        "029-num-0221",
        "Constructeur en béton armé du bâtiment",
    ),
    ("cap-couvreur", "CAP Couvreur", "Couvreur", "cap", "029-num-0253", ""),
    (
        "cap-carreleur",
        "CAP Carreleur mosaïste",
        "Carreleur",
        "cap",
        "029-num-0257",
        "",
    ),
    (
        "cap-peintre",
        "CAP Peintre applicateur de revêtements",
        "Peintre",
        "cap",
        "029-num-0258",
        "",
    ),
    (
        "cap-mpi",
        "CAP Métiers du plâtre et de l’isolation",
        "MPI",
        "cap",
        "029-num-0261",
        "Plâtrier-plaquiste",
    ),
    (
        "cap-etancheur",
        "CAP Étancheur du bâtiment et des TP",
        "Étancheur",
        "cap",
        "029-num-0222",
        "",
    ),
    ("cap-charpentier", "CAP Charpentier bois", "Charpentier", "cap", "", ""),
    ("bp-macon", "BP Maçon", "BP Maçon", "bp", "029-num-0226", ""),
    (
        "bac-pro-orgo",
        "Bac pro Technicien du bâtiment : organisation et réalisation du gros œuvre",
        "ORGO",
        "bac_pro_tle",
        "029-num-0235",
        "ORGO",
    ),
    (
        "bac-pro-teb-a",
        "Bac pro Technicien d’études du bâtiment, option A études et économie",
        "TEB A",
        "bac_pro_tle",
        "029-num-0230",
        "TEB",
    ),
    (
        "bac-pro-teb-b",
        "Bac pro Technicien d’études du bâtiment, option B assistant en architecture",
        "TEB B",
        "bac_pro_tle",
        "029-num-0231",
        "TEB",
    ),
    (
        "bac-pro-afb",
        "Bac pro Aménagement et finitions du bâtiment",
        "AFB",
        "bac_pro_tle",
        "029-num-0285",
        "AFB\nAménagement et finition du bâtiment",
    ),
    (
        "bac-pro-ipb-a",
        "Bac pro Interventions sur le patrimoine bâti, option A maçonnerie",
        "IPB A",
        "bac_pro_tle",
        "046-num-0844",
        "IPB",
    ),
    (
        "bac-pro-ipb-b",
        "Bac pro Interventions sur le patrimoine bâti, option B charpente",
        "IPB B",
        "bac_pro_tle",
        "046-num-0845",
        "IPB",
    ),
    (
        "bac-pro-ipb-c",
        "Bac pro Interventions sur le patrimoine bâti, option C couverture",
        "IPB C",
        "bac_pro_tle",
        "046-num-0846",
        "IPB",
    ),
    (
        "bac-pro-tp",
        "Bac pro Travaux publics",
        "TP",
        "bac_pro_tle",
        "029-num-0232",
        "",
    ),
    (
        "bac-pro-mav",
        "Bac pro Menuiserie aluminium-verre",
        "MAV",
        "bac_pro_tle",
        "046-num-0848",
        "",
    ),
    (
        "bac-pro-tcb",
        "Bac pro Technicien constructeur bois",
        "TCB",
        "bac_pro_tle",
        "",
        "",
    ),
    ("bts-batiment", "BTS Bâtiment", "BTS Bâtiment", "bts", "029-num-0238", ""),
    (
        "bts-eb",
        "BTS Enveloppe des bâtiments : conception et réalisation",
        "BTS EB",
        "bts",
        "029-num-0242",
        "BTS Enveloppe des bâtiments",
    ),
    (
        "bts-mec",
        "BTS Management économique de la construction",
        "MEC",
        "bts",
        "",
        "Études et économie de la construction",
    ),
    ("bts-tp", "BTS Travaux publics", "BTS TP", "bts", "029-num-0241", ""),
    (
        "bts-scbh",
        "BTS Systèmes constructifs bois et habitat",
        "SCBH",
        "bts",
        "",
        "",
    ),
    (
        "but-gccd",
        "BUT Génie civil – construction durable",
        "GCCD",
        "but",
        "",
        "GCCD",
    ),
]

SECTORS = [
    ("construction", "Infrastructures, bâtiment, éco-construction"),
    ("food", "Alimentaire, agroalimentaire"),
    ("chemistry", "Chimie et biotechnologies"),
    ("creation", "Création, design, audiovisuel"),
    ("materials", "Matériaux, matériaux innovants"),
    ("mobility", "Mobilité, aéronautique, transports terrestres et maritimes"),
    ("care", "Services à la personne"),
    ("business", "Services aux entreprises, logistique"),
    ("tourism", "Tourisme, gastronomie"),
    ("digital", "Numérique, télécommunications"),
    ("systems", "Systèmes innovants, mécatronique"),
    ("energy", "Transition énergétique, éco-industries"),
]


def seed(apps, schema_editor):
    theme = apps.get_model("cms", "Theme")
    level = apps.get_model("cms", "Level")
    qualification = apps.get_model("cms", "Qualification")
    sector = apps.get_model("cms", "Sector")
    for position, (code, label, aliases) in enumerate(THEMES):
        theme.objects.create(
            code=code, label=label, aliases=aliases, sort_order=position
        )
    levels = {}
    for position, (code, label, cncp, concept, aliases, since) in enumerate(LEVELS):
        levels[code] = level.objects.create(
            code=code,
            label=label,
            cncp_level=cncp,
            uri=CONCEPT + concept if concept else "",
            aliases=aliases,
            valid_from=since,
            sort_order=position,
        )
    for position, row in enumerate(QUALIFICATIONS):
        code, label, short, level_code, concept, aliases = row
        qualification.objects.create(
            code=code,
            label=label,
            short_label=short,
            level=levels[level_code],
            uri=f"{CONCEPT}scolomfr-voc-{concept}" if concept else "",
            aliases=aliases,
            sort_order=position,
        )
    for code, name in SECTORS:
        sector.objects.create(code=code, name=name)


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_foundation")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
