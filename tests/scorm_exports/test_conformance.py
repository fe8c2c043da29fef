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
from tests.scorm_exports.damages import (
    ADVICE,
    ERRORS,
    MANIFEST,
    REFUSALS,
    UNIT,
    Members,
    edit,
    without,
)


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
    schema = b'<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"/>'
    members = {**damage(read_members(good)), "x.xsd": schema}
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
    assert codes(report) == {
        "version_not_supported",
        "default_dangling",
        # The schema files are still those of 1.2.
        "schema_of_another_namespace",
    }


@pytest.mark.parametrize(
    ("method", "code", "status"),
    [
        (zipfile.ZIP_BZIP2, "compression_method", "not_conforming"),
        (zipfile.ZIP_LZMA, "lzma_member", "refused"),
    ],
)
def test_other_compressions_are_named_and_not_tried(
    good: Path, tmp_path: Path, method: int, code: str, status: str
) -> None:
    members = read_members(good)
    report = check(write_zip(tmp_path / "all.zip", members, method))
    assert (report.status, codes(report)) == (status, {code})

    path = write_zip(tmp_path / "one.zip", without("fiche.css")(members))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("fiche.css", members["fiche.css"], method)
    report = check(path)
    assert report.status == status
    assert [(f.code, f.place) for f in report.findings] == [(code, "fiche.css")]


def test_a_comment_is_not_conforming(good: Path, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "comment.zip", read_members(good))
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"hello"
    report = check(path)
    assert (report.exit_code, codes(report)) == (1, {"archive_comment"})


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('scormtype="sco"', "scormtype"),
        ('adlcp:scormType="sco"', "adlcp:scormType"),
        ('SCORMTYPE="sco"', "SCORMTYPE"),
    ],
)
def test_the_wanted_attribute_is_named_with_its_prefix(
    good: Path, tmp_path: Path, written: str, found: str
) -> None:
    damage = edit(('adlcp:scormtype="sco"', written))
    report = check(write_zip(tmp_path / "bad.zip", damage(read_members(good))))
    finding = next(f for f in report.findings if f.code == "scormtype_wrong_case")
    assert finding.params["found"] == found
    assert finding.params["wanted"] == "adlcp:scormtype"


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


def test_streamed_and_zip64_archives_are_read_and_not_conforming(
    good: Path, tmp_path: Path
) -> None:
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
    assert (report.exit_code, codes(report)) == (1, {"data_descriptor"})

    path = tmp_path / "zip64.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    report = check(path)
    assert (report.exit_code, codes(report)) == (1, {"zip64"})


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
