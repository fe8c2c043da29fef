"""Last stage: the file appears whole, checked and durable, or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

_Result = TypeVar("_Result")


def publish(
    target: Path,
    write: Callable[[BinaryIO], _Result],
    check: Callable[[Path, _Result], None],
) -> _Result:
    """Write beside ``target``, sync, check what the disk gives back, then rename.

    Whatever is raised on the way, ``target`` is left as it was and nothing else stays
    in its directory. The file is readable by everyone: packages are public.
    """
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name}.", suffix=".part", dir=target.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as output:
            result = write(output)
            output.flush()
            os.fchmod(output.fileno(), 0o644)
            os.fsync(output.fileno())
        check(temporary, result)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(target.parent)
    return result


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
