"""Archives made again by other tools: what is harmless, and what is hidden there."""

import shutil
import stat
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cms import canonical
from cms.blobs import _deflate
from cms.signatures import Signer
from scorm_exports.packaging import layout, names, sealing
from scorm_exports.packaging.build import BuiltPackage
from scorm_exports.packaging.plan import Generated, Planned
from scorm_exports.packaging.spec import in_order, specify
from scorm_exports.packaging.verify import Verdict, verify_package
from scorm_exports.packaging.write import write_archive
from tests.factories.documents import make_document
from tests.factories.packages import (
    DEMO_SIGNER,
    MemoryBlobs,
    build_sample_package,
    make_approval,
    make_keys,
    make_visas,
    read_members,
    write_zip,
)

FORGER = Signer.from_text("Zm9yZ2VyLWZvcmdlci1mb3JnZXItZm9yZ2VyLTAwMSE=", demo=False)
NOTE = {("archive_rewritten", "")}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> BuiltPackage:
    return build_sample_package(tmp_path_factory.mktemp("good"))


def by_default(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))


def with_copied_infos(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in sorted(old.infolist(), key=lambda info: info.filename):
            new.writestr(info, old.read(info), compresslevel=6)


def streamed(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, target.open("wb") as file:

        class Unseekable:
            write, flush = file.write, file.flush

        with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as new:  # type: ignore[arg-type]
            for name in old.namelist():
                new.writestr(name, old.read(name))


def as_zip64(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))


def with_the_zip_command(source: Path, target: Path) -> None:
    if shutil.which("zip") is None:
        pytest.skip("the zip command is absent")
    folder = target.with_suffix("")
    with zipfile.ZipFile(source) as archive:
        archive.extractall(folder)
    subprocess.run(["zip", "-qr", str(target), "."], cwd=folder, check=True)


TOOLS = [by_default, with_copied_infos, streamed, as_zip64, with_the_zip_command]
Tool = Callable[[Path, Path], None]


def places(verdict: Verdict) -> set[tuple[str, str]]:
    return {(finding.code, finding.place) for finding in verdict.findings}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_same_files_keep_their_verdict_with_a_note(
    good: BuiltPackage, tmp_path: Path, tool: Tool
) -> None:
    tool(good.path, tmp_path / "again.zip")
    verdict = verify_package(tmp_path / "again.zip", make_keys())
    assert (verdict.code, places(verdict)) == (0, NOTE)
    assert [finding.severity for finding in verdict.findings] == ["advice"]
    unknown = verify_package(tmp_path / "again.zip", make_keys(FORGER))
    assert unknown.code == 2
    assert places(unknown) >= NOTE


def test_a_demonstration_zipped_again_is_still_not_provable(tmp_path: Path) -> None:
    document = make_document()
    demo = build_sample_package(
        tmp_path,
        document=document,
        signer=DEMO_SIGNER,
        visas=make_visas(make_approval(document), signer=DEMO_SIGNER),
    )
    by_default(demo.path, tmp_path / "again.zip")
    assert verify_package(tmp_path / "again.zip", make_keys(DEMO_SIGNER)).code == 2


@pytest.mark.parametrize("level", [1, 6])
def test_another_build_of_zlib_is_not_an_alteration(
    good: BuiltPackage, tmp_path: Path, level: int
) -> None:
    path = tmp_path / "level.zip"
    with zipfile.ZipFile(good.path) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info), compresslevel=level)
    assert path.read_bytes() != good.path.read_bytes()
    verdict = verify_package(path, make_keys())
    assert (verdict.code, verdict.findings) == (0, ())


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"index.html": b"other"}, ("member_altered", "index.html")),
        ({"fiche.html": None}, ("member_missing", "fiche.html")),
        ({"extra.js": b"x"}, ("member_added", "extra.js")),
    ],
)
def test_its_files_are_still_judged(
    good: BuiltPackage,
    tmp_path: Path,
    tool: Tool,
    change: dict[str, bytes | None],
    expected: tuple[str, str],
) -> None:
    members = {**read_members(good.path), **change}
    kept = {name: data for name, data in members.items() if data is not None}
    tool(write_zip(tmp_path / "changed.zip", kept), tmp_path / "again.zip")
    verdict = verify_package(tmp_path / "again.zip", make_keys())
    assert verdict.code == 1
    assert expected in places(verdict)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("change", [{}, {"player/player.js": b"alert(1)"}])
def test_resealed_by_another_key_is_not_provable(
    good: BuiltPackage, tmp_path: Path, tool: Tool, change: dict[str, bytes]
) -> None:
    """Code may be replaced and the seal made again: only the key then tells."""
    contents = {**read_members(good.path), **change}
    del contents[names.SEAL]
    files = canonical.loads(contents.pop(names.FILES))
    store = MemoryBlobs()
    members = [specify(Planned(p, Generated(d)), store) for p, d in contents.items()]
    listed = sealing.files_json(
        members,
        profile=files["profile"],
        options=files["options"],
        runtime_version=files["runtime_version"],
        package_key=files["package_key"],
    )
    contents |= {names.FILES: listed, names.SEAL: sealing.seal_json(listed, FORGER)}
    tool(write_zip(tmp_path / "forged.zip", contents), tmp_path / "again.zip")
    verdict = verify_package(tmp_path / "again.zip", make_keys())
    assert (verdict.code, places(verdict) - NOTE) == (2, {("key_unknown", names.SEAL)})


class TestHidden:
    """What no file of ours holds is an alteration, whoever made the archive."""

    def again(self, good: BuiltPackage, tmp_path: Path) -> Path:
        by_default(good.path, tmp_path / "again.zip")
        return tmp_path / "again.zip"

    def test_a_comment(self, good: BuiltPackage, tmp_path: Path) -> None:
        path = self.again(good, tmp_path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = b"hidden"
        verdict = verify_package(path, make_keys())
        assert (verdict.code, places(verdict)) == (
            1,
            NOTE | {("structure_altered", "")},
        )

    @pytest.mark.parametrize("member", [0, 3, None])
    def test_bytes_before_between_and_after_members(
        self, good: BuiltPackage, tmp_path: Path, member: int | None
    ) -> None:
        path = self.again(good, tmp_path)
        with zipfile.ZipFile(path) as archive:
            infos, start = archive.infolist(), archive.start_dir
        place = infos[member].header_offset if member is not None else start
        data = bytearray(path.read_bytes())
        data[place:place] = b"hidden"
        central = start + 6
        for info in infos:
            moved = info.header_offset + 6 * (info.header_offset >= place)
            struct.pack_into("<I", data, central + 42, moved)
            central += 46 + len(info.filename)
        struct.pack_into("<I", data, len(data) - 6, start + 6)
        path.write_bytes(data)
        verdict = verify_package(path, make_keys())
        named = infos[member].filename if member is not None else ""
        assert verdict.code == 1
        assert ("structure_altered", named) in places(verdict)

    @pytest.mark.parametrize("extra", [b"\xfe\xca\0\0" * 50, b"hidden", b"zz\x02\0hi"])
    def test_extra_fields(
        self, good: BuiltPackage, tmp_path: Path, extra: bytes
    ) -> None:
        path = tmp_path / "again.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in read_members(good.path).items():
                info = zipfile.ZipInfo(name)
                info.extra = extra if name == "fiche.html" else b""
                archive.writestr(info, data)
        verdict = verify_package(path, make_keys())
        assert verdict.code == 1
        assert ("structure_altered", "fiche.html") in places(verdict)

    def test_a_link_with_the_right_content(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        path = tmp_path / "again.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in read_members(good.path).items():
                info = zipfile.ZipInfo(name)
                kind = stat.S_IFLNK if name == "fiche.html" else stat.S_IFREG
                info.create_system, info.external_attr = 3, (kind | 0o644) << 16
                archive.writestr(info, data)
        verdict = verify_package(path, make_keys())
        assert (verdict.code, places(verdict)) == (
            1,
            {("structure_altered", "fiche.html")},
        )

    def test_two_names_for_one_member(self, good: BuiltPackage, tmp_path: Path) -> None:
        path = self.again(good, tmp_path)
        with zipfile.ZipFile(path) as archive:
            place = archive.getinfo("fiche.html").header_offset + layout.LOCAL.size
        data = bytearray(path.read_bytes())
        data[place : place + 5] = b"other"
        path.write_bytes(data)
        verdict = verify_package(path, make_keys())
        assert (verdict.code, places(verdict)) == (
            1,
            NOTE | {("structure_altered", "fiche.html")},
        )

    @pytest.mark.parametrize("name", ["player/", "passerelle/units/"])
    def test_a_folder_that_holds_something(
        self, good: BuiltPackage, tmp_path: Path, name: str
    ) -> None:
        members = {**read_members(good.path), name: b"hidden"}
        path = write_zip(tmp_path / "folder.zip", members)
        assert ("member_added", name) in places(verify_package(path, make_keys()))

    def test_a_folder_of_nothing_listed(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        members = {**read_members(good.path), "elsewhere/": b""}
        path = write_zip(tmp_path / "folder.zip", members)
        assert ("member_added", "elsewhere/") in places(
            verify_package(path, make_keys())
        )


class TestOneMember:
    """In an archive that otherwise has our layout, one odd member was tampered with."""

    def rebuilt(self, good: BuiltPackage, tmp_path: Path, **changes: int) -> Path:
        """Write the package again with one member's ZipInfo changed."""
        path = tmp_path / "one.zip"
        with zipfile.ZipFile(good.path) as old, zipfile.ZipFile(path, "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if info.filename == names.FILES:
                    for name, value in changes.items():
                        setattr(info, name, value)
                new.writestr(info, data, compresslevel=layout.LEVEL)
        return path

    def test_the_layout_is_otherwise_ours(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        assert self.rebuilt(good, tmp_path).read_bytes() == good.path.read_bytes()

    @pytest.mark.parametrize(
        "changes",
        [
            {"external_attr": 0o100600 << 16},
            {"create_system": 0},
            {"compress_type": zipfile.ZIP_DEFLATED},
            {"date_time": (2026, 1, 1, 0, 0, 0)},
            {"internal_attr": 1},
        ],
    )
    def test_is_named(
        self, good: BuiltPackage, tmp_path: Path, changes: dict[str, int]
    ) -> None:
        verdict = verify_package(self.rebuilt(good, tmp_path, **changes), make_keys())
        assert (verdict.code, places(verdict)) == (
            1,
            {("structure_altered", names.FILES)},
        )


def test_stored_texts_are_deflated_at_the_level_that_is_looked_for() -> None:
    data = b"".join(b"%d lines of a text that repeats itself. " % n for n in range(900))
    packer = zlib.compressobj(layout.LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    assert _deflate(data) == packer.compress(data) + packer.flush()


def test_our_own_writer_draws_no_note(good: BuiltPackage, tmp_path: Path) -> None:
    store = MemoryBlobs()
    members = in_order(
        specify(Planned(path, Generated(data)), store)
        for path, data in read_members(good.path).items()
    )
    with (tmp_path / "same.zip").open("wb") as output:
        write_archive(members, store, output)
    assert (tmp_path / "same.zip").read_bytes() == good.path.read_bytes()
