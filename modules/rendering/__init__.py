"""From a frozen document to the page that people read and answer. Pure."""

from modules.rendering.player import Notice, PlayerPage, render_player
from modules.rendering.strings import long_date, unit_strings

__all__ = ["Notice", "PlayerPage", "long_date", "render_player", "unit_strings"]
