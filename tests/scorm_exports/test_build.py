"""From a request to a published file: reproducible, whole, or not there at all."""

import dataclasses
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms import canonical
from scorm_exports.packaging import names
from scorm_exports.packaging.blobs import BlobInfo, TwinInfo
from scorm_exports.packaging.build import rebuild_package
from scorm_exports.packaging.code import code_sources
from scorm_exports.packaging.request import PackagedUnit, Runtime, package_key
from scorm_exports.packaging.spec import Member, in_order
from scorm_exports.packaging.write import write_archive
from tests.factories.documents import BINS_SHA256, make_blobs, make_document
from tests.factories.packages import (
    DEMO_SIGNER,
    VERSION,
    MemoryBlobs,
    build_sample_package,
    make_approval,
    make_request,
    make_runtime,
    make_visas,
    read_members,
)

ASSET = "assets/trois-bennes.svg"
ROOT = Path(__file__).parents[2]


def test_every_reader_reads_it(tmp_path: Path) -> None:
    built = build_sample_package(tmp_path)
    with zipfile.ZipFile(built.path) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
    listed = [info.filename for info in infos]
    assert listed == [names.MANIFEST, *sorted(set(listed) - {names.MANIFEST})]
    for info in infos:
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.external_attr == (stat.S_IFREG | 0o644) << 16
        assert (info.flag_bits, info.extra, info.comment) == (0, b"", b"")
        assert names.PATH.fullmatch(info.filename)
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-tq", built.path], check=True, capture_output=True)


def test_the_package_holds_what_the_contract_says(tmp_path: Path) -> None:
    document = make_document(demo=False)
    members = read_members(build_sample_package(tmp_path, document=document).path)
    assert set(members) == {
        "imsmanifest.xml",
        "index.html",
        "fiche.html",
        "fiche.css",
        "licences.html",
        "player/player.js",
        "player/player.css",
        "player/adapter-scorm.js",
        ASSET,
        f"passerelle/units/{document.unit_id}.json",
        "passerelle/visas.json",
        "passerelle/files.json",
        "passerelle/seal.json",
        "adlcp_rootv1p2.xsd",
        "ims_xml.xsd",
        "imscp_rootv1p1p2.xsd",
        "imsmd_rootv1p2p1.xsd",
    }
    assert members[f"passerelle/units/{document.unit_id}.json"] == document.to_bytes()
    assert members[ASSET] == make_blobs()[BINS_SHA256]
    runtime = make_runtime()
    for path, data in {**runtime.files, **runtime.schemas}.items():
        assert members[path] == data


def test_the_list_of_files_names_every_member_but_itself_and_the_seal(
    tmp_path: Path,
) -> None:
    built = build_sample_package(tmp_path)
    members = read_members(built.path)
    files = canonical.loads(members[names.FILES], require_canonical=True)
    assert files["package_key"] == built.key == package_key(make_request())
    assert files["runtime_version"] == make_runtime().version
    assert (files["schema_version"], files["profile"]) == (1, "scorm12")
    assert (files["options"], files["omitted"]) == ({}, [])
    assert [record["path"] for record in files["files"]] == sorted(
        set(members) - {names.FILES, names.SEAL}
    )
    for record in files["files"]:
        data = members[record["path"]]
        assert record["sha256"] == hashlib.sha256(data).hexdigest()
        assert record["size"] == len(data)
    seal = canonical.loads(members[names.SEAL], require_canonical=True)
    assert set(seal) == {"key_id", "public_key", "signature"}


def test_text_is_deflated_and_media_stored(tmp_path: Path) -> None:
    picture = os.urandom(5_000)
    sha256 = hashlib.sha256(picture).hexdigest()
    document = make_document(demo=False)
    asset = dataclasses.replace(
        document.assets[0],
        sha256=sha256,
        name="photo.png",
        media_type="image/png",
        size=len(picture),
    )
    steps = tuple(
        dataclasses.replace(step, html=step.html.replace(BINS_SHA256, sha256))
        for step in document.steps
    )
    document = dataclasses.replace(document, assets=(asset,), steps=steps)
    store = MemoryBlobs({sha256: picture})
    with zipfile.ZipFile(
        build_sample_package(tmp_path, document=document, store=store).path
    ) as archive:
        methods = {info.filename: info.compress_type for info in archive.infolist()}
    assert methods["index.html"] == zipfile.ZIP_DEFLATED
    assert methods["imscp_rootv1p1p2.xsd"] == zipfile.ZIP_DEFLATED
    assert methods["assets/photo.png"] == zipfile.ZIP_STORED
    assert methods["passerelle/seal.json"] == zipfile.ZIP_STORED
    # Too short to shrink.
    assert methods["player/adapter-scorm.js"] == zipfile.ZIP_STORED


class TestReproducible:
    def test_two_processes_write_the_same_bytes(self, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from tests.factories.packages import "
            "build_sample_package; build_sample_package(Path(sys.argv[1]))"
        )
        written = []
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
            target = tmp_path / seed
            target.mkdir()
            environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
            subprocess.run(
                [sys.executable, "-c", script, str(target)],
                check=True,
                cwd=ROOT,
                env={**os.environ, **environment},
            )
            written.append((target / "unite.zip").read_bytes())
        assert written[0] == written[1]

    def test_the_recorded_members_are_enough_to_write_it_again(
        self, tmp_path: Path
    ) -> None:
        store = MemoryBlobs(make_blobs())
        built = build_sample_package(tmp_path, store=store)
        again = rebuild_package(
            built.members, store, tmp_path / "again.zip", key=built.key
        )
        assert again.sha256 == built.sha256
        assert again.path.read_bytes() == built.path.read_bytes()
        assert built.sha256 == hashlib.sha256(built.path.read_bytes()).hexdigest()
        assert built.size == built.path.stat().st_size

    def test_the_twin_is_data(self, tmp_path: Path) -> None:
        """A store that met this text under another zlib keeps its own twin."""
        store = MemoryBlobs(make_blobs())
        data = make_runtime().schemas["imsmd_rootv1p2p1.xsd"]
        packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush()
        sha256 = hashlib.sha256(data).hexdigest()
        twin = TwinInfo(hashlib.sha256(packed).hexdigest(), len(packed))
        store.data |= {sha256: data, twin.sha256: packed}
        store.infos[sha256] = BlobInfo(sha256, len(data), zlib.crc32(data), twin)
        built = build_sample_package(tmp_path, store=store)
        assert packed in built.path.read_bytes()
        assert read_members(built.path)["imsmd_rootv1p2p1.xsd"] == data

    @pytest.mark.parametrize(
        "change",
        [
            {"signer": DEMO_SIGNER},
            {"verify_url": "https://example.org/verifier/"},
            {"keys_url": "https://example.org/keys.json"},
            {"runtime": make_runtime(code="test-2")},
            {"runtime": make_runtime(files={**make_runtime().files, "player/player.js": b""})},
            {"visas": make_visas(make_approval(make_document(demo=False), version=4))},
            {"profile": "web"},
            {"options": {"video": False}},
            {"units": (PackagedUnit("0" * 64, b"", VERSION),)},
        ],
    )  # fmt: skip
    def test_every_input_is_in_the_key(self, change: dict[str, object]) -> None:
        request = make_request()
        assert package_key(dataclasses.replace(request, **change)) != package_key(
            request
        )
        assert package_key(make_request()) == package_key(request)

    def test_every_source_that_has_a_say_is_named(self) -> None:
        """What building imports, but for what only checks or interrupts."""
        script = (
            "import sys; import scorm_exports.packaging.build; print('\\n'.join("
            "m.__file__ for n, m in sys.modules.items() if m and n.split('.')[0] in "
            "('cms', 'modules', 'lms', 'scorm_exports') and '.' in n))"
        )
        imported = subprocess.run(
            [sys.executable, "-c", script],
            check=True, cwd=ROOT, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        used = {str(Path(file).relative_to(ROOT)) for file in imported}
        named = {path for path, _ in code_sources()}
        silent = {path for path in used if path.startswith("scorm_exports/conformance")}
        assert used - named == silent | {"cms/faults.py"}
        for language in ("fr", "en"):
            player = "modules/static_src/modules/player"
            assert f"{player}/strings.{language}.json" in named
            assert f"scorm_exports/packaging/words/{language}.json" in named

    def test_the_key_of_a_runtime_follows_the_code(self) -> None:
        runtime = make_runtime()
        own = Runtime(runtime.files, runtime.schemas)
        assert len(own.code) == 64
        assert own.version == Runtime(runtime.files, runtime.schemas).version
        assert own.version != runtime.version


PATHS = st.from_regex(
    r"[a-z0-9][a-z0-9_-]{0,8}(/[a-z0-9][a-z0-9_-]{0,8}){0,2}\.(html|js|png|mp4)",
    fullmatch=True,
)


@given(st.dictionaries(PATHS, st.binary(max_size=2_000), min_size=1, max_size=8))
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_written_is_read_back(
    tmp_path: Path, contents: dict[str, bytes]
) -> None:
    store = MemoryBlobs()
    members = []
    for path, data in contents.items():
        info = store.put(data, "text/html" if names.is_text(path) else "image/png")
        packed = (0, info.sha256, info.size)
        if info.twin is not None and info.twin.size < info.size:
            packed = (8, info.twin.sha256, info.twin.size)
        members.append(Member(path, info.sha256, info.size, info.crc32, *packed))
    target = tmp_path / "any.zip"
    with target.open("wb") as output:
        write_archive(in_order(members), store, output)
    assert read_members(target) == contents
