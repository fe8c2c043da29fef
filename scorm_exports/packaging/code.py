"""Naming the code that turns a document into package members."""

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_SOURCES = (
    ("cms", ("canonical.py",)),
    ("modules", ("document.py", "state.py", "questions", "rendering")),
    ("scorm_exports", ("packaging",)),
)
_KINDS = (".py", ".json", ".css")


@cache
def code_version() -> str:
    """Return the SHA-256 of every source that has a say in a package's bytes.

    Two releases that would write the same package differently thus never give it the
    same key, and nobody has to remember to raise a number.
    """
    digest = hashlib.sha256()
    for package, members in _SOURCES:
        root = resources.files(package)
        for member in members:
            _add(digest, root / member, f"{package}/{member}")
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", source: Traversable, path: str) -> None:
    if source.is_dir():
        for child in sorted(source.iterdir(), key=lambda item: item.name):
            _add(digest, child, f"{path}/{child.name}")
    elif path.endswith(_KINDS):
        content = hashlib.sha256(source.read_bytes()).hexdigest()
        digest.update(f"{path} {content}\n".encode())
