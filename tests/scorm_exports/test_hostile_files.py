"""Bytes that nobody should have to read: a sentence, never a traceback."""

import io
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms import canonical
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.manifest import Manifest
from scorm_exports.conformance.manifest_rules import manifest_findings
from scorm_exports.conformance.reference_rules import reference_findings
from scorm_exports.conformance.xml_reading import XmlError, read_xml
from scorm_exports.packaging.archive import ArchiveError, Budget, open_archive
from scorm_exports.packaging.deflate import DeflateError, Inflater
from scorm_exports.packaging.evidence import FilesError, read_files
from scorm_exports.packaging.keys import KeysError, read_keys
from scorm_exports.packaging.verify import verify_package
from scorm_exports.packaging.visas import VisasError, read_visas
from tests.factories.documents import make_document
from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    make_approval,
    make_keys,
    make_visas,
    read_members,
)

FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build_sample_package(tmp_path_factory.mktemp("good")).path.read_bytes()


edits = st.lists(
    st.tuples(
        st.integers(0, 30_000), st.integers(0, 40), st.binary(max_size=40)
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@FUZZ
@given(edits)
def test_damaged_packages(good: bytes, tmp_path: Path, changes: list) -> None:
    data = good
    for position, length, new in changes:
        start = position % (len(data) + 1)
        data = data[:start] + new + data[start + length :]
    path = tmp_path / "damaged.zip"
    path.write_bytes(data)
    report = check_package(path, SCHEMAS_SOURCE)
    verdict = verify_package(path, make_keys())
    assert report.exit_code in (0, 1, 2)
    assert verdict.code == (0 if data == good else 1)


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_around_zip_signatures(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.zip"
    for end in (b"", b"PK\x05\x06" + data[:18].ljust(18, b"\0")):
        path.write_bytes(b"PK\x03\x04" + data + b"PK\x01\x02" + data + end)
        assert check_package(path, SCHEMAS_SOURCE).status == "refused"
        assert verify_package(path, make_keys()).code in (1, 2)


@FUZZ
@given(st.binary(max_size=400))
def test_directories_made_of_anything(data: bytes) -> None:
    body = b"PK\x01\x02" + data
    end = b"PK\x05\x06" + bytes(4) + b"\1\0\1\0" + len(body).to_bytes(4, "little")
    file = io.BytesIO(body + end + bytes(4) + bytes(2))
    try:
        archive = open_archive(file)
        for entry in archive.entries:
            list(archive.content(entry, Budget()))
    except ArchiveError:
        pass


@FUZZ
@given(st.binary(max_size=300))
def test_any_deflate_stream(data: bytes) -> None:
    inflater = Inflater()
    try:
        for start in range(0, len(data), 7):
            for piece in inflater.feed(data[start : start + 7]):
                assert piece
        inflater.finish()
    except DeflateError:
        pass


def test_inflating_goes_by_steps() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(bytes(10_000_000)) + packer.flush()
    inflater = Inflater()
    sizes = [len(piece) for piece in inflater.feed(packed)]
    inflater.finish()
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= 256 * 1024


tokens = st.sampled_from(
    [
        "<manifest", ">", "</manifest>", "<item ", "/>", "<organizations",
        ' xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"',
        ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
        ' identifier="a"', ' identifierref="a"', ' default="b"', " xml:base='x/'",
        "<resources>", "</resources>", "<resource ", ' href="a.html?x#y"',
        ' href="%C3%A9"', ' href=""', '<file href="../a"/>', "<title>", "</title>",
        "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [", "&#233;", "&a;", "\0", "é",
        "<?xml version='1.0' encoding='latin1'?>", "<x:y xmlns:x='u'/>", "</resource>",
    ]
)  # fmt: skip


@FUZZ
@given(st.lists(tokens, max_size=25).map("".join), st.sampled_from(["utf-8", "utf-16"]))
@example("<!---->" * 3 + "<!DOCTYPE a>", "utf-16")
def test_any_manifest(text: str, encoding: str) -> None:
    for document in (text, f"<manifest{' ' + text}", f"<manifest>{text}</manifest>"):
        try:
            manifest = Manifest(read_xml(document.encode(encoding)))
        except XmlError:
            continue
        list(manifest_findings(manifest))
        reference_findings(manifest, frozenset({"a.html", "imsmanifest.xml"}))


@FUZZ
@given(edits)
def test_any_manifest_near_ours(good: bytes, tmp_path: Path, changes: list) -> None:
    members = read_members_of(good)
    data = members["imsmanifest.xml"]
    for position, length, new in changes:
        start = position % (len(data) + 1)
        data = data[:start] + new + data[start + length :]
    path = tmp_path / "near.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"imsmanifest.xml": data}).items():
            archive.writestr(name, content)
    assert check_package(path, SCHEMAS_SOURCE).exit_code in (0, 1, 2)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["schema_version", "visas", "corrections", "approval", "key_id", "keys",
                 "public_key", "signature", "files", "omitted", "path", "size", "sha256"]
            ),
            children,
            max_size=6,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@FUZZ
@given(json_values)
def test_any_json_in_place_of_ours(value: object) -> None:
    data = canonical.dumps(value)
    for read, error in ((read_visas, VisasError), (read_files, FilesError)):
        with pytest.raises(error):
            read(data)
    with suppress(KeysError):
        read_keys(value)


@pytest.mark.parametrize(
    "name",
    ["unit_id", "version", "fingerprint", "demo", "inspector", "approved_on",
     "valid_until", "schema_version"],
)  # fmt: skip
@pytest.mark.parametrize("value", [None, [], 1.5, "2026-13-01", True])
def test_a_visa_with_a_wrong_member_is_refused(name: str, value: object) -> None:
    if isinstance(value, float):
        value = {}
    good = make_approval(make_document())
    if name == "demo" and value is True:
        value = 1
    if name in ("unit_id", "fingerprint") and isinstance(value, str):
        value = 5
    with pytest.raises(VisasError):
        read_visas(make_visas({**good, name: value}))


def read_members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_reading_back_is_what_was_written(good: bytes, tmp_path: Path) -> None:
    path = tmp_path / "same.zip"
    path.write_bytes(good)
    assert read_members(path) == read_members_of(good)
