"""Naming the code that turns a document into package members."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_SOURCES = (
    ("cms", ("canonical", "signatures")),
    ("modules", ("document", "state", "questions", "rendering")),
    # The sentences of the launch page are shared with the player.
    ("modules", ("static_src/modules/player",)),
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
    for path, source in code_sources():
        content = hashlib.sha256(source.read_bytes()).hexdigest()
        digest.update(f"{path} {content}\n".encode())
    return digest.hexdigest()


def code_sources() -> Iterator[tuple[str, Traversable]]:
    """Yield those sources with their paths, in order."""
    for package, members in _SOURCES:
        root = resources.files(package)
        for member in members:
            # A module may grow into a package.
            name = f"{member}.py" if (root / f"{member}.py").is_file() else member
            yield from _walk(root / name, f"{package}/{name}")


def _walk(source: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if source.is_dir():
        for child in sorted(source.iterdir(), key=lambda item: item.name):
            yield from _walk(child, f"{path}/{child.name}")
    elif path.endswith(_KINDS):
        yield path, source
