"""What was once released stays readable, playable and verifiable for ever.

The files under ``tests/data/released`` are never edited: a new schema, or a new kind of
question, adds a file.
"""

from pathlib import Path

import pytest

from cms import canonical
from modules.document import UnitDocument, fingerprint
from modules.rendering.player import PlayerPage, render_player
from scorm_exports.packaging.visas import read_visas
from tests.factories.site import make_version

RELEASED = Path(__file__).parents[1] / "data" / "released"
DOCUMENTS = sorted(RELEASED.glob("document-*.json"))
VISAS = sorted(RELEASED.glob("visas-*.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_released_document_plays_in_the_player_of_today(path):
    data = path.read_bytes()
    document = UnitDocument.from_bytes(data)
    page = render_player(
        document,
        PlayerPage(
            fingerprint=fingerprint(data),
            version="1",
            asset_url=lambda asset: f"assets/{asset.name}",
            stylesheets=("player.css",),
            scripts=("player.js",),
        ),
    )
    assert document.title in page
    for step in document.steps:
        assert step.title in page
    assert page.count("<passerelle-question") == len(document.questions)
    assert "asset:" not in page


@pytest.mark.parametrize("path", VISAS, ids=lambda path: path.stem)
def test_a_released_visa_stays_verifiable(path):
    (visa,) = read_visas(path.read_bytes())
    assert visa.is_signed
    assert visa.fingerprint == fingerprint((RELEASED / "document-1.json").read_bytes())


def test_one_changed_letter_is_not_the_visa_any_more():
    data = (RELEASED / "visas-1.json").read_bytes()
    (visa,) = read_visas(data.replace(b"gants", b"gamts"))
    assert not visa.is_signed


@pytest.mark.django_db
def test_the_visas_of_today_have_the_members_of_the_newest_release():
    (released,) = canonical.loads(VISAS[-1].read_bytes())["visas"]
    today = make_version().approval.data
    assert set(today) == set(released["approval"])
    for name in ("inspector", "mandate", "campus", "grid"):
        assert set(today[name]) == set(released["approval"][name])
