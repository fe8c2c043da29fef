"""Checking any SCORM package, ours or not, without unpacking it. Pure: no Django.

``safety`` decides whether the file may be looked into at all; ``zip_rules`` looks at
the archive, ``xml_reading`` parses the manifest, ``schemas`` validates it,
``manifest_rules`` and ``reference_rules`` hold what schemas cannot say;
``control_rules`` and ``notice_rules`` look at the XML files beside the manifest, which
``documents`` reads; ``check`` runs them.
"""
