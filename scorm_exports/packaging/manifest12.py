"""The SCORM 1.2 manifest, written for the readers of LMSs, not only for XML.

Moodle, ILIAS and Chamilo compare literal names: IMS CP elements stand in the default
namespace and ADL's carry the prefix ``adlcp``. Moodle keeps learners' tracks by item
identifier, so identifiers come from the unit's UUID alone. There is no
``masteryscore`` (Moodle and ILIAS rewrite the status with it), no ``parameters`` and
no ``xml:base`` (read differently, or not at all).
"""

from collections.abc import Sequence

from modules.document import UnitDocument
from scorm_exports.packaging.text import clean, clean_title, cut, escape

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
SCHEMAS = (
    "adlcp_rootv1p2.xsd",
    "ims_xml.xsd",
    "imscp_rootv1p1p2.xsd",
    "imsmd_rootv1p2p1.xsd",
)
"""The official files, at the package root. ``ims_xml.xsd`` is imported by two others."""

MAX_TITLE = 200
"""``titleType`` in the IMS CP 1.1.2 schema."""

_MAX_DESCRIPTION = 2_000
_MAX_KEYWORDS = 10
"""IMS MD 1.2.1 asks readers for 2,000 characters and ten keywords at least."""


def manifest(
    document: UnitDocument, *, version: int, launch: str, files: Sequence[str]
) -> bytes:
    """Return ``imsmanifest.xml`` for one SCO.

    ``files`` are the paths of every member to list, ``launch`` among them. UTF-8, no
    byte-order mark, Unix newlines, no numeric character reference.
    """
    unit = document.unit_id
    title = escape(clean_title(document.title, MAX_TITLE) or unit)
    others = "".join(
        f'      <file href="{escape(path)}"/>\n'
        for path in sorted(files)
        if path != launch
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="MANIFEST-{unit}" version="{version}"
    xmlns="{IMSCP}"
    xmlns:adlcp="{ADLCP}"
    xmlns:imsmd="{IMSMD}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="{IMSCP} imscp_rootv1p1p2.xsd {ADLCP} adlcp_rootv1p2.xsd {IMSMD} imsmd_rootv1p2p1.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
{_metadata(document)}  </metadata>
  <organizations default="ORG-{unit}">
    <organization identifier="ORG-{unit}">
      <title>{title}</title>
      <item identifier="ITEM-{unit}" identifierref="SCO-{unit}" isvisible="true">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="SCO-{unit}" type="webcontent" adlcp:scormtype="sco" href="{launch}">
      <file href="{launch}"/>
      <dependency identifierref="FILES-{unit}"/>
    </resource>
    <resource identifier="FILES-{unit}" type="webcontent" adlcp:scormtype="asset">
{others}    </resource>
  </resources>
</manifest>
""".encode()


def _metadata(document: UnitDocument) -> str:
    language = document.language

    def text(value: str, limit: int) -> str:
        shown = escape(cut(clean(value), limit))
        return f'<imsmd:langstring xml:lang="{escape(language)}">{shown}</imsmd:langstring>'

    def term(value: str) -> str:
        return (
            '<imsmd:source><imsmd:langstring xml:lang="x-none">LOMv1.0'
            "</imsmd:langstring></imsmd:source><imsmd:value>"
            f'<imsmd:langstring xml:lang="x-none">{value}</imsmd:langstring>'
            "</imsmd:value>"
        )

    keywords = "".join(
        f"        <imsmd:keyword>{text(theme.label, 1_000)}</imsmd:keyword>\n"
        for theme in document.themes[:_MAX_KEYWORDS]
    )
    return f"""    <imsmd:lom>
      <imsmd:general>
        <imsmd:title>{text(document.title, 1_000)}</imsmd:title>
        <imsmd:language>{escape(language)}</imsmd:language>
        <imsmd:description>{text(document.summary, _MAX_DESCRIPTION)}</imsmd:description>
{keywords}      </imsmd:general>
      <imsmd:rights>
        <imsmd:cost>{term("no")}</imsmd:cost>
        <imsmd:copyrightandotherrestrictions>{term("yes")}</imsmd:copyrightandotherrestrictions>
        <imsmd:description>{text(document.licence, 1_000)}</imsmd:description>
      </imsmd:rights>
    </imsmd:lom>
"""
