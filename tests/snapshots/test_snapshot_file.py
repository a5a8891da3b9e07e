"""Snapshots as files."""

import json

import pytest

from builders import NOW, access_key, root, snapshot, unknown_use, user
from iam_audit import checks
from iam_audit.audit import audit_snapshot
from iam_audit.collect import collectors
from iam_audit.errors import InputError, OutputError
from iam_audit.model import AccountStatus, Section, Snapshot, Status
from iam_audit.snapshots import load_snapshot, mock_snapshot, save_snapshot
from iam_audit.snapshots.file import COUNTED_ON


@pytest.mark.parametrize(
    "one",
    [
        mock_snapshot(NOW),
        snapshot(),
        snapshot(
            gaps=(Section.MFA,),
            users=(user(permissions=None, tags=None),),
            access_keys=(access_key(id=None, last_used=unknown_use()),),
            root=root(),
        ),
    ],
    ids=["mock", "empty", "with unknowns"],
)
def test_what_is_saved_is_loaded_the_same(tmp_path, one):
    save_snapshot(one, tmp_path / "folder" / "snapshot.json")

    assert load_snapshot(tmp_path / "folder" / "snapshot.json") == one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "not a snapshot"),
        (b"{", "not a snapshot"),
        (b"[]", "not a snapshot"),
        (b"{}", "not a snapshot .*snapshot_version"),
        (b'{"snapshot_version": 1}', "not a snapshot .*missing required field `snapshot`"),
        (b'{"snapshot_version": 1, "snapshot": {}}', "not a snapshot"),
        (
            b'{"snapshot_version": 99, "snapshot": "anything"}',
            "a snapshot of version 99, and this iam-audit reads version 1",
        ),
        (b"\xff\xfe", "not a snapshot"),
        (b'{"snapshot_version": "\xff"}', "not a snapshot"),
        (b"[" * 100_000, "not a snapshot"),
    ],
)
def test_what_is_no_snapshot_is_one_clear_error(tmp_path, text, message):
    path = tmp_path / "snapshot.json"
    path.write_bytes(text)

    with pytest.raises(InputError, match=message) as caught:
        load_snapshot(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match=r"missing.json could not be read: No such file"):
        load_snapshot(tmp_path / "missing.json")


def test_an_unwritable_place_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match="could not be written"):
        save_snapshot(mock_snapshot(NOW), tmp_path / "file" / "snapshot.json")


def test_the_file_is_readable_json(tmp_path):
    save_snapshot(mock_snapshot(NOW), tmp_path / "snapshot.json")

    told = json.loads((tmp_path / "snapshot.json").read_text())
    assert told["snapshot"]["account"]["name"] == "mock"


def as_saved_without(path, one, *fields):
    """Write a snapshot as a version did that did not know some fields yet."""
    save_snapshot(one, path)
    told = json.loads(path.read_text())
    for name in fields:
        del told["snapshot"][name]
    path.write_text(json.dumps(told))
    return load_snapshot(path)


def test_what_an_older_version_did_not_read_is_a_gap_and_not_empty(tmp_path):
    loaded = as_saved_without(tmp_path / "old.json", snapshot(), "trust_anchors", "password_policy", "kinds")

    assert [(gap.section, gap.wanted) for gap in loaded.gaps] == [
        (Section.PASSWORD_POLICY, True),
        (Section.TRUST_ANCHORS, False),
    ]
    assert "older version" in loaded.gaps[0].reason


def test_a_gap_that_was_known_then_keeps_its_reason(tmp_path):
    old = snapshot(gaps=(Section.ROLES,), elsewhere=(Section.IDENTITY_CENTER,))

    assert as_saved_without(tmp_path / "old.json", old, "roles", "identity_center") == old


def test_a_check_that_needs_what_an_older_version_did_not_read_is_not_evaluated(tmp_path):
    loaded = as_saved_without(tmp_path / "old.json", snapshot(), "password_policy")
    check = next(one for one in checks.configure({}) if one.id == "password-policy-exists")
    result = audit_snapshot(loaded, (check,), NOW)

    assert [one.status for one in result.findings] == [Status.NOT_EVALUATED]
    assert result.status is AccountStatus.PARTIAL


def test_an_audit_counts_on_what_the_collectors_hold_essential():
    read = {
        one.section for one in collectors() if one.essential and one.section in Snapshot.__struct_fields__
    }
    of_big_answers = {Section.ACCESS_KEYS, Section.ROOT, Section.GROUPS, Section.ROLES, Section.POLICIES}

    assert read | of_big_answers | {Section.MFA_DEVICES} == COUNTED_ON
