"""ZIP64 records: harmless ones are read and named, lying ones refuse the archive."""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.report import Report
from scorm_exports.packaging import zip64
from scorm_exports.packaging.verify import verify_package
from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    make_keys,
    read_members,
    write_zip,
)

FULL = 0xFFFFFFFF


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("plain")
    members = read_members(build_sample_package(folder).path)
    return write_zip(folder / "plain.zip", members).read_bytes()


def with_record(data: bytes, *, masked: bool = False, **lies: int) -> bytes:
    """Add a ZIP64 record and locator; ``lies`` change what they say."""
    start, end = len(data) - 22, data[-22:]
    count, length, offset = struct.unpack("<HII", end[10:20])
    told = {"count": count, "total": count, "length": length, "offset": offset}
    told |= {"size": 44, "disk": 0, "place": start, "signature": 0x06064B50} | lies
    record = struct.pack(
        "<IQ2H2I4Q",
        told["signature"], told["size"], 45, 45, told["disk"], 0,
        told["count"], told["total"], told["length"], told["offset"],
    )  # fmt: skip
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, told["place"], 1)
    if masked:
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, FULL, FULL, 0)
    return data[:start] + record + locator + end


def with_central_extra(data: bytes, extra: bytes, **header: int) -> bytes:
    """Add an extra field to the last directory header, and change its fields."""
    central = data.rindex(b"PK\x01\x02")
    out = bytearray(data[:-22] + extra + data[-22:])
    struct.pack_into("<H", out, central + 30, len(extra))
    for name, place in (("packed", 20), ("size", 24), ("offset", 42)):
        if name in header:
            struct.pack_into("<I", out, central + place, header[name])
    length = struct.unpack_from("<I", out, len(out) - 10)[0]
    struct.pack_into("<I", out, len(out) - 10, length + len(extra))
    return bytes(out)


def check(tmp_path: Path, data: bytes) -> Report:
    path = tmp_path / "zip64.zip"
    path.write_bytes(data)
    return check_package(path, SCHEMAS_SOURCE)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("masked", [False, True])
def test_a_record_that_tells_the_truth_is_only_not_conforming(
    plain: bytes, tmp_path: Path, masked: bool
) -> None:
    report = check(tmp_path, with_record(plain, masked=masked))
    assert (report.exit_code, codes(report)) == (1, {"zip64_directory"})
    # The content is still what was sealed.
    assert verify_package(tmp_path / "zip64.zip", make_keys()).code == 0


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    "lies",
    [
        {"count": 1},
        {"count": 1, "total": 1},
        {"size": 45},
        {"size": 2**63},
        {"disk": 1},
        {"place": 0},
        {"place": 2**63},
        {"signature": 0},
    ],
)
def test_a_record_that_lies_is_refused(
    plain: bytes, tmp_path: Path, lies: dict[str, int], masked: bool
) -> None:
    report = check(tmp_path, with_record(plain, masked=masked, **lies))
    assert report.exit_code == 2
    assert codes(report) <= {"zip64_lies", "directory_damaged"}


@pytest.mark.parametrize("lies", [{"length": 1}, {"offset": 0}, {"offset": 2**40}])
def test_a_directory_elsewhere_is_refused(
    plain: bytes, tmp_path: Path, lies: dict[str, int]
) -> None:
    assert codes(check(tmp_path, with_record(plain, **lies))) == {"zip64_lies"}
    masked = check(tmp_path, with_record(plain, masked=True, **lies))
    assert codes(masked) == {"directory_damaged"}


def test_masked_numbers_without_a_record_are_refused(
    plain: bytes, tmp_path: Path
) -> None:
    data = bytearray(plain)
    struct.pack_into("<I", data, len(data) - 6, FULL)
    assert codes(check(tmp_path, bytes(data))) == {"zip64_lies"}


def last(data: bytes) -> tuple[int, int, int]:
    """Return size, packed size and offset of the last member."""
    central = data.rindex(b"PK\x01\x02")
    packed, size = struct.unpack_from("<II", data, central + 20)
    return size, packed, struct.unpack_from("<I", data, central + 42)[0]


def field(*numbers: int) -> bytes:
    return struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


def test_a_field_that_tells_the_truth_is_only_not_conforming(
    plain: bytes, tmp_path: Path
) -> None:
    size, packed, offset = last(plain)
    for data in (
        with_central_extra(plain, field(size), size=FULL),
        with_central_extra(plain, field(offset), offset=FULL),
        with_central_extra(plain, field(size, packed), size=FULL, packed=FULL),
        with_central_extra(plain, field(size, packed, offset), size=FULL),
        with_central_extra(plain, field(size, packed)),
        with_central_extra(plain, field()),
    ):
        report = check(tmp_path, data)
        assert (report.exit_code, codes(report)) == (1, {"zip64"})


def test_a_field_that_lies_is_refused(plain: bytes, tmp_path: Path) -> None:
    size, packed, offset = last(plain)
    for data in (
        with_central_extra(plain, b"", size=FULL),
        with_central_extra(plain, field(), size=FULL),
        with_central_extra(plain, field(size), size=FULL, packed=FULL),
        with_central_extra(plain, field(size + 1, packed)),
        with_central_extra(plain, field(size, packed, offset + 1)),
        with_central_extra(plain, field(size, packed, offset, 0, 9), offset=0),
        with_central_extra(plain, field(size) + field(size), size=FULL),
    ):
        report = check(tmp_path, data)
        assert (report.exit_code, codes(report)) == (2, {"zip64_lies"})


def test_a_local_field_must_say_what_the_directory_says(
    plain: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "local.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("imsmanifest.xml", "a.txt"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(b"content")
    data = bytearray(path.read_bytes())
    assert codes(check(tmp_path, bytes(data))) == {"zip64", "not_well_formed"}
    place = 30 + len("imsmanifest.xml") + 4
    assert struct.unpack_from("<Q", data, place) == (7,)
    struct.pack_into("<Q", data, place, 8)
    report = check(tmp_path, bytes(data))
    assert (report.exit_code, codes(report)) == (2, {"zip64_lies"})


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40), st.lists(st.integers(0, FULL), max_size=3))
def test_any_extra_field(extra: bytes, values: list[int]) -> None:
    for value in (extra, b"\1\0\x10\0" + extra, b"\1\0\x08\0" + extra):
        try:
            found = zip64.resolved(value, [*values, FULL])
        except zip64.Zip64Error:
            continue
        assert len(found) == len(values) + 1
