"""One changed byte, a cut, a rewrite: every one is seen and placed."""

import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.signatures import Signer
from scorm_exports import messages
from scorm_exports.packaging import names
from scorm_exports.packaging.archive import open_archive
from scorm_exports.packaging.build import BuiltPackage
from scorm_exports.packaging.layout import CENTRAL, DEFLATED, LOCAL
from scorm_exports.packaging.plan import Generated, Planned
from scorm_exports.packaging.spec import Member, in_order, specify
from scorm_exports.packaging.verify import Verdict, verify_package
from scorm_exports.packaging.write import write_archive
from tests.factories.packages import (
    MemoryBlobs,
    build_sample_package,
    make_keys,
    read_members,
    write_zip,
)

FORGER = Signer.from_text("Zm9yZ2VyLWZvcmdlci1mb3JnZXItZm9yZ2VyLTAwMSE=", demo=False)
UNIT = names.unit_path("5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c10")
ASSET = "assets/trois-bennes.svg"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> BuiltPackage:
    return build_sample_package(tmp_path_factory.mktemp("good"))


def verify(path: Path, keys: object = None) -> Verdict:
    verdict = verify_package(path, make_keys() if keys is None else keys)
    for finding in verdict.findings:
        line = messages.line(finding)
        assert "\n" not in line
        assert "no sentence" not in line
    return verdict


def found(verdict: Verdict) -> set[tuple[str, str]]:
    return {(finding.code, finding.place) for finding in verdict.findings}


def end_of_first(path: Path) -> int:
    """Return where the first member of an archive ends."""
    with path.open("rb") as file:
        return open_archive(file).entries[1].offset


def inflated(packed: bytes, limit: int) -> bytes | None:
    """Inflate a whole raw stream, None when it is not one."""
    stream = zlib.decompressobj(-15)
    try:
        data = stream.decompress(packed, limit + 1)
    except zlib.error:
        return None
    return data if stream.eof and not stream.unused_data else None


class TestOneChangedByte:
    def owners(self, path: Path) -> dict[int, str]:
        """Return the member each byte of an archive belongs to."""
        with path.open("rb") as file:
            archive = open_archive(file)
            owners, central = {}, archive.directory_offset
            for entry in archive.entries:
                length = LOCAL.size + len(entry.raw_name) + entry.packed_size
                for offset in range(entry.offset, entry.offset + length):
                    owners[offset] = entry.name
                length = CENTRAL.size + len(entry.raw_name)
                for offset in range(central, central + length):
                    owners[offset] = entry.name
                central += length
        return owners

    def offsets(self, path: Path) -> set[int]:
        """Return every byte of seal, list and headers, and some of all the rest."""
        data = path.read_bytes()
        chosen = set(random.Random(2026).sample(range(len(data)), 400))
        with path.open("rb") as file:
            archive = open_archive(file)
            chosen |= set(range(archive.directory_offset, len(data)))
            for entry in archive.entries:
                start = entry.offset + LOCAL.size + len(entry.raw_name)
                end = start + entry.packed_size
                chosen |= set(range(entry.offset, start)) | {start, end - 1}
                if entry.name in (names.SEAL, names.FILES):
                    chosen |= set(range(start, end))
        return chosen

    def test_is_seen_and_its_member_named(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        data, owners = good.path.read_bytes(), self.owners(good.path)
        path, keys = tmp_path / "flipped.zip", make_keys()
        missed = []
        for offset in sorted(self.offsets(good.path)):
            flipped = bytearray(data)
            flipped[offset] ^= 1 << offset % 8
            path.write_bytes(flipped)
            verdict = verify_package(path, keys)
            places = {finding.place for finding in verdict.findings}
            if verdict.code != 1 or owners.get(offset, "") not in places:
                missed.append((offset, owners.get(offset), verdict))
        assert missed == []

    def test_is_seen_even_when_the_content_stays_the_same(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        """Padding after the end of a deflate stream is read by nobody."""
        data = good.path.read_bytes()
        path, keys = tmp_path / "flipped.zip", make_keys()
        with good.path.open("rb") as file:
            archive = open_archive(file)
            last = [
                (e.name, archive.local(e).data_offset + e.packed_size - 1)
                for e in archive.entries
                if e.method == DEFLATED
            ]
        harmless = 0
        for name, offset in last:
            for bit in range(8):
                flipped = bytearray(data)
                flipped[offset] ^= 1 << bit
                path.write_bytes(flipped)
                with zipfile.ZipFile(path) as read:
                    harmless += read.testzip() is None
                verdict = verify_package(path, keys)
                assert (verdict.code, name) in {
                    (verdict.code if verdict.code == 1 else 0, f.place)
                    for f in verdict.findings
                }, (name, bit)
        assert harmless > len(last)

    def test_is_seen_when_a_stream_was_bent_to_give_the_same_content(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        """A match may be read from another distance, where a text repeats itself."""
        data = good.path.read_bytes()
        path = tmp_path / "bent.zip"
        bent = 0
        with good.path.open("rb") as file:
            archive = open_archive(file)
            texts = [e for e in archive.entries if e.method == DEFLATED]
            streams = [(e.name, archive.local(e).data_offset, e) for e in texts]
        for name, start, entry in streams:
            packed = data[start : start + entry.packed_size]
            content = zlib.decompress(packed, -15)
            for offset in range(len(packed)):
                changed = bytearray(packed)
                changed[offset] ^= 1 << offset % 8
                if inflated(bytes(changed), len(content)) != content:
                    continue
                bent += 1
                path.write_bytes(data[:start] + changed + data[start + len(packed) :])
                assert found(verify(path)) == {("structure_altered", name)}
        assert bent


class TestStructure:
    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data + b"\0",
            lambda data: b"\0" + data,
            lambda data: data[:-2] + b"\x05\0hello",
            lambda data: data[:-1],
            lambda data: data[: len(data) * 9 // 10],
            lambda data: data[:-22],
        ],
        ids=["trailing", "leading", "comment", "short", "cut", "no end"],
    )
    def test_an_incomplete_or_padded_archive_is_altered(
        self, good: BuiltPackage, tmp_path: Path, change: Callable[[bytes], bytes]
    ) -> None:
        path = tmp_path / "changed.zip"
        path.write_bytes(change(good.path.read_bytes()))
        assert verify(path).code == 1

    def test_a_beginning_without_evidence_is_not_provable(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        path = tmp_path / "start.zip"
        data = good.path.read_bytes()
        for length in (0, 29, 60, end_of_first(good.path) - 1):
            path.write_bytes(data[:length])
            assert found(verify(path)) == {("not_a_zip", "")}
            assert verify(path).code == 2

    def test_a_cut_after_the_first_member_shows(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        data, first = good.path.read_bytes(), end_of_first(good.path)
        path = tmp_path / "cut.zip"
        for length in (first, first + 1, *range(first, len(data), 701), len(data) - 1):
            path.write_bytes(data[:length])
            assert ("archive_unreadable", "") in found(verify(path))
            assert verify(path).code == 1

    def test_a_foreign_archive_that_was_cut_is_not_provable(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        members = {"imsmanifest.xml": b"<manifest/>" * 90, "a.txt": b"a" * 5_000}
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            path = write_zip(tmp_path / "foreign.zip", members, method)
            path.write_bytes(path.read_bytes()[:-30])
            assert (verify(path).code, found(verify(path))) == (2, {("not_a_zip", "")})

    def test_an_end_alone_still_shows_its_evidence(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        data = good.path.read_bytes()
        path = tmp_path / "end.zip"
        path.write_bytes(data[len(data) // 2 : -22])
        assert verify(path).code == 1

    def test_another_deflate_of_the_same_content_is_seen(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        store = MemoryBlobs()
        members = []
        for path, data in read_members(good.path).items():
            member = specify(Planned(path, Generated(data)), store)
            if path == "index.html":
                # The same content, stored instead of deflated.
                member = Member(
                    path, member.sha256, member.size, member.crc32, 0,
                    member.sha256, member.size,
                )  # fmt: skip
            members.append(member)
        target = tmp_path / "stored.zip"
        with target.open("wb") as output:
            write_archive(in_order(members), store, output)
        assert found(verify(target)) == {("structure_altered", "index.html")}

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "not_a_zip"),
            (b"not a zip", "not_a_zip"),
            (b"PK\x05\x06" + bytes(18), "no_evidence"),
        ],
    )
    def test_what_is_no_package_of_ours_is_not_provable(
        self, tmp_path: Path, data: bytes, code: str
    ) -> None:
        path = tmp_path / "file.zip"
        path.write_bytes(data)
        assert (verify(path).code, found(verify(path))) == (2, {(code, "")})

    def test_a_foreign_package_is_not_provable(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        members = {
            name: data
            for name, data in read_members(good.path).items()
            if not name.startswith("passerelle/")
        }
        path = write_zip(tmp_path / "foreign.zip", members)
        assert (verify(path).code, found(verify(path))) == (2, {("no_evidence", "")})

    def test_a_bomb_beside_our_evidence_is_stopped(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        members = read_members(good.path) | {"bomb.txt": bytes(80 * 2**20)}
        verdict = verify(write_zip(tmp_path / "bomb.zip", members))
        assert verdict.code == 1
        assert ("inflates_too_much", "bomb.txt") in found(verdict)

    def test_a_missing_file_or_a_folder_is_not_provable(self, tmp_path: Path) -> None:
        assert found(verify(tmp_path)) == {("not_a_file", "")}
        assert found(verify(tmp_path / "absent.zip")) == {("file_absent", "")}
        assert verify(tmp_path).code == 2
