"""One changed byte, a cut, a rewrite: every one is seen and placed."""

import random
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.signatures import Signer
from scorm_exports import messages
from scorm_exports.packaging import names
from scorm_exports.packaging.archive import open_archive
from scorm_exports.packaging.build import BuiltPackage
from scorm_exports.packaging.layout import CENTRAL, LOCAL
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
        path.write_bytes(good.path.read_bytes()[:5_000])
        assert found(verify(path)) == {("not_a_zip", "")}
        assert verify(path).code == 2

    def test_an_end_alone_still_shows_its_evidence(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        data = good.path.read_bytes()
        path = tmp_path / "end.zip"
        path.write_bytes(data[len(data) // 2 : -22])
        assert verify(path).code == 1

    def test_another_tool_rewrote_the_archive(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        path = write_zip(tmp_path / "again.zip", read_members(good.path))
        assert (verify(path).code, found(verify(path))) == (
            1,
            {("archive_rewritten", "")},
        )

    def test_zip_command_rewrote_the_archive(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        try:
            with zipfile.ZipFile(good.path) as archive:
                archive.extractall(tmp_path / "out")
            subprocess.run(
                ["zip", "-qr", "../again.zip", "."], cwd=tmp_path / "out", check=True
            )
        except FileNotFoundError:
            pytest.skip("the zip command is absent")
        verdict = verify(tmp_path / "again.zip")
        assert verdict.code == 1
        assert ("archive_rewritten", "") in found(verdict)

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
