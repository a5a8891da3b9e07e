"""Evidence is packed on the server, taken away, and verified elsewhere."""

import io
import json
import zipfile

import pytest

from builders import NOW, access_key, snapshot, user
from iam_audit.access import Role
from iam_audit.cli.asked import Asked
from iam_audit.cli.evidence_serving import Packer
from iam_audit.evidence.verifying import Trust, verify
from iam_audit.settings import Settings
from iam_audit.snapshots import save_snapshot


@pytest.fixture
def server(rig_with, store, clock, tmp_path):
    clock.at = NOW
    accounts = tmp_path / "accounts"
    save_snapshot(snapshot(users=(user(),), access_keys=(access_key(),)), accounts / "snapshot.json")
    packer = Packer(
        asked=Asked(from_dir=accounts),
        settings=Settings(),
        store=store,
        clock=clock,
        key=tmp_path / "evidence-key.pem",
        folder=tmp_path / "evidence",
    )
    return rig_with(desk={"evidence": packer.shelf()}, can_sign_in=True, url="https://audit.example.com")


def finished(client, started):
    """Wait until a job is over, and return it."""
    told = client.get(f"{started.headers['location']}/events").text
    return json.loads([line for line in told.splitlines() if line.startswith("data: ")][-1][6:])


def test_a_pack_is_made_listed_downloaded_and_holds(server, clock, tmp_path):
    with server.program(Role.AUDITOR) as client:
        first = finished(client, client.post("/api/v1/evidence"))
        save_snapshot(
            snapshot(collected_at=NOW.replace(microsecond=0, second=59)),
            tmp_path / "accounts" / "snapshot.json",
        )
        second = finished(client, client.post("/api/v1/evidence"))
        listed = client.get("/api/v1/evidence").json()
        place = f"/api/v1/evidence/{first['pack']}"
        record, answer = client.get(place).json(), client.get(f"{place}/download")

    assert (first["state"], first["kind"], second["state"]) == ("done", "evidence", "done"), (first, second)
    assert [one["name"] for one in listed] == [second["pack"], first["pack"]]
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    taken = tmp_path / "taken.zip"
    taken.write_bytes(answer.content)
    assert verify(taken, Trust()).intact
    assert verify(tmp_path / "evidence" / second["pack"], Trust(previous=record["manifest"])).intact
    assert server.desk.changes.latest(1)[0].action == "evidence.download"


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fstore.sqlite", "%2e%2e", "iam-audit-evidence-20260101T000000Z.zip", "evidence-key.pem"],
)
def test_nothing_but_packs_can_be_taken(server, name):
    with server.program(Role.AUDITOR) as client:
        assert client.get(f"/api/v1/evidence/{name}/download").status_code == 404
        assert client.get(f"/api/v1/evidence/{name}").status_code in (404, 405)


def test_two_packs_of_one_moment_are_one_too_many(server):
    with server.program(Role.AUDITOR) as client:
        finished(client, client.post("/api/v1/evidence"))
        again = finished(client, client.post("/api/v1/evidence"))

    assert again["state"] == "failed"
    assert "of this moment already" in again["error"]
