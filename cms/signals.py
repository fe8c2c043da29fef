"""Signals of the foundation."""

from django.dispatch import Signal

# A person asked to be signed out on every device; no session of theirs is left. Sent
# inside the transaction that says so. Provides args: user
signed_out_everywhere = Signal()
