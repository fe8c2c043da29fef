"""The launch page: the player's page of the unit, with the addresses of a package."""

from modules.document import UnitDocument
from modules.rendering.player import PlayerPage, render_player
from scorm_exports.packaging import names
from scorm_exports.packaging.visas import Visa
from scorm_exports.packaging.words import words_for


def launch_page(document: UnitDocument, visa: Visa, profile: str) -> str:
    """Return the HTML of ``index.html``."""
    return render_player(
        document,
        PlayerPage(
            fingerprint=visa.fingerprint,
            version=str(visa.version),
            asset_url=lambda asset: names.asset_path(asset.name),
            stylesheets=(names.PLAYER_STYLE,),
            scripts=(names.ADAPTER_SCRIPT, names.PLAYER_SCRIPT),
            visa=visa_sentence(document, visa),
            profile=profile,
        ),
    )


def visa_sentence(document: UnitDocument, visa: Visa) -> str:
    """Say in one sentence who approved, when and until when; plain text."""
    words = words_for(document.language)
    return words(
        "visa_demo" if document.demo or visa.demo else "visa_by",
        name=visa.inspector_name,
        capacity=visa.inspector_capacity,
        approved=words.date(visa.approved_on),
        until=words.date(visa.valid_until),
    )
