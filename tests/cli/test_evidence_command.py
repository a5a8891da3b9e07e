"""`iam-audit evidence` through the front."""

import json
import shutil
import zipfile

import pytest
from front import cli

from alert_scenes import save_bundle
from builders import ACCOUNT_ID
from iam_audit.evidence.verifying import JOURNAL
from iam_audit.journal.sql import SqlJournal
from iam_audit.store import open_store
from journal_builders import HOUR, NOW, entry

AT = ("--now", "2026-03-19T12:00:00Z")
FEW = ("--framework", "soc2")
BUNDLE = ("--from-dir", "accounts")


@pytest.fixture
def accounts(tmp_path):
    save_bundle(tmp_path / "accounts")
    return tmp_path / "accounts"


def pack(*more):
    ended = cli("evidence", "pack", *FEW, *AT, *more)
    assert ended.code in (0, 3), ended.err
    return ended


def files(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_same_accounts_elsewhere_give_the_same_bytes(accounts, tmp_path):
    pack(*BUNDLE, "--output", "one.zip")
    shutil.copytree(accounts, tmp_path / "copy")
    pack("--from-dir", "copy", "--output", "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_else_was_saved_changes_no_byte(accounts, tmp_path):
    pack(*BUNDLE, "--output", "one.zip")
    for day in (17, 18):
        saved = cli("audit", *BUNDLE, "--now", f"2026-03-{day}T12:00:00Z", "--save", "--format", "json")
        assert "Saved as run" in saved.err
    pack(*BUNDLE, "--output", "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_pack_holds_what_an_auditor_asks_for(accounts, tmp_path):
    (tmp_path / "iam-audit.toml").write_text(
        '[channels.chat]\nkind = "slack"\ntoken = "env:SECRET"\n[checks.access-key-age]\nmax_days = 60\n'
    )
    (tmp_path / "accounts" / ACCOUNT_ID / "notes.txt").write_text("private")
    pack(*BUNDLE, "--output", "one.zip")
    held = files(tmp_path / "one.zip")
    said = json.loads(held["settings.json"])

    assert (
        held[f"snapshot/{ACCOUNT_ID}/credential-report.csv"]
        == (accounts / ACCOUNT_ID / "credential-report.csv").read_bytes()
    )
    assert not any("notes" in name for name in held)
    assert said["checks.access-key-age.max_days"] == 60
    assert not any(name.startswith("channels") for name in said)
    assert b"not_evaluated" in held["workpapers/soc2.csv"]
    assert {"coverage.md", "waivers.json", JOURNAL, "reports/key_audit_report.json"} <= held.keys()
    assert '"status": "pass"' in held["reports/key_audit_report.json"].decode()


def test_the_journal_up_to_the_moment_of_the_audit_is_in_it(accounts, tmp_path):
    with open_store(f"sqlite:///{tmp_path}/state/iam-audit/store.sqlite") as store:
        journal = SqlJournal(store)
        journal.intend(entry(), journal.lease(ACCOUNT_ID, "run-1", NOW, HOUR), NOW)
        (event,) = journal.events()
    pack(*BUNDLE, "--output", "one.zip")
    ended = cli("evidence", "pack", *BUNDLE, *FEW, "--now", "2020-01-01", "--output", "before.zip")

    assert json.loads(files(tmp_path / "one.zip")[JOURNAL])["chain"] == event.chain
    assert cli("evidence", "verify", "one.zip").code == 0
    assert ended.code in (0, 3)
    assert files(tmp_path / "before.zip")[JOURNAL] == b""


def test_packing_says_what_an_auditor_has_to_know(accounts, tmp_path):
    first = pack("--mock")
    again = pack("--mock")

    assert "iam-audit-evidence-20260319T120000Z.zip" in first.out
    assert "evidence-key.pem" in first.out
    assert "Keep the key" in first.err
    assert "evidence-key.pem" not in again.out
    assert (tmp_path / "state/iam-audit/evidence-key.pem").stat().st_mode & 0o777 == 0o600


def test_an_incomplete_audit_is_packed_and_said_to_be_incomplete(accounts):
    ended = pack(*BUNDLE, "--output", "one.zip")

    assert ended.code == 3
    assert "incomplete" in ended.err


def test_packs_are_verified_one_after_the_other(tmp_path):
    pack("--mock", "--output", "one.zip")
    pack("--mock", "--output", "two.zip", "--previous", "one.zip")
    both = cli("evidence", "verify", "one.zip", "two.zip")
    wrong = cli("evidence", "verify", "two.zip", "one.zip")
    told = json.loads(cli("evidence", "verify", "two.zip", "--previous", "one.zip", "--format", "json").out)

    assert both.code == 0
    assert both.out.count("intact") == 2
    assert wrong.code == 1
    assert "chain: one.zip" in wrong.out
    assert (told[0]["intact"], told[0]["chained"]) == (True, True)


def test_what_was_altered_is_named_and_ends_with_1(tmp_path):
    pack("--mock", "--output", "one.zip")
    whole = (tmp_path / "one.zip").read_bytes()
    place = whole.index(b"svc-legacy-app")
    (tmp_path / "one.zip").write_bytes(whole[:place] + b"X" + whole[place + 1 :])
    ended = cli("evidence", "verify", "one.zip")

    assert ended.code == 1
    assert "altered: reports/" in ended.out


def test_a_key_can_be_pinned_by_file_or_fingerprint(tmp_path):
    pack("--mock", "--output", "one.zip")
    (tmp_path / "public.pem").write_bytes(files(tmp_path / "one.zip")["public-key.pem"])
    named = cli("evidence", "verify", "one.zip", "--public-key", "public.pem")
    other = cli("evidence", "verify", "one.zip", "--fingerprint", "0" * 64)

    assert "the one that you named" in named.out
    assert (named.code, other.code) == (0, 1)
    assert cli("evidence", "verify", "one.zip", "--fingerprint", "123").is_one_line


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((), id="no place"),
        pytest.param(("--mock", "--from-dir", "accounts"), id="two places"),
        pytest.param(("--from-dir", "nowhere"), id="no such place"),
        pytest.param(("--mock", "--previous", "nowhere.zip"), id="no such pack"),
        pytest.param(("--mock", "--framework", "sock2"), id="no such framework"),
        pytest.param(("--mock", "--tsa", "ftp://example.com"), id="no address of a service"),
    ],
)
def test_what_cannot_be_packed_is_refused_in_one_line(words, tmp_path):
    ended = cli("evidence", "pack", *words)

    assert ended.code == 2
    assert ended.is_one_line
    assert not list(tmp_path.glob("*.zip"))
