"""Damage done to a good package, and the code that each must be called by."""

from collections.abc import Callable

Members = dict[str, bytes]
MANIFEST = "imsmanifest.xml"
UNIT = "5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c10"


def edit(*changes: tuple[str, str]) -> Callable[[Members], Members]:
    """Change the text of the manifest; each text to change must be there."""

    def change(members: Members) -> Members:
        text = members[MANIFEST].decode()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return members | {MANIFEST: text.encode()}

    return change


def without(name: str) -> Callable[[Members], Members]:
    return lambda members: {n: d for n, d in members.items() if n != name}


def renamed(old: str, new: str) -> Callable[[Members], Members]:
    return lambda members: {(new if n == old else n): d for n, d in members.items()}


def added(name: str, data: bytes = b"x") -> Callable[[Members], Members]:
    return lambda members: {**members, name: data}


ITEM = f'<item identifier="ITEM-{UNIT}" identifierref="SCO-{UNIT}" isvisible="true">'
TITLE = "<title>Trier les déchets d’un chantier de rénovation</title>"
SCO = f'<resource identifier="SCO-{UNIT}" type="webcontent"'

ERRORS = {
    # What the 1.2 rules and schemas say.
    "schema missing": (without("adlcp_rootv1p2.xsd"), "schema_missing"),
    "imported schema missing": (without("ims_xml.xsd"), "schema_missing"),
    "content file missing": (without("fiche.html"), "file_missing"),
    "launch file missing": (without("index.html"), "file_missing"),
    "file of another case": (renamed("fiche.html", "Fiche.html"), "file_wrong_case"),
    "wrong schemaversion": (
        edit(("<schemaversion>1.2<", "<schemaversion>1.3<")),
        "schemaversion_wrong",
    ),
    "schemaversion with a space": (
        edit(("<schemaversion>1.2<", "<schemaversion>1.2 <")),
        "schemaversion_wrong",
    ),
    "wrong schema": (edit(("ADL SCORM", "IMS Content")), "schema_wrong"),
    "missing scormtype": (edit((' adlcp:scormtype="sco"', "")), "scormtype_missing"),
    "scormtype as in 2004": (
        edit(('adlcp:scormtype="sco"', 'adlcp:scormType="sco"')),
        "scormtype_wrong_case",
    ),
    "scormtype in capitals": (
        edit(('adlcp:scormtype="sco"', 'adlcp:scormtype="SCO"')),
        "scormtype_wrong",
    ),
    "duplicate identifier": (
        edit((f'identifier="FILES-{UNIT}"', f'identifier="SCO-{UNIT}"')),
        "identifier_duplicate",
    ),
    "identifier starts with a digit": (
        edit((f"ITEM-{UNIT}", f"1-{UNIT}")),
        "identifier_not_a_name",
    ),
    "identifier missing": (
        edit((f'<organization identifier="ORG-{UNIT}">', "<organization>")),
        "identifier_missing",
    ),
    "identifier of 256 characters": (
        edit((f"ITEM-{UNIT}", "I" * 256)),
        "identifier_too_long",
    ),
    "dangling identifierref": (
        edit((f'identifierref="SCO-{UNIT}"', 'identifierref="NOWHERE"')),
        "reference_dangling",
    ),
    "dangling default": (
        edit((f'default="ORG-{UNIT}"', 'default="NOWHERE"')),
        "default_dangling",
    ),
    "dangling dependency": (
        edit((f'identifierref="FILES-{UNIT}"', 'identifierref="NOWHERE"')),
        "dependency_dangling",
    ),
    "missing item title": (
        edit((f"{ITEM}\n        {TITLE}", ITEM)),
        "item_title_missing",
    ),
    "empty item title": (edit((TITLE, "<title> </title>")), "item_title_missing"),
    "missing organization title": (
        edit((f"      {TITLE}\n      <item", "<item")),
        "organization_title_missing",
    ),
    "title of 201 characters": (
        edit((TITLE, f"<title>{'t' * 201}</title>")),
        "title_too_long",
    ),
    "leaf item without reference": (
        edit((f' identifierref="SCO-{UNIT}"', "")),
        "leaf_without_reference",
    ),
    "missing metadata": (
        edit(("<schema>ADL SCORM</schema>\n    <schemaversion>1.2</schemaversion>", "")),
        "metadata_missing",
    ),
    "no organization": (
        lambda members: edit(
            (
                members[MANIFEST]
                .decode()
                .partition(f'<organizations default="ORG-{UNIT}">')[2]
                .partition("</organizations>")[0],
                "",
            ),
            (f' default="ORG-{UNIT}"', ""),
        )(members),
        "organization_missing",
    ),
    "measure above 100": (
        edit(("</item>", "<adlcp:masteryscore>101</adlcp:masteryscore></item>")),
        "measure_out_of_range",
    ),
    "measure that is no number": (
        edit(("</item>", "<adlcp:masteryscore>NaN</adlcp:masteryscore></item>")),
        "measure_out_of_range",
    ),
    "not well-formed": (edit(("</manifest>", "")), "not_well_formed"),
    "named entity": (edit((TITLE, "<title>d&eacute;chets</title>")), "not_well_formed"),
    "not a manifest": (
        lambda members: members | {MANIFEST: b"<html/>"},
        "root_not_manifest",
    ),
    "unknown namespace without schema": (
        edit(("</item>", '<x:y xmlns:x="urn:x"/></item>')),
        "namespace_without_schema",
    ),
    "unknown attribute namespace": (
        edit((ITEM, ITEM[:-1] + ' xmlns:x="urn:x" x:y="1">')),
        "namespace_without_schema",
    ),
    "order of elements": (
        edit((TITLE + "\n      <item", "<item"), ("</item>", f"</item>{TITLE}")),
        "schema_invalid",
    ),
    "schema in a folder": (
        edit((" adlcp_rootv1p2.xsd", " xsd/adlcp_rootv1p2.xsd")),
        "schema_not_at_root",
    ),
    "schema on the web": (
        edit((" adlcp_rootv1p2.xsd", " http://www.adlnet.org/adlcp_rootv1p2.xsd")),
        "schema_external",
    ),
    # Literal prefixes.
    "prefix other than adlcp": (
        edit(("xmlns:adlcp", "xmlns:adl"), ("adlcp:", "adl:")),
        "adlcp_prefix",
    ),
    "prefixed IMS CP": (
        lambda members: edit(
            ("<", "<cp:"),
            ("<cp:/imsmd:", "</imsmd:"),
            ("<cp:imsmd:", "<imsmd:"),
            ("<cp:/", "</cp:"),
            ("<cp:?", "<?"),
            ('xmlns="', 'xmlns:cp="'),
        )(members),
        "imscp_prefixed",
    ),
    # References.
    "launch file not listed": (
        edit(('      <file href="index.html"/>\n', "")),
        "launch_not_listed",
    ),
    "query string": (
        edit(('type="webcontent" adlcp:scormtype="sco" href="index.html"',
              'type="webcontent" adlcp:scormtype="sco" href="index.html?a=1"')),
        "href_query",
    ),
    "absolute href": (edit(('href="fiche.html"', 'href="/fiche.html"')), "href_absolute"),
    "back-slash in href": (
        edit(('href="player/player.js"', 'href="player\\player.js"')),
        "href_backslash",
    ),
    "href out of the package": (
        edit(('href="fiche.html"', 'href="../fiche.html"')),
        "href_outside",
    ),
    "href without extension": (
        lambda members: edit(('href="index.html"', 'href="index"'))(
            renamed("index.html", "index")(members)
        ),
        "no_extension",
    ),
    "listed file without extension": (
        lambda members: edit(('href="fiche.html"', 'href="fiche"'))(
            renamed("fiche.html", "fiche")(members)
        ),
        "no_extension",
    ),
    "launched from the web": (
        edit((
            'adlcp:scormtype="sco" href="index.html"',
            'adlcp:scormtype="sco" href="https://example.org/index.html"',
        )),
        "href_external",
    ),
    "scormtype without its prefix": (
        edit(('adlcp:scormtype="sco"', 'scormtype="sco"')),
        "scormtype_wrong_case",
    ),
    "launched resource without href": (
        edit(('adlcp:scormtype="sco" href="index.html"', 'adlcp:scormtype="sco"')),
        "launch_href_missing",
    ),
    "base on resources": (
        edit(("<resources>", '<resources xml:base="player/">')),
        "xml_base",
    ),
    # The archive.
    "back-slashes in names": (
        renamed("player/player.js", "player\\player.js"),
        "backslash_in_name",
    ),
    "names that differ by case": (added("FICHE.HTML"), "names_differ_by_case"),
    "manifest not first": (
        lambda members: {"a.txt": b"", **members},
        "manifest_not_first",
    ),
    "directory entry": (added("player/", b""), "directory_entry"),
    "accented name": (added("déchets.txt"), "name_not_ascii"),
    # Schema files.
    "schema announced for a namespace that is not used": (
        edit((" adlcp_rootv1p2.xsd", " adlcp_rootv1p2.xsd urn:x x.xsd")),
        "schema_missing",
    ),
    "schema that is not XML": (
        added("adlcp_rootv1p2.xsd", b"<xsd:schema"),
        "schema_not_well_formed",
    ),
    "schema that is another document": (
        added("imscp_rootv1p1p2.xsd", b"<html/>"),
        "schema_not_a_schema",
    ),
    "schema of another namespace": (
        lambda members: {
            **members, "adlcp_rootv1p2.xsd": members["imscp_rootv1p1p2.xsd"]
        },
        "schema_of_another_namespace",
    ),
    "schema that nobody announces and is no schema": (
        added("other.xsd", b"hello"),
        "schema_not_well_formed",
    ),
}  # fmt: skip

ADVICE = {
    "unlisted file": (added("notes.txt"), "file_not_listed"),
    "numeric reference": (
        edit((TITLE, "<title>d&#233;chets</title>")),
        "numeric_reference",
    ),
    "mastery score": (
        edit(("</item>", "<adlcp:masteryscore>66</adlcp:masteryscore></item>")),
        "masteryscore_used",
    ),
    "prerequisites": (
        edit((
            "</item>",
            '<adlcp:prerequisites type="aicc_script">X</adlcp:prerequisites></item>',
        )),
        "prerequisites_used",
    ),
    "parameters": (edit((ITEM, ITEM[:-1] + ' parameters="?a=1">')), "parameters_used"),
    "isvisible left out": (edit((' isvisible="true"', "")), "isvisible_missing"),
    "base on a resource": (
        edit(
            (SCO, SCO + ' xml:base="./"'),
            ('href="index.html"', 'href="index.html"'),
        ),
        "xml_base",
    ),
    "external file": (
        edit(('<file href="fiche.html"/>',
              '<file href="fiche.html"/><file href="https://example.org/a.js"/>')),
        "href_external",
    ),
    "sub-manifest": (
        edit((
            "</resources>",
            '</resources><manifest identifier="SUB"><organizations/><resources/>'
            "</manifest>",
        )),
        "sub_manifest",
    ),
    "byte-order mark": (
        lambda members: members | {MANIFEST: b"\xef\xbb\xbf" + members[MANIFEST]},
        "byte_order_mark",
    ),
    "UTF-16": (
        lambda members: (
            members
            | {
                MANIFEST: members[MANIFEST]
                .decode()
                .replace("UTF-8", "UTF-16")
                .encode("utf-16")
            }
        ),
        "encoding_not_utf8",
    ),
    "long identifier": (edit((f"ITEM-{UNIT}", "I" * 65)), "identifier_too_long"),
    "default left out": (edit((f' default="ORG-{UNIT}"', "")), "default_missing"),
    "official schema with one more line": (
        lambda members: {
            **members, "ims_xml.xsd": members["ims_xml.xsd"] + b"\n"
        },
        "schema_differs",
    ),
    "schema with a DOCTYPE": (
        added("xml.xsd", b'<!DOCTYPE xs:schema PUBLIC "-//W3C//DTD" "x.dtd"><a/>'),
        "schema_not_checked",
    ),
    "capitals and spaces": (added("Mon Fichier.txt"), "name_not_plain"),
    "launch resource second": (
        edit(
            (
                "  <resources>\n",
                '  <resources>\n<resource identifier="FIRST" type="webcontent" '
                'adlcp:scormtype="asset" href="fiche.html"><file href="fiche.html"/>'
                "</resource>\n",
            ),
        ),
        "launch_not_first",
    ),
}  # fmt: skip

REFUSALS = {
    "no manifest": (without(MANIFEST), "manifest_missing"),
    "manifest in a subfolder": (
        lambda members: {f"unite/{name}": data for name, data in members.items()},
        "manifest_in_folder",
    ),
    "wrong-case manifest": (renamed(MANIFEST, "IMSManifest.xml"), "manifest_wrong_case"),
    "traversal": (added("../evil.html"), "name_unsafe"),
    "traversal with back-slashes": (added("a\\..\\..\\evil.html"), "name_unsafe"),
    "absolute name": (added("/etc/evil"), "name_unsafe"),
    "drive": (added("C:/evil.html"), "name_unsafe"),
    "line break in a name": (added("evil\n.html"), "name_unsafe"),
    "direction change in a name": (added("evil\u202elmth.exe"), "name_unsafe"),
    "name of 300 bytes": (added("n" * 296 + ".txt"), "name_too_long"),
    "33 levels": (added("a/" * 32 + "a.txt"), "name_too_deep"),
    "DOCTYPE": (
        edit(("<manifest ", '<!DOCTYPE manifest SYSTEM "file:///etc/passwd"><manifest ')),
        "doctype_forbidden",
    ),
    "DOCTYPE, before anything is parsed": (
        lambda members: members | {MANIFEST: b"<?a?><!DOCTYPE m [<!ENTITY a 'b'>"},
        "doctype_forbidden",
    ),
    "entities in UTF-16": (
        lambda members: (
            members
            | {
                MANIFEST: '<?xml version="1.0" encoding="UTF-16"?><!-- a --><!DOCTYPE m '
                '[<!ENTITY a "aaa">]><m>&a;</m>'.encode("utf-16")
            }
        ),
        "doctype_forbidden",
    ),
    "encoding nobody needs": (
        edit(('encoding="UTF-8"', 'encoding="UTF-7"')),
        "encoding_unknown",
    ),
    "deep manifest": (
        lambda members: members | {MANIFEST: b"<a>" * 150 + b"</a>" * 150},
        "manifest_too_deep",
    ),
    "very deep manifest": (
        lambda members: members | {MANIFEST: b"<a>" * 100_000},
        "manifest_too_deep",
    ),
    "11 MiB manifest": (
        lambda members: members | {MANIFEST: b"<a>" + b" " * 11 * 2**20 + b"</a>"},
        "manifest_too_large",
    ),
    "entities in a schema file": (
        added("x.xsd", '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'.encode("utf-16")),
        "xml_doctype",
    ),
    "deep schema file": (added("x.xsd", b"<a>" * 100_000), "xml_too_deep"),
    "11 MiB schema file": (added("x.xsd", bytes(11 * 2**20)), "xml_too_large"),
    "flat bomb": (added("bomb.txt", bytes(80 * 2**20)), "inflates_too_much"),
}  # fmt: skip
