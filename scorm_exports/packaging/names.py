"""Paths inside a package, and the number of the format they belong to."""

import re

PACKAGE_FORMAT = 1
"""Raised whenever the same request would give other bytes; part of the package key."""

MANIFEST = "imsmanifest.xml"
LAUNCH = "index.html"
LEAFLET = "fiche.html"
LEAFLET_STYLE = "fiche.css"
LICENCES = "licences.html"

PLAYER_SCRIPT = "player/player.js"
PLAYER_STYLE = "player/player.css"
ADAPTER_SCRIPT = "player/adapter-scorm.js"
RUNTIME_FILES = (PLAYER_SCRIPT, PLAYER_STYLE, ADAPTER_SCRIPT)

ASSETS = "assets/"
EVIDENCE = "passerelle/"
UNITS = "passerelle/units/"
VISAS = "passerelle/visas.json"
FILES = "passerelle/files.json"
SEAL = "passerelle/seal.json"

MEDIA_TYPES = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "xml": "application/xml",
    "xsd": "application/xml",
}
"""Texts by extension: the members worth deflating. Everything else is media."""

MAX_PATH = 100
PATH = re.compile(
    rf"(?=.{{1,{MAX_PATH}}}\Z)[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*\.[a-z0-9]{{2,5}}"
)
"""What every generated path looks like: no accent, space or capital (``fullmatch``)."""


def extension(path: str) -> str:
    """Return the extension of a path without its dot, empty when there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else ""


def is_text(path: str) -> bool:
    """Tell whether a member is text, hence deflated when that makes it smaller."""
    return extension(path) in MEDIA_TYPES


def asset_path(name: str) -> str:
    """Return the path of an asset from its generated name."""
    return ASSETS + name


def unit_path(unit_id: str) -> str:
    """Return the path of a unit's canonical document."""
    return f"{UNITS}{unit_id}.json"
