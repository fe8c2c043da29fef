"""Named places where a test may make the program fail.

``point("package.after_member")`` does nothing unless a test armed that name. A fault
test must also assert that its point was reached.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_armed: dict[str, Callable[[], None]] = {}


def point(name: str) -> None:
    """Run what a test armed under ``name``; nothing otherwise."""
    action = _armed.get(name)
    if action is not None:
        action()


@contextmanager
def armed(name: str, action: Callable[[], None]) -> Iterator[None]:
    """Arm ``name`` for the duration of a test."""
    _armed[name] = action
    try:
        yield
    finally:
        del _armed[name]
