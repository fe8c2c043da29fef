"""Every damage a checker must name, each done to a package that conforms."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scorm_exports import messages
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.report import Report
from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    read_members,
    write_zip,
)

Members = dict[str, bytes]
MANIFEST = "imsmanifest.xml"
UNIT = "5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c10"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample_package(tmp_path_factory.mktemp("good")).path


def check(path: Path) -> Report:
    report = check_package(path, SCHEMAS_SOURCE)
    for finding in report.findings:
        line = messages.line(finding)
        assert "\n" not in line
        assert "no sentence" not in line
    return report


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


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
    "manifest not first": (
        lambda members: {"a.txt": b"", **members},
        "manifest_not_first",
    ),
    "directory entry": (added("player/", b""), "directory_entry"),
    "capitals and spaces": (added("Mon Fichier.txt"), "name_not_plain"),
    "accented name": (added("déchets.txt"), "name_not_ascii"),
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
    "flat bomb": (added("bomb.txt", bytes(80 * 2**20)), "inflates_too_much"),
}  # fmt: skip


def test_a_good_package_conforms_without_a_remark(good: Path) -> None:
    assert check(good) == Report("conforming", (), "1.2")


def test_the_same_content_zipped_by_another_tool_conforms(
    good: Path, tmp_path: Path
) -> None:
    assert check(write_zip(tmp_path / "other.zip", read_members(good))).findings == ()


@pytest.mark.parametrize(("damage", "code"), ERRORS.values(), ids=ERRORS)
def test_damage_is_an_error(
    good: Path, tmp_path: Path, damage: Callable[[Members], Members], code: str
) -> None:
    report = check(write_zip(tmp_path / "bad.zip", damage(read_members(good))))
    assert report.status == "not_conforming"
    assert code in {f.code for f in report.findings if f.severity == "error"}


@pytest.mark.parametrize(("damage", "code"), ADVICE.values(), ids=ADVICE)
def test_weakness_is_advice(
    good: Path, tmp_path: Path, damage: Callable[[Members], Members], code: str
) -> None:
    report = check(write_zip(tmp_path / "weak.zip", damage(read_members(good))))
    assert code in codes(report)
    assert {f.severity for f in report.findings} == {"advice"}
    assert report.exit_code == 0


@pytest.mark.parametrize(("damage", "code"), REFUSALS.values(), ids=REFUSALS)
def test_danger_is_refused(
    good: Path, tmp_path: Path, damage: Callable[[Members], Members], code: str
) -> None:
    report = check(write_zip(tmp_path / "evil.zip", damage(read_members(good))))
    assert (report.status, report.exit_code) == ("refused", 2)
    assert code in codes(report)


@pytest.mark.parametrize(
    "damage", [ERRORS["launch file missing"][0], ERRORS["file of another case"][0]]
)
def test_a_finding_names_its_file(
    good: Path, tmp_path: Path, damage: Callable[[Members], Members]
) -> None:
    report = check(write_zip(tmp_path / "bad.zip", damage(read_members(good))))
    places = {f.place for f in report.findings if f.severity == "error"}
    assert places in ({"index.html"}, {"fiche.html"})


def test_a_finding_about_the_manifest_names_its_line(
    good: Path, tmp_path: Path
) -> None:
    damaged = ERRORS["dangling identifierref"][0](read_members(good))
    lines = damaged[MANIFEST].decode().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "NOWHERE" in text)
    report = check(write_zip(tmp_path / "bad.zip", damaged))
    found = next(f for f in report.findings if f.code == "reference_dangling")
    assert (found.place, found.params["line"]) == (MANIFEST, line)


@pytest.mark.parametrize(
    "text",
    [
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"/>',
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><!-- a --></manifest>',
        '<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"/>',
    ],
)
def test_an_empty_manifest_is_not_conforming(tmp_path: Path, text: str) -> None:
    report = check(write_zip(tmp_path / "empty.zip", {MANIFEST: text.encode()}))
    assert report.status == "not_conforming"
    assert "metadata_missing" in codes(report)


def test_a_declared_extension_with_its_schema_is_only_noted(
    good: Path, tmp_path: Path
) -> None:
    damage = edit(
        ("</item>", '<x:y xmlns:x="urn:x"/></item>'),
        (" adlcp_rootv1p2.xsd", " adlcp_rootv1p2.xsd urn:x x.xsd"),
    )
    members = {**damage(read_members(good)), "x.xsd": b"<x/>"}
    report = check(write_zip(tmp_path / "x.zip", members))
    assert report.status == "conforming"
    assert codes(report) == {"extension_not_checked"}


def test_a_2004_manifest_is_recognised_and_honestly_not_checked(
    good: Path, tmp_path: Path
) -> None:
    damage = edit(
        ("http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.imsglobal.org/xsd/imscp_v1p1"),
        ("http://www.adlnet.org/xsd/adlcp_rootv1p2", "http://www.adlnet.org/xsd/adlcp_v1p3"),
        ("<schemaversion>1.2<", "<schemaversion>2004 4th Edition<"),
        ("scormtype", "scormType"),
        (f'default="ORG-{UNIT}"', 'default="NOWHERE"'),
    )  # fmt: skip
    report = check(write_zip(tmp_path / "2004.zip", damage(read_members(good))))
    assert report.version == "2004"
    assert codes(report) == {"version_not_supported", "default_dangling"}


@pytest.mark.parametrize(
    ("method", "code"), [(zipfile.ZIP_BZIP2, 12), (zipfile.ZIP_LZMA, 14)]
)
def test_other_compressions_are_named_and_not_tried(
    good: Path, tmp_path: Path, method: int, code: int
) -> None:
    members = read_members(good)
    report = check(write_zip(tmp_path / "all.zip", members, method))
    assert report.status == "not_conforming"
    assert {f.params.get("method") for f in report.findings} == {code}

    path = write_zip(tmp_path / "one.zip", without("fiche.css")(members))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("fiche.css", members["fiche.css"], method)
    report = check(path)
    assert [(f.code, f.place) for f in report.findings] == [
        ("compression_method", "fiche.css")
    ]


def test_links_devices_and_encryption_are_refused(good: Path, tmp_path: Path) -> None:
    for mode in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        path = write_zip(tmp_path / "link.zip", read_members(good))
        with zipfile.ZipFile(path, "a") as archive:
            link = zipfile.ZipInfo("link.txt")
            link.create_system, link.external_attr = 3, (mode | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        assert codes(check(path)) == {"not_a_regular_file"}

    data = bytearray(good.read_bytes())
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path = tmp_path / "encrypted.zip"
    path.write_bytes(data)
    assert codes(check(path)) == {"encrypted_member"}


def test_duplicate_names_are_refused(good: Path, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "twice.zip", read_members(good))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("fiche.html", b"another")
    report = check(path)
    assert report.status == "refused"
    assert [(f.code, f.place) for f in report.findings] == [
        ("duplicate_name", "fiche.html")
    ]


def test_a_name_told_twice_differently_is_refused(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes().replace(b"fiche.html", b"fIche.html", 1)
    path = tmp_path / "two.zip"
    path.write_bytes(data)
    assert codes(check(path)) == {"two_names"}


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "o.zip", {MANIFEST: b"x" * 50, "b.txt": b"y" * 50})
    data = bytearray(path.read_bytes())
    # The second directory entry is made to point at the first member.
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    path.write_bytes(data)
    assert check(path).status == "refused"


def test_a_lying_size_is_found_while_inflating(good: Path, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "lie.zip", read_members(good))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    size = struct.unpack_from("<I", data, entry + 24)[0]
    struct.pack_into("<I", data, entry + 24, size - 1)
    path.write_bytes(data)
    assert "member_damaged" in codes(check(path))


def test_streamed_and_zip64_archives_are_read(good: Path, tmp_path: Path) -> None:
    members = read_members(good)
    streamed = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return streamed.write(data)

    with zipfile.ZipFile(Unseekable(), "w") as archive:  # type: ignore[arg-type]
        for name, data in members.items():
            archive.writestr(name, data)
    path = tmp_path / "streamed.zip"
    path.write_bytes(streamed.getvalue())
    report = check(path)
    assert report.status == "conforming"
    assert codes(report) == {"data_descriptor"}

    path = tmp_path / "zip64.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    assert codes(check(path)) == {"zip64"}


def test_too_many_members_are_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_001):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    assert codes(check(path)) == {"too_many_members"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_zip"),
        (b"hello", "not_a_zip"),
        (b"PK\x05\x06" + bytes(18), "manifest_missing"),
        (b"PK\x05\x06" + b"\xff" * 18, "not_a_zip"),
        (b"PK\x05\x06" + bytes(4) + b"\x01\0\x01\0" + bytes(10), "directory_damaged"),
    ],
)
def test_what_is_not_a_zip_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(data)
    report = check(path)
    assert report.status == "refused"
    assert codes(report) == {code}


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert codes(check(tmp_path)) == {"not_a_file"}
    assert codes(check(tmp_path / "absent.zip")) == {"file_absent"}


def test_the_manifest_may_not_drown_the_report(good: Path, tmp_path: Path) -> None:
    items = "".join(
        f'<item identifier="{number}"><title>t</title></item>'
        for number in range(2_000)
    )
    members = edit(("</organization>", f"{items}</organization>"))(read_members(good))
    report = check(write_zip(tmp_path / "many.zip", members))
    assert len(report.findings) == 501
    assert report.findings[-1].code == "more_findings"
