"""Notices beside the manifest and inside it: which are valid, and what is said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorm_exports import messages
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.report import Report
from scorm_exports.packaging.findings import Finding
from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    read_members,
    write_zip,
)
from tests.scorm_exports.damages import MANIFEST, UNIT, Members, edit

IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
NOTICE = "metadata/notice.xml"
ITEM = f'<item identifier="ITEM-{UNIT}" identifierref="SCO-{UNIT}" isvisible="true">'
LOCATION = f"<adlcp:location>{NOTICE}</adlcp:location>"
PLACES = {
    "manifest": ("<schemaversion>1.2</schemaversion>", LOCATION, "</metadata>"),
    "organization": ("</organization>", f"<metadata>{LOCATION}</metadata>", ""),
    "item": ("</item>", f"<metadata>{LOCATION}</metadata>", ""),
    "resource": (f'<file href="{NOTICE}"/>', f"<metadata>{LOCATION}</metadata>", ""),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Members:
    return read_members(build_sample_package(tmp_path_factory.mktemp("good")).path)


def with_notice(good: Members, notice: bytes, place: str = "manifest") -> Members:
    """List the notice among the files and name it from one of the places."""
    listed = edit(
        (
            '<file href="fiche.html"/>',
            f'<file href="fiche.html"/><file href="{NOTICE}"/>',
        )
    )(good)
    text = listed[MANIFEST].decode()
    if place == "manifest":
        text = text.replace(
            "  </metadata>\n  <organizations", f"{LOCATION}</metadata><organizations"
        )
    elif place == "resource":
        files = f'<resource identifier="FILES-{UNIT}" type="webcontent" adlcp:scormtype="asset">'
        text = text.replace(files, files + PLACES[place][1])
    else:
        text = text.replace(PLACES[place][0], PLACES[place][1] + PLACES[place][0])
    assert LOCATION in text
    return {**listed, MANIFEST: text.encode(), NOTICE: notice}


def check(tmp_path: Path, members: Members) -> Report:
    report = check_package(write_zip(tmp_path / "n.zip", members), SCHEMAS_SOURCE)
    assert all("no sentence" not in messages.line(f) for f in report.findings)
    return report


def lom(body: str, namespace: str = LOM) -> bytes:
    return f'<lom xmlns="{namespace}" xmlns:f="urn:f">{body}</lom>'.encode()


def notice_of(report: Report, code: str = "notice_invalid") -> list[Finding]:
    return [finding for finding in report.findings if finding.code == code]


VALID = {
    "empty": lom(""),
    "general": lom(
        "<general><identifier/><title><string>T</string></title><language>fr</language>"
        "<language>en</language></general><lifeCycle><contribute/><contribute/>"
        "</lifeCycle><technical><format>a</format><format>b</format></technical>"
    ),
    "repeated categories": lom(
        "<educational/><educational/><relation/><relation/><annotation/>"
        "<annotation/><classification/><classification/>"
    ),
    "any order": lom("<rights/><general/>"),
    "elements of a profile": lom("<general><f:documentType/>\n</general>\n<rights/>"),
    "IMS MD": lom(
        "<general><title><langstring>T</langstring></title></general>", IMSMD
    ),
}
INVALID = {
    "doubled general": lom("<general/><general/>"),
    "doubled rights": lom("<rights/><rights/>"),
    "doubled title": lom("<general><title/><title/></general>"),
    "unknown category": lom("<generic/>"),
    "category of another standard": lom("<f:general/>"),
    "wrong case": lom("<lifecycle/>"),
    "unknown element": lom("<general><titel/></general>"),
    "element of another category": lom("<rights><title/></rights>"),
    "text in the root": lom("hello"),
    "text after a category": lom("<general/>hello"),
    "text in a category": lom("<general>hello</general>"),
    "another root": f'<general xmlns="{LOM}"/>'.encode(),
    "IMS MD, doubled general": lom("<general/><general/>", IMSMD),
    "IMS MD, unknown element": lom("<general><titel/></general>", IMSMD),
    "IMS MD, another root": f'<nothing xmlns="{IMSMD}"/>'.encode(),
}


@pytest.mark.parametrize("notice", VALID.values(), ids=VALID)
def test_a_valid_notice_draws_no_remark(
    good: Members, tmp_path: Path, notice: bytes
) -> None:
    assert check(tmp_path, with_notice(good, notice)).findings == ()


@pytest.mark.parametrize("notice", INVALID.values(), ids=INVALID)
def test_an_invalid_notice_is_an_error(
    good: Members, tmp_path: Path, notice: bytes
) -> None:
    report = check(tmp_path, with_notice(good, notice))
    assert report.exit_code == 1
    assert {(f.code, f.place) for f in report.findings} == {("notice_invalid", NOTICE)}


@pytest.mark.parametrize("place", PLACES)
def test_a_notice_is_looked_at_wherever_it_is_named(
    good: Members, tmp_path: Path, place: str
) -> None:
    report = check(tmp_path, with_notice(good, INVALID["doubled general"], place))
    assert [f.place for f in notice_of(report)] == [NOTICE]


def test_the_line_and_the_element_are_named(good: Members, tmp_path: Path) -> None:
    notice = lom("<general/>\n\n<general/>")
    (finding,) = notice_of(check(tmp_path, with_notice(good, notice)))
    assert finding.params["line"] == 3
    assert "'general'" in str(finding.params["detail"])


def test_a_notice_must_exist(good: Members, tmp_path: Path) -> None:
    members = with_notice(good, b"")
    del members[NOTICE]
    report = check(tmp_path, members)
    assert {(f.code, f.place) for f in report.findings} == {("file_missing", NOTICE)}


@pytest.mark.parametrize("notice", [b"", b"<lom>", b"hello", b"<lom>&eacute;</lom>"])
def test_a_notice_must_be_xml(good: Members, tmp_path: Path, notice: bytes) -> None:
    report = check(tmp_path, with_notice(good, notice))
    assert report.exit_code == 1
    assert [f.place for f in notice_of(report, "notice_not_well_formed")] == [NOTICE]


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "xml_doctype"),
        ('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'.encode("utf-16"), "xml_doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml_doctype"),
        (b"<a>" * 100_000, "xml_too_deep"),
        (b"<a>" + b" " * 11 * 2**20 + b"</a>", "xml_too_large"),
    ],
)
def test_a_hostile_notice_refuses_the_package(
    good: Members, tmp_path: Path, notice: bytes, code: str
) -> None:
    report = check(tmp_path, with_notice(good, notice))
    assert (report.exit_code, [(f.code, f.place) for f in report.findings]) == (
        2,
        [(code, NOTICE)],
    )


def test_a_notice_of_another_standard_is_honestly_not_checked(
    good: Members, tmp_path: Path
) -> None:
    report = check(tmp_path, with_notice(good, b'<dc xmlns="urn:dc"/>'))
    assert (report.exit_code, [f.code for f in report.findings]) == (
        0,
        ["notice_not_checked"],
    )


@pytest.mark.parametrize(
    ("body", "code"), [("<general/>", 0), ("<general/><general/>", 1)]
)
def test_metadata_inside_the_manifest_are_checked_alike(
    good: Members, tmp_path: Path, body: str, code: int
) -> None:
    inline = lom(body).decode().replace("<", "<lom:").replace("<lom:/", "</lom:")
    inline = inline.replace("xmlns=", "xmlns:lom=")
    schema = f'<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="{LOM}"/>'
    members = edit(
        (" adlcp_rootv1p2.xsd", f" adlcp_rootv1p2.xsd {LOM} lom.xsd"),
        ("</item>", f"<metadata>{inline}</metadata></item>"),
    )({**good, "lom.xsd": schema.encode()})
    report = check(tmp_path, members)
    found = {(finding.code, finding.place) for finding in report.findings}
    assert found == ({("notice_invalid", MANIFEST)} if code else set())
    assert report.exit_code == code


pieces = st.sampled_from(
    [f'<lom xmlns="{LOM}">', f'<lom xmlns="{IMSMD}">', "</lom>", "<general>", "é", "&a;",
     "</general>", "<title/>", "<rights/>", "text", "<!-- -->", "<?p?>", "<x:y/>", "\0",
     '<f:a xmlns:f="urn:f"/>', "<![CDATA[a]]>", "<!DOCTYPE a>", "<general/>"]
)  # fmt: skip


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(pieces, max_size=12).map("".join), st.sampled_from(["utf-8", "utf-16"]))
def test_any_notice(good: Members, tmp_path: Path, text: str, encoding: str) -> None:
    for notice in (text, f'<lom xmlns="{LOM}">{text}</lom>'):
        members = with_notice(good, notice.encode(encoding))
        assert check(tmp_path, members).exit_code in (0, 1, 2)
