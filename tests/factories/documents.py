"""A complete unit document, and the bytes of what it refers to.

Three steps, one question of each kind, a drawing, a table, a safety callout, a class
sheet and two sources: enough to walk through everything a page can hold.
"""

import hashlib
from decimal import Decimal
from typing import Any

from modules.document import Asset, Source, Step, Term, UnitDocument
from modules.questions.base import Feedback, Option
from modules.questions.choice import MultipleChoice, SingleChoice
from modules.questions.gap_fill import GapFill, name_gaps
from modules.questions.numeric import Numeric
from modules.questions.true_false import TrueFalse

UNIT_ID = "5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c10"
STEP_IDS = (
    "0b7e2a54-3c1d-4f68-8a90-1d2e3f4a5b61",
    "2c9f4b76-5e3f-4a8b-9c12-3f4a5b6c7d82",
    "4eb16d98-7051-4cad-8e34-5b6c7d8e9fa3",
)
SINGLE_ID = "6fd28eba-9273-4ecf-a056-7d8e9fa0b1c4"
MULTIPLE_ID = "81f4a0dc-b495-40e1-8278-9fa0b1c2d3e5"
TRUE_FALSE_ID = "a316c2fe-d6b7-4203-9490-b1c2d3e4f506"
GAP_FILL_ID = "b427d30f-e7c8-4314-85a1-c2d3e4f5a617"
NUMERIC_ID = "c538e410-f8d9-4425-86b2-d3e4f5a6b728"

BINS_SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450">\
<rect width="800" height="450" fill="#fbf8f3"/>\
<g fill="none" stroke="#1f2421" stroke-width="4" stroke-linejoin="round">\
<path d="M40 390h720" stroke-dasharray="14 10" stroke="#1f4e79"/>\
<path d="M80 210h180l-22 170H102z" fill="#e7eee2"/>\
<path d="M310 210h180l-22 170H332z" fill="#f3e3d8"/>\
<path d="M540 210h180l-22 170H562z" fill="#dfe8f1"/>\
<path d="M66 210h208M296 210h208M526 210h208"/>\
<path d="M110 190l50-60 30 20-40 40zM180 190l40-70 20 12-26 58z" fill="#cfdcc6"/>\
<path d="M340 190l18-52 60-6 16 58zM440 190l26-34 18 34z" fill="#e0bfa9"/>\
<path d="M572 190v-66h34v66M622 190v-90h24v90M664 190v-50h30v50" fill="#c3d3e4"/>\
</g>\
<g font-family="sans-serif" font-size="30" text-anchor="middle" fill="#1f2421">\
<text x="170" y="300">bois</text><text x="400" y="300">inertes</text>\
<text x="630" y="300">m\xc3\xa9taux</text></g></svg>"""
BINS_SHA256 = hashlib.sha256(BINS_SVG).hexdigest()

_ARRIVAL = f"""<div data-block="text"><p>Un chantier de rénovation remplit vite ses\
 bennes. Ce qui part <strong>mélangé</strong> coûte cher et ne sert plus à rien ; ce\
 qui part <em>trié</em> redevient une matière.</p><h3>Trois flux à reconnaître</h3>\
<ul><li>le bois, brut ou peint ;</li><li>les inertes : béton, brique, tuile, pierre ;\
</li><li>les métaux, ferreux ou non.</li></ul></div>\
<figure data-block="figure"><img src="asset:{BINS_SHA256}" alt="Trois bennes côte à\
 côte : bois, inertes, métaux" width="800" height="450"><figcaption>Trois bennes, trois\
 flux. <cite>Dessin de l’unité, CC BY-SA 4.0</cite></figcaption></figure>\
<aside data-block="key-point"><h3>À retenir</h3><p>On trie <strong>à la source</strong>,\
 là où le déchet naît : après, il est trop tard.</p></aside>\
<section data-question="{SINGLE_ID}"></section>"""

_SORTING = f"""<div data-block="table"><table><caption>Que va où ?</caption><thead><tr>\
<th scope="col">Déchet</th><th scope="col">Benne</th><th scope="col">Devient</th></tr>\
</thead><tbody><tr><th scope="row">Chute de madrier</th><td>Bois</td><td>Panneaux de\
 particules</td></tr><tr><th scope="row">Tuile cassée</th><td>Inertes</td><td>Remblai\
</td></tr><tr><th scope="row">Tube de cuivre</th><td>Métaux</td><td>Cuivre neuf</td>\
</tr></tbody></table></div>\
<aside data-block="safety"><h3>Avant de toucher</h3><p>Gants anti-coupures et\
 chaussures de sécurité. Une plaque <em>ondulée grise</em> ancienne peut contenir de\
 l’amiante : on s’arrête, on n’y touche pas, on prévient.</p></aside>\
<section data-question="{MULTIPLE_ID}"></section>"""

_CLASSROOM = f"""<section data-block="pupil-activity"><h3>Le tri en dix minutes</h3><dl>\
<dt>But</dt><dd>Nommer le flux de dix déchets de chantier.</dd><dt>Durée</dt>\
<dd>30 min</dd><dt>Groupes</dt><dd>Par trois</dd><dt>Matériel</dt><dd>Trois bacs, dix\
 chutes propres, une balance</dd></dl><div data-block="safety-header"><p>Gants pour\
 tous ; aucune chute coupante ni poussiéreuse.</p></div><h4>Déroulement</h4><ol>\
<li>Chaque groupe tire dix chutes et les pose devant lui.</li><li>Il annonce le flux\
 avant de déposer la chute dans un bac.</li><li>On pèse chaque bac et on note.</li></ol>\
<h4>Traces attendues</h4><ul><li>Le tableau des pesées</li><li>Une phrase qui explique\
 un désaccord du groupe</li></ul></section>\
<section data-question="{TRUE_FALSE_ID}"></section>\
<section data-block="sources"><ul><li><a href="https://www.legifrance.gouv.fr/codes/\
article_lc/LEGIARTI000042181465">Code de l’environnement, article D543-281</a>,\
 Légifrance (<time datetime="2026-11-22">relevé le 22 novembre 2026</time>)</li></ul>\
</section>"""


def make_questions() -> tuple[SingleChoice, MultipleChoice, TrueFalse]:
    """Return one question of each kind, all graded, of weight one."""
    return (
        SingleChoice(
            id=SINGLE_ID,
            prompt="<p>Dans quelle benne va une <strong>brique cassée</strong> ?</p>",
            options=(
                Option("brick-wood", "Bois"),
                Option("brick-inert", "Inertes"),
                Option("brick-metal", "Métaux"),
            ),
            key=frozenset({"brick-inert"}),
            feedback=Feedback(
                "<p>Béton, brique, tuile et pierre ne brûlent pas, ne se dissolvent pas,"
                " ne réagissent pas : on les dit <em>inertes</em>.</p>",
                {
                    "brick-wood": "<p>Une brique est de la terre cuite, pas du bois.</p>",
                    "brick-inert": "<p>La terre cuite est un matériau inerte.</p>",
                },
            ),
            weight=Decimal(1),
            graded=True,
        ),
        MultipleChoice(
            id=MULTIPLE_ID,
            prompt="<p>Quels déchets vont dans la benne à métaux ?</p>",
            options=(
                Option("metal-copper", "Un tube de cuivre"),
                Option("metal-tile", "Une tuile"),
                Option("metal-rail", "Un rail de cloison en acier"),
                Option("metal-board", "Une plaque de plâtre"),
            ),
            key=frozenset({"metal-copper", "metal-rail"}),
            feedback=Feedback(
                "<p>Un aimant aide : l’acier colle, le cuivre non ; les deux sont des"
                " métaux.</p>",
                {"metal-board": "<p>Le plâtre a sa propre filière.</p>"},
            ),
            weight=Decimal(1),
            graded=True,
        ),
        TrueFalse(
            id=TRUE_FALSE_ID,
            prompt="<p>On peut trier plus tard, au dépôt, sans rien perdre.</p>",
            key=False,
            feedback=Feedback(
                "<p>Mélangés, les déchets se salissent et se cassent.</p>",
                {
                    "true": "<p>Regardez une benne de tout-venant : qui la trierait ?</p>"
                },
            ),
            weight=Decimal(1),
            graded=True,
        ),
    )


def make_typed_questions() -> tuple[GapFill, Numeric]:
    """Return one question of each kind that is answered by typing."""
    return (
        GapFill(
            id=GAP_FILL_ID,
            prompt="<p>Complétez la fiche de la matière.</p>",
            text=(
                "Le bois du chanvre s’appelle la ",
                ". On la lie avec de la ",
                ", puis on laisse sécher ",
                " avant d’enduire.",
            ),
            gaps=name_gaps(
                [["chènevotte"], ["chaux", "chaux aérienne"], ["un mois", "1 mois"]]
            ),
            exact=False,
            feedback=Feedback("<p>Le mélange sèche par l’air, jamais au feu.</p>", {}),
            weight=Decimal(1),
            graded=True,
        ),
        Numeric(
            id=NUMERIC_ID,
            prompt="<p>Quel volume banche-t-on pour 10 m² sur 25 cm ?</p>",
            value="2.5",
            tolerance="0.1",
            unit="m³",
            feedback=Feedback("<p>10 × 0,25 = 2,5.</p>", {}),
            weight=Decimal(1),
            graded=True,
        ),
    )


def make_typed_document(**overrides: Any) -> UnitDocument:
    """Return a document with one question of every kind, in four steps."""
    places = "".join(
        f'<section data-question="{name}"></section>'
        for name in (GAP_FILL_ID, NUMERIC_ID)
    )
    plain = make_document()
    members: dict[str, Any] = {
        "steps": (*plain.steps, Step("step-typed", "Banche et chaux", places)),
        "questions": (*plain.questions, *make_typed_questions()),
    }
    return make_document(**(members | overrides))


def make_document(**overrides: Any) -> UnitDocument:
    """Return a consistent document; ``overrides`` replace its members by name.

    Removing questions means replacing ``steps`` too: each question is placed once.
    """
    members: dict[str, Any] = {
        "schema_version": 1,
        "unit_id": UNIT_ID,
        "language": "fr",
        "title": "Trier les déchets d’un chantier de rénovation",
        "summary": (
            "Reconnaître trois flux, choisir la bonne benne et faire pratiquer le tri à"
            " la source, en sécurité."
        ),
        "objectives": (
            "Nommer le flux d’un déchet courant",
            "Expliquer pourquoi on trie à la source",
            "Mener une activité de tri de trente minutes",
        ),
        "prerequisites": ("Connaître les matériaux courants du second œuvre",),
        "duration_minutes": 40,
        "levels": (
            Term("cap", "CAP", "https://example.org/levels/cap"),
            Term("bac-pro", "Bac professionnel", "https://example.org/levels/bac-pro"),
        ),
        "qualifications": (),
        "themes": (Term("waste", "Déchets", "https://example.org/themes/waste"),),
        "equipment_level": "basic",
        "safety_level": 1,
        "authors": ("Camille Exemple",),
        "contributors": ("Atelier Exemple",),
        "licence": "CC-BY-SA-4.0",
        "law_checked_on": "2026-11-22",
        "review_due_on": "2027-11-22",
        "sources": (
            Source(
                title="Code de l’environnement, article D543-281",
                publisher="Légifrance",
                url=(
                    "https://www.legifrance.gouv.fr/codes/article_lc/"
                    "LEGIARTI000042181465"
                ),
                checked_on="2026-11-22",
            ),
            Source(
                title="Tri des déchets de chantier",
                publisher="ADEME",
                url="https://www.ademe.fr/",
                checked_on="2026-11-21",
            ),
        ),
        "demo": True,
        "mastery_score": 66,
        "completion_rule": "passed",
        "attempts_allowed": None,
        "steps": (
            Step(STEP_IDS[0], "Ce qui arrive sur le chantier", _ARRIVAL),
            Step(STEP_IDS[1], "Choisir la bonne benne", _SORTING),
            Step(STEP_IDS[2], "Avec les élèves", _CLASSROOM),
        ),
        "questions": make_questions(),
        "activities": (),
        "assets": (
            Asset(
                sha256=BINS_SHA256,
                name="trois-bennes.svg",
                media_type="image/svg+xml",
                size=len(BINS_SVG),
                alternative="Trois bennes côte à côte : bois, inertes, métaux",
                caption="Trois bennes, trois flux.",
                transcript="",
                credit="Dessin de l’unité",
                licence="CC-BY-SA-4.0",
            ),
        ),
    }
    return UnitDocument(**(members | overrides))


def make_blobs() -> dict[str, bytes]:
    """Return the bytes of every asset of :func:`make_document`, by SHA-256."""
    return {BINS_SHA256: BINS_SVG}
