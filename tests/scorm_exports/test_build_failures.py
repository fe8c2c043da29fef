"""When a package cannot be made: a named reason, and no file."""

import dataclasses
import zlib
from pathlib import Path

import pytest

from cms import canonical, faults
from scorm_exports import messages
from scorm_exports.packaging.build import rebuild_package
from scorm_exports.packaging.check import check_written
from scorm_exports.packaging.errors import (
    BlobAltered,
    BlobMissing,
    PackageRejected,
    PackageTooLarge,
    PackagingError,
    RequestRefused,
)
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.publish import publish
from scorm_exports.packaging.spec import Member, in_order
from scorm_exports.packaging.write import write_archive
from tests.factories.documents import BINS_SHA256, make_blobs, make_document
from tests.factories.packages import (
    MemoryBlobs,
    build_sample_package,
    make_approval,
    make_request,
    make_runtime,
    make_visas,
)

ASSET = "assets/trois-bennes.svg"
ROOT = Path(__file__).parents[2]


class TestNothingAppears:
    """Whatever goes wrong, no file is left: neither the target nor a temporary."""

    def test_when_a_blob_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(BlobMissing) as caught:
            build_sample_package(tmp_path, store=MemoryBlobs())
        assert (caught.value.path, caught.value.sha256) == (ASSET, BINS_SHA256)
        assert ASSET in str(caught.value)
        assert list(tmp_path.iterdir()) == []

    def test_when_a_file_went_missing_behind_its_row(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        twin = store.infos[BINS_SHA256].twin
        assert twin is not None
        del store.data[twin.sha256]
        with pytest.raises(BlobMissing) as caught:
            build_sample_package(tmp_path, store=store)
        assert caught.value.path == ASSET
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "alter",
        [
            lambda data: data[:-1],
            lambda data: data + b"\0",
            lambda data: data[:10] + bytes([data[10] ^ 1]) + data[11:],
            lambda data: b"",
            lambda data: b"\x03\x00",
            lambda data: zlib.compress(data)[2:-4],
        ],
    )
    @pytest.mark.parametrize("which", ["blob", "twin"])
    def test_when_a_blob_or_its_twin_is_altered(
        self, tmp_path: Path, alter: object, which: str
    ) -> None:
        store = MemoryBlobs(make_blobs())
        info = store.infos[BINS_SHA256]
        assert info.twin is not None
        if which == "blob":
            store.infos[BINS_SHA256] = dataclasses.replace(info, twin=None)
        sha256 = info.sha256 if which == "blob" else info.twin.sha256
        store.data[sha256] = alter(store.data[sha256])  # type: ignore[operator]
        with pytest.raises(BlobAltered) as caught:
            build_sample_package(tmp_path, store=store)
        assert (caught.value.path, caught.value.sha256) == (ASSET, sha256)
        assert ASSET in str(caught.value)
        assert sha256 in str(caught.value)
        assert list(tmp_path.iterdir()) == []

    def test_when_the_twin_is_of_another_text(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        other = store.put(b"<svg/>" * 30, "image/svg+xml")
        info = store.infos[BINS_SHA256]
        store.infos[BINS_SHA256] = dataclasses.replace(info, twin=other.twin)
        with pytest.raises(BlobAltered) as caught:
            build_sample_package(tmp_path, store=store)
        assert caught.value.path == ASSET

    def test_when_the_store_lies_about_a_checksum(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        info = store.infos[BINS_SHA256]
        store.infos[BINS_SHA256] = dataclasses.replace(info, crc32=info.crc32 ^ 1)
        with pytest.raises(BlobAltered):
            build_sample_package(tmp_path, store=store)

    def test_when_the_machine_stops_half_way(self, tmp_path: Path) -> None:
        target = tmp_path / "unite.zip"
        target.write_bytes(b"yesterday")
        seen = []

        def stop() -> None:
            seen.append(1)
            if len(seen) == 5:
                raise OSError(28, "No space left on device")

        with (
            faults.armed("package.after_member", stop),
            pytest.raises(OSError, match="space"),
        ):
            build_sample_package(tmp_path)
        assert len(seen) == 5
        assert target.read_bytes() == b"yesterday"
        assert list(tmp_path.iterdir()) == [target]

    def test_when_the_disk_gives_back_something_else(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        members = build_sample_package(tmp_path, store=store).members
        (tmp_path / "unite.zip").unlink()

        def check(path: Path, written: tuple[str, int]) -> None:
            data = bytearray(path.read_bytes())
            data[1_000] ^= 1
            path.write_bytes(data)
            check_written(path, *written)

        with pytest.raises(PackageRejected, match="written_differs"):
            publish(
                tmp_path / "a.zip",
                lambda output: write_archive(members, store, output),
                check,
            )
        assert list(tmp_path.iterdir()) == []

    def test_when_the_list_of_files_is_wrong(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        built = build_sample_package(tmp_path, store=store)
        (tmp_path / "unite.zip").unlink()
        members = [m for m in built.members if m.path != "fiche.html"]
        with pytest.raises(PackageRejected, match="member_missing"):
            rebuild_package(members, store, tmp_path / "a.zip", key=built.key)
        assert list(tmp_path.iterdir()) == []

    def test_progress_is_told_and_may_stop_the_build(self, tmp_path: Path) -> None:
        store = MemoryBlobs(make_blobs())
        built = build_sample_package(tmp_path, store=store)
        seen: list[tuple[int, int]] = []
        rebuild_package(
            built.members, store, tmp_path / "b.zip", key=built.key,
            progress=lambda done, total: seen.append((done, total)),
        )  # fmt: skip
        total = len(built.members)
        assert seen == [(n, total) for n in range(1, total + 1)]


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"profile": "scorm13"}, "unknown_profile"),
            ({"options": {"quality": "best"}}, "unknown_option"),
            ({"units": ()}, "visa_without_unit"),
            ({"visas": b"{}"}, "visas_unreadable"),
            (
                {"visas": canonical.dumps(
                    {"schema_version": 1, "visas": [], "corrections": []})},
                "visa_missing",
            ),
            (
                {"visas": make_visas(make_approval(make_document(demo=False), version=9))},
                "visa_missing",
            ),
            ({"runtime": make_runtime(files={})}, "runtime_missing"),
            ({"runtime": make_runtime(schemas={})}, "runtime_missing"),
        ],
    )  # fmt: skip
    def test_a_request_that_does_not_fit_together(
        self, tmp_path: Path, change: dict[str, object], reason: str
    ) -> None:
        with pytest.raises(RequestRefused) as caught:
            build_sample_package(tmp_path, **change)
        assert caught.value.reason == reason
        assert list(tmp_path.iterdir()) == []

    def test_a_document_that_is_not_its_fingerprint(self, tmp_path: Path) -> None:
        unit = make_request().units[0]
        changed = dataclasses.replace(unit, data=unit.data + b" ")
        with pytest.raises(RequestRefused, match="fingerprint_differs"):
            build_sample_package(tmp_path, units=(changed,))

    def test_a_visa_whose_signature_does_not_hold(self, tmp_path: Path) -> None:
        visas = canonical.loads(make_visas(make_approval(make_document(demo=False))))
        visas["visas"][0]["approval"]["inspector"]["name"] = "Quelqu’un d’autre"
        with pytest.raises(RequestRefused, match="visa_not_signed"):
            build_sample_package(tmp_path, visas=canonical.dumps(visas))

    def test_two_units_in_one_sco(self, tmp_path: Path) -> None:
        first = make_document(demo=False)
        second = make_document(
            demo=False, unit_id="5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c11"
        )
        units = [make_request(document).units[0] for document in (first, second)]
        visas = make_visas(make_approval(first), make_approval(second))
        with pytest.raises(RequestRefused, match="not_one_unit"):
            build_sample_package(tmp_path, units=tuple(units), visas=visas)

    def test_more_than_a_plain_zip_can_hold(self) -> None:
        huge = Member("a.mp4", "0" * 64, 2**32, 0, 0, "0" * 64, 2**32)
        with pytest.raises(PackageTooLarge):
            in_order([huge])
        with pytest.raises(RequestRefused, match="path_not_plain"):
            in_order([dataclasses.replace(huge, path="../a.mp4")])


@pytest.mark.parametrize(
    "error",
    [
        BlobMissing("0" * 64, ASSET),
        BlobAltered("0" * 64, ASSET),
        PackageTooLarge("", "4 GiB"),
        PackageRejected([Finding("member_altered", ASSET)]),
        *(
            RequestRefused(reason, "place")
            for reason in (
                "unknown_profile",
                "unknown_option",
                "not_one_unit",
                "runtime_missing",
                "fingerprint_differs",
                "document_unreadable",
                "visas_unreadable",
                "visa_missing",
                "visa_not_signed",
                "visa_without_unit",
                "two_members_one_path",
                "path_not_plain",
            )
        ),
    ],
    ids=str,
)
def test_every_failure_has_a_sentence(error: PackagingError) -> None:
    sentence = messages.error_sentence(error)
    assert sentence
    assert "no sentence" not in sentence
    assert error.place in sentence or isinstance(error, RequestRefused)


def test_a_package_that_does_not_conform_is_not_published(tmp_path: Path) -> None:
    schemas = make_runtime().schemas
    broken = schemas["imscp_rootv1p1p2.xsd"].replace(b'name="item"', b'name="iten"')
    runtime = make_runtime(schemas={**schemas, "imscp_rootv1p1p2.xsd": broken})
    with pytest.raises(RequestRefused, match="runtime_missing"):
        build_sample_package(tmp_path, runtime=runtime)
    assert list(tmp_path.iterdir()) == []
