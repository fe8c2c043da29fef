"""What can be proven of a package, and what one changed byte does to it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cms import canonical
from cms.signatures import Signer
from scorm_exports import messages
from scorm_exports.packaging import names, sealing
from scorm_exports.packaging.build import BuiltPackage
from scorm_exports.packaging.plan import Generated, Planned
from scorm_exports.packaging.spec import Member, in_order, specify
from scorm_exports.packaging.verify import Verdict, verify_package
from scorm_exports.packaging.write import write_archive
from tests.factories.documents import make_document
from tests.factories.packages import (
    DEMO_SIGNER,
    SIGNER,
    MemoryBlobs,
    build_sample_package,
    make_approval,
    make_keys,
    make_visas,
    read_members,
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


def forge(
    target: Path,
    built: BuiltPackage,
    changes: Mapping[str, bytes | None],
    *,
    reseal: Signer | None = None,
) -> Path:
    """Rewrite a package with our own writer; None removes a member.

    With ``reseal``, the list of files and the seal are made again by that key.
    """
    contents = {n: d for n, d in read_members(built.path).items() if n not in changes}
    contents |= {n: d for n, d in changes.items() if d is not None}
    store = MemoryBlobs()

    def member(path: str, data: bytes) -> Member:
        return specify(Planned(path, Generated(data)), store)

    if reseal is not None:
        del contents[names.FILES], contents[names.SEAL]
        files = sealing.files_json(
            [member(path, data) for path, data in contents.items()],
            profile="scorm12",
            options={},
            runtime_version="0" * 64,
            package_key="0" * 64,
        )
        contents[names.FILES] = files
        contents[names.SEAL] = sealing.seal_json(files, reseal)
    with target.open("wb") as output:
        members = in_order(member(path, data) for path, data in contents.items())
        write_archive(members, store, output)
    return target


def test_a_package_just_built_is_authentic(good: BuiltPackage) -> None:
    verdict = verify(good.path)
    assert (verdict.code, verdict.findings) == (0, ())
    assert [(said.visa.inspector_name, said.standing) for said in verdict.visas] == [
        ("Dominique Fictif", "proven")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"index.html": b"<p>other</p>"}, {("member_altered", "index.html")}),
        ({"fiche.html": None}, {("member_missing", "fiche.html")}),
        ({"extra.js": b"alert(1)"}, {("member_added", "extra.js")}),
        ({ASSET: b"<svg/>"}, {("member_altered", ASSET), ("asset_altered", ASSET)}),
        ({ASSET: None}, {("member_missing", ASSET), ("asset_missing", ASSET)}),
        (
            {"imsmanifest.xml": b"<manifest/>", "ims_xml.xsd": None},
            {("member_altered", "imsmanifest.xml"), ("member_missing", "ims_xml.xsd")},
        ),
        ({names.SEAL: None}, {("member_missing", names.SEAL)}),
        ({names.SEAL: b"{}"}, {("seal_malformed", names.SEAL)}),
        ({names.FILES: None}, {("member_missing", names.FILES)}),
        (
            {names.FILES: b"{}"},
            {("files_malformed", names.FILES), ("seal_signature", names.SEAL)},
        ),
        (
            {names.VISAS: None},
            {("member_missing", names.VISAS)},
        ),
        (
            {names.VISAS: b"[]"},
            {("member_altered", names.VISAS), ("visas_malformed", names.VISAS)},
        ),
    ],
)
def test_what_was_changed_is_named(
    good: BuiltPackage,
    tmp_path: Path,
    changes: Mapping[str, bytes | None],
    expected: set[tuple[str, str]],
) -> None:
    verdict = verify(forge(tmp_path / "forged.zip", good, changes))
    assert verdict.code == 1
    assert found(verdict) == expected


def test_the_list_holds_path_digest_and_size_of_each_file(good: BuiltPackage) -> None:
    contents = read_members(good.path)
    listed = canonical.loads(contents[names.FILES])["files"]
    assert [set(item) for item in listed] == [{"path", "sha256", "size"}] * len(listed)
    assert {item["path"] for item in listed} == set(contents) - {
        names.FILES,
        names.SEAL,
    }
    assert all(item["size"] == len(contents[item["path"]]) for item in listed)


def test_integrity_comes_before_trust(good: BuiltPackage, tmp_path: Path) -> None:
    forged = forge(tmp_path / "f.zip", good, {"index.html": b"x"})
    for keys in ({"schema_version": 1, "keys": []}, None, "nonsense"):
        assert verify_package(forged, keys).code == 1
        assert verify_package(good.path, keys).code == 2


class TestResealed:
    """Somebody changes the package and seals it again with a key of their own."""

    def test_the_unit_must_be_the_one_the_visa_names(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        other = make_document(demo=False, title="Autre titre").to_bytes()
        forged = forge(tmp_path / "f.zip", good, {UNIT: other}, reseal=FORGER)
        verdict = verify(forged)
        assert (verdict.code, found(verdict)) == (1, {("unit_differs_from_visa", UNIT)})

    def test_the_assets_must_be_those_of_the_unit(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        forged = forge(tmp_path / "f.zip", good, {ASSET: b"<svg/>"}, reseal=FORGER)
        assert found(verify(forged)) == {("asset_altered", ASSET)}
        forged = forge(tmp_path / "f.zip", good, {ASSET: None}, reseal=FORGER)
        assert found(verify(forged)) == {("asset_missing", ASSET)}

    def test_the_visa_signature_must_hold(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        visas = canonical.loads(read_members(good.path)[names.VISAS])
        visas["visas"][0]["approval"]["valid_until"] = "2999-01-01"
        changes = {names.VISAS: canonical.dumps(visas)}
        verdict = verify(forge(tmp_path / "f.zip", good, changes, reseal=FORGER))
        assert (verdict.code, found(verdict)) == (1, {("visa_signature", names.VISAS)})
        assert verdict.visas == ()

    def test_a_unit_without_visa_and_a_visa_without_unit(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        empty = canonical.dumps({"schema_version": 1, "visas": [], "corrections": []})
        changes = {names.VISAS: empty}
        verdict = verify(forge(tmp_path / "f.zip", good, changes, reseal=FORGER))
        assert found(verdict) == {("visa_missing", UNIT)}
        verdict = verify(forge(tmp_path / "f.zip", good, {UNIT: None}, reseal=FORGER))
        assert found(verdict) == {("unit_missing", UNIT)}

    def test_code_may_change_but_nothing_then_proves_where_it_comes_from(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        changes = {"player/player.js": b"alert(1)"}
        verdict = verify(forge(tmp_path / "f.zip", good, changes, reseal=FORGER))
        assert (verdict.code, found(verdict)) == (2, {("key_unknown", names.SEAL)})

    def test_a_forged_visa_is_from_an_unknown_key(
        self, good: BuiltPackage, tmp_path: Path
    ) -> None:
        visas = make_visas(make_approval(make_document(demo=False)), signer=FORGER)
        forged = forge(tmp_path / "f.zip", good, {names.VISAS: visas}, reseal=FORGER)
        assert found(verify(forged)) == {
            ("key_unknown", names.SEAL),
            ("key_unknown", names.VISAS),
        }

    @pytest.mark.parametrize("name", ["key_id", "public_key"])
    def test_a_seal_must_be_true_to_itself(
        self, good: BuiltPackage, tmp_path: Path, name: str
    ) -> None:
        seal = canonical.loads(read_members(good.path)[names.SEAL])
        seal[name] = getattr(FORGER, name)
        changes = {names.SEAL: canonical.dumps(seal)}
        verdict = verify(forge(tmp_path / "f.zip", good, changes))
        assert found(verdict) == {("seal_malformed", names.SEAL)}

    @pytest.mark.parametrize("spelling", [b" %s", b"%s\n"])
    def test_another_spelling_of_the_seal_is_an_alteration(
        self, good: BuiltPackage, tmp_path: Path, spelling: bytes
    ) -> None:
        seal = spelling % read_members(good.path)[names.SEAL]
        verdict = verify(forge(tmp_path / "f.zip", good, {names.SEAL: seal}))
        assert found(verdict) == {("seal_malformed", names.SEAL)}


class TestTrust:
    def test_an_unknown_key_proves_nothing(self, good: BuiltPackage) -> None:
        verdict = verify(good.path, make_keys(FORGER))
        assert verdict.code == 2
        assert {finding.code for finding in verdict.findings} == {"key_unknown"}
        assert [said.standing for said in verdict.visas] == ["claimed"]

    def test_a_demonstration_proves_nothing(self, tmp_path: Path) -> None:
        document = make_document()
        demo = build_sample_package(
            tmp_path,
            document=document,
            signer=DEMO_SIGNER,
            visas=make_visas(make_approval(document), signer=DEMO_SIGNER),
        )
        verdict = verify(demo.path, make_keys(DEMO_SIGNER))
        assert verdict.code == 2
        assert {f.code for f in verdict.findings} == {"key_demo", "visa_demo"}
        assert [said.standing for said in verdict.visas] == ["fictional"]

    @pytest.mark.parametrize(
        ("dates", "code"),
        [
            ({"valid_to": "2026-11-22"}, 0),
            ({"valid_to": "2026-11-21"}, 1),
            ({"valid_from": "2026-11-22"}, 0),
            ({"valid_from": "2026-11-23"}, 1),
        ],
    )
    def test_a_key_signs_only_while_it_is_in_use(
        self, good: BuiltPackage, dates: dict[str, str], code: int
    ) -> None:
        verdict = verify(good.path, make_keys(**dates))
        assert verdict.code == code
        assert found(verdict) == ({("key_not_in_use", names.VISAS)} if code else set())
        standing = "claimed" if code else "proven"
        assert [said.standing for said in verdict.visas] == [standing]

    @pytest.mark.parametrize(
        "keys",
        [
            None,
            [],
            "keys",
            {"schema_version": 2, "keys": []},
            {"schema_version": 1, "keys": [None]},
            make_keys(key_id="0" * 16),
            make_keys(algorithm="RSA"),
            make_keys(demo="no"),
            make_keys(valid_from="yesterday"),
            make_keys(SIGNER, SIGNER),
        ],
    )
    def test_keys_that_cannot_be_read_prove_nothing(
        self, good: BuiltPackage, keys: object
    ) -> None:
        verdict = verify_package(good.path, keys)
        assert verdict.code == 2
        assert [f.code for f in verdict.findings] == ["keys_unreadable"]
