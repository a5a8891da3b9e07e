"""A pack says of itself whatever was done to it."""

import subprocess
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_builders import FILES, KEY
from iam_audit.errors import DeliveryError, InputError
from iam_audit.evidence import keys, stamps
from iam_audit.evidence.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, STAMP, STAMP_SIGNATURE
from iam_audit.evidence.stamps import stamp_by
from iam_audit.evidence.verdict import Fault, Trust
from iam_audit.evidence.verifying import manifest_of, verify
from iam_audit.evidence.zip_layout import CENTRAL, END, LOCAL

TOGETHER = {MANIFEST: {SIGNATURE}, SIGNATURE: {MANIFEST}, STAMP: {STAMP_SIGNATURE}, STAMP_SIGNATURE: {STAMP}}
"""Files that cannot be told apart when a signature does not fit."""


def owners(path):
    """To which file each byte of a pack belongs; the pack's own name for its end."""
    with zipfile.ZipFile(path) as opened:
        infos = opened.infolist()
    held = []
    for info in infos:
        held += [info.filename] * (LOCAL.size + len(info.filename) + info.file_size)
    for info in infos:
        held += [info.filename] * (CENTRAL.size + len(info.filename))
    held += [path.name] * END.size
    assert len(held) == path.stat().st_size
    return held


def faults(verdict):
    return {(one.fault, one.file) for one in verdict.problems}


def repacked(path, change, where="other.zip"):
    """Write the pack again by Python's own module, with its files changed."""
    with zipfile.ZipFile(path) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    with zipfile.ZipFile(path.parent / where, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path.parent / where


def test_a_pack_that_nobody_touched_is_intact(packed):
    verdict = verify(packed(), Trust())

    assert verdict.intact
    assert verdict.files == len(FILES) + 1
    assert (verdict.key, verdict.pinned, verdict.previous) == (
        keys.fingerprint(KEY.public_key()),
        False,
        None,
    )


def test_equal_contents_are_equal_bytes(packed):
    assert packed("one.zip").read_bytes() == packed("two.zip").read_bytes()


def test_every_flipped_byte_is_found_and_its_file_named(packed):
    path = packed()
    whole, held = path.read_bytes(), owners(path)
    for at, owner in enumerate(held):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        named = {one.file for one in verify(path, Trust()).problems}
        assert named & {owner, *TOGETHER.get(owner, ())}, f"byte {at} of {owner}: {named}"


@given(at=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_change_of_a_byte_is_found(packed, at, mask):
    path = packed()
    whole = bytearray(path.read_bytes())
    place = int(at * len(whole))
    owner = owners(path)[place]
    whole[place] ^= mask
    path.write_bytes(whole)

    assert {one.file for one in verify(path, Trust()).problems} & {owner, *TOGETHER.get(owner, ())}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data[:-1], id="a byte too few"),
        pytest.param(lambda data: data + b"\n", id="a byte too many"),
        pytest.param(lambda data: b"#" + data, id="something before it"),
        pytest.param(lambda data: data[: len(data) // 2], id="half of it"),
        pytest.param(lambda data: b"", id="nothing"),
        pytest.param(lambda data: b"\0" * len(data), id="zeros"),
    ],
)
def test_a_pack_that_is_cut_or_longer_is_not_intact(packed, change):
    path = packed()
    path.write_bytes(change(path.read_bytes()))

    assert not verify(path, Trust()).intact


def test_what_was_added_taken_out_or_changed_is_told_apart(packed):
    def change(files):
        files["extra.txt"] = b"?"
        files["README.txt"] = b"other words\n"
        del files["reports/report.md"]

    found = faults(verify(repacked(packed(), change), Trust()))

    assert (Fault.ADDED, "extra.txt") in found
    assert (Fault.ALTERED, "README.txt") in found
    assert (Fault.MISSING, "reports/report.md") in found
    assert (Fault.SIGNATURE, MANIFEST) not in found


def test_a_pack_that_was_packed_again_with_the_same_files_says_that(packed):
    found = verify(repacked(packed(), lambda files: None), Trust()).problems

    assert [one.file for one in found] == ["other.zip"]
    assert "another program" in found[0].what


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE, PUBLIC_KEY])
def test_what_is_needed_to_verify_is_missed(packed, name):
    found = faults(verify(repacked(packed(), lambda files: files.pop(name)), Trust()))

    assert (Fault.MISSING, name) in found


def test_somebody_elses_key_is_told_where_the_right_one_is_known(packed):
    forged = packed(key=Ed25519PrivateKey.generate())
    ours = KEY.public_key()

    assert verify(forged, Trust()).intact
    for trust in (Trust(key=ours), Trust(fingerprint=keys.fingerprint(ours))):
        assert (Fault.SIGNATURE, PUBLIC_KEY) in faults(verify(forged, trust))
        assert verify(packed("ours.zip"), trust).intact
        assert verify(packed("ours.zip"), trust).pinned


def test_a_pack_without_our_key_in_it_is_checked_with_the_key_that_was_named(packed):
    broken = repacked(packed(), lambda files: files.update({PUBLIC_KEY: b"no key"}))

    assert (Fault.ALTERED, PUBLIC_KEY) in faults(verify(broken, Trust(key=KEY.public_key())))


def test_packs_are_a_chain(packed):
    first = packed("first.zip")
    second = packed("second.zip", previous=manifest_of(first))
    third = packed("third.zip", previous=manifest_of(second))

    assert verify(second, Trust(previous=manifest_of(first))).intact
    assert faults(verify(third, Trust(previous=manifest_of(first)))) == {(Fault.CHAIN, "third.zip")}
    assert faults(verify(first, Trust(previous=manifest_of(second)))) == {(Fault.CHAIN, "first.zip")}


def test_a_journal_that_was_changed_before_it_was_packed_is_told(packed):
    broken = packed(files=FILES | {"journal/events.jsonl": b"not json\n"})

    assert faults(verify(broken, Trust())) == {(Fault.CHAIN, "journal/events.jsonl")}


def test_a_zip_that_unpacks_to_far_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("README.txt", b"\0" * 50_000_000)

    assert not verify(path, Trust()).intact


def test_what_is_no_pack_cannot_be_chained_to(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(InputError, match="no pack"):
        manifest_of(tmp_path / "x")
    with pytest.raises(InputError, match="could not be read"):
        verify(tmp_path / "nothing.zip", Trust())


def test_openssl_and_sha256sum_agree(packed, tmp_path):
    with zipfile.ZipFile(packed()) as opened:
        opened.extractall(tmp_path / "out")
    signed = ("-in", MANIFEST, "-sigfile", SIGNATURE)
    verified = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", PUBLIC_KEY, "-rawin", *signed]

    subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=tmp_path / "out", check=True)
    subprocess.run(verified, cwd=tmp_path / "out", check=True)


# Time stamps


def stamped(packed, service):
    return packed(stamp=lambda data: stamp_by(service.url, data))


def test_a_time_stamp_is_checked_against_the_service_that_is_trusted(packed, service):
    path = stamped(packed, service)
    roots = stamps.read_certificates(service.root.read_bytes(), "root")
    trusted = verify(path, Trust(roots=roots))

    assert trusted.intact
    assert trusted.stamped.trusted
    assert not verify(path, Trust()).stamped.trusted


def test_openssl_agrees_about_the_time_stamp(packed, service, tmp_path):
    with zipfile.ZipFile(stamped(packed, service)) as opened:
        opened.extractall(tmp_path / "out")
    words = ["openssl", "ts", "-verify", "-in", STAMP, "-data", SIGNATURE, "-CAfile", str(service.root)]

    subprocess.run(words, cwd=tmp_path / "out", check=True)


def test_every_fifth_byte_of_a_stamped_pack_is_looked_at(packed, service):
    path = stamped(packed, service)
    whole, held = path.read_bytes(), owners(path)
    first = held.index(STAMP)
    for at in range(first, len(held), 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        named = {one.file for one in verify(path, Trust()).problems}
        assert named & {held[at], *TOGETHER.get(held[at], ())}, f"byte {at} of {held[at]}: {named}"


def test_a_time_stamp_of_another_service_is_told(packed, service, tmp_path):
    from stamping_service import make_service

    make_service(tmp_path)
    others = stamps.read_certificates((tmp_path / "root.pem").read_bytes(), "root")

    assert (Fault.TIME_STAMP, STAMP) in faults(verify(stamped(packed, service), Trust(roots=others)))


@pytest.mark.parametrize("said", [b"", b"no", b"\x30\x03\x30\x01\x00"])
def test_an_answer_that_is_no_time_stamp_is_refused(packed, service, tmp_path, said):
    service.answer_with = said
    with pytest.raises((DeliveryError, InputError)):
        stamped(packed, service)
    assert list(tmp_path.iterdir()) == []


def test_a_time_stamp_of_something_else_is_refused(packed, service):
    service.answer_with = stamp_by(service.url, b"something else")
    with pytest.raises(DeliveryError, match="did not stamp"):
        stamped(packed, service)


def test_a_service_that_is_not_there_is_named(packed):
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:9 cannot be reached"):
        packed(stamp=lambda data: stamp_by("http://127.0.0.1:9", data))


# Keys


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    place = tmp_path / "new" / "key.pem"
    made, new = keys.private_key(place)
    again, newer = keys.private_key(place)

    assert (new, newer) == (True, False)
    assert made.private_bytes_raw() == again.private_bytes_raw()
    assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path, text):
    (tmp_path / "key.pem").write_text(text)
    with pytest.raises(InputError, match="no private key"):
        keys.private_key(tmp_path / "key.pem")
    with pytest.raises(InputError, match="no public key"):
        keys.read_public(text.encode(), "key.pem")
