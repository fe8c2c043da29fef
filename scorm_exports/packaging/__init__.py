"""From frozen documents to one verified, reproducible zip. Pure: no Django.

The stages, one module each: ``plan`` (which members), ``spec`` (their sizes and
checksums, in order), ``manifest``, ``write``, ``check``, ``publish``; ``build`` runs
them. ``verify`` reads a finished package back and says what can be proven of it.
"""
