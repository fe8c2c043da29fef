"""The files of the repository, as the tests of this folder look at them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cms", "modules", "lms", "scorm_exports")
NOT_OURS = {".git", ".venv", "node_modules", "static", "var", "__pycache__"}
TEXT = {
    *(".css", ".html", ".js", ".json", ".md", ".mjs", ".po", ".py", ".svg", ".toml"),
    *(".ts", ".txt", ".xml", ".yml"),
}


def files(*suffixes: str, under: tuple[str, ...] = (".",)) -> Iterator[Path]:
    """Yield the repository's own text files, those with these suffixes if any."""
    for start in under:
        for path in sorted((ROOT / start).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if NOT_OURS.intersection(parts) or not path.is_file():
                continue
            if any(part.endswith("_cache") or part == ".hypothesis" for part in parts):
                continue
            known = path.suffix in TEXT or path.suffix == ""
            if path.suffix in suffixes if suffixes else known:
                yield path


def name_of(path: Path) -> str:
    """Return a file's path inside the repository."""
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """Return what a file holds."""
    return path.read_text(encoding="utf-8")
