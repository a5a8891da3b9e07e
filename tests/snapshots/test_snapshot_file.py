"""Snapshots as files."""

import json

import pytest

from builders import NOW, access_key, root, snapshot, unknown_use, user
from iam_audit.errors import InputError, OutputError
from iam_audit.model import Section
from iam_audit.snapshots import load_snapshot, mock_snapshot, save_snapshot


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
