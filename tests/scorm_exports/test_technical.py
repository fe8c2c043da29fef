"""Faults as libraries tell them, and the sentence that people read."""

from pathlib import Path

import pytest
from lxml import etree

from scorm_exports import messages, technical
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.xml_reading import XmlError, read_xml
from scorm_exports.packaging.findings import Finding
from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    read_members,
    write_zip,
)
from tests.scorm_exports.damages import ERRORS, UNIT, edit

RARE = technical.explained("nobody knows").partition("nobody")[0]


@pytest.mark.parametrize(
    "data",
    [
        b"<a><b></a>",
        b"<a><b>",
        b"<a>&eacute;</a>",
        b"<a>b & c</a>",
        b"<a>&amp</a>",
        b"<a b='1' b='2'/>",
        b"<x:a/>",
        b"<a x:b=''/>",
        b"hello",
        b"<a/><b/>",
        b"<a>\x01</a>",
        b"<a>\xe9</a>",
    ],
)
def test_common_faults_of_xml_have_a_sentence(data: bytes) -> None:
    with pytest.raises(XmlError) as caught:
        read_xml(data)
    finding = Finding("not_well_formed", "a.xml", {"detail": caught.value.detail})
    said = messages.sentence(finding)
    assert caught.value.detail
    assert RARE not in said
    assert "line 1, column" not in said


ITEM = f'identifierref="SCO-{UNIT}"'
SCHEMA_FAULTS = {
    "order": ERRORS["order of elements"][0],
    "too long": ERRORS["title of 201 characters"][0],
    "not in the list": ERRORS["scormtype in capitals"][0],
    "attribute not allowed": edit((ITEM, ITEM + ' colour="red"')),
    "attribute missing": edit(('type="webcontent" adlcp', "adlcp")),
    "text": edit(("<organizations ", "hello <organizations ")),
    "not a boolean": edit(('isvisible="true"', 'isvisible="yes"')),
}  # fmt: skip


@pytest.mark.parametrize("damage", SCHEMA_FAULTS.values(), ids=SCHEMA_FAULTS)
def test_common_faults_against_a_schema_have_a_sentence(
    tmp_path: Path, damage: object
) -> None:
    members = read_members(build_sample_package(tmp_path).path)
    path = write_zip(tmp_path / "bad.zip", damage(members))  # type: ignore[operator]
    report = check_package(path, SCHEMAS_SOURCE)
    found = [f for f in report.findings if f.code == "schema_invalid"]
    assert found
    for finding in found:
        assert RARE not in messages.sentence(finding), finding


def test_a_rare_fault_is_quoted_after_the_sentence() -> None:
    finding = Finding("notice_invalid", "n.xml", {"detail": "Something 100% odd."})
    said = messages.sentence(finding)
    assert "Something 100% odd" in said
    assert not said.startswith("Something")


def test_every_pattern_is_one_that_libxml_writes() -> None:
    """A schema refusing an element says it in the words that are looked for."""
    schema = etree.XMLSchema(
        etree.fromstring(
            '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="a">'
            '<s:complexType><s:sequence><s:element name="b"/></s:sequence>'
            '<s:attribute name="c" type="s:int" use="required"/></s:complexType>'
            "</s:element></s:schema>"
        )
    )
    for text in ("<a c='1'/>", "<a><b/></a>", "<z/>", "<a c='x'><b/></a>"):
        root = etree.fromstring(text)
        assert not schema.validate(root)
        for error in schema.error_log:
            assert RARE not in technical.explained(error.message), error.message
