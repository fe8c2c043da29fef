"""Blocks of a unit, by subject. ``steps`` imports the others; none imports it."""

from modules.blocks.steps import StepBlock

__all__ = ["StepBlock"]
