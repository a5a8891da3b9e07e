"""Saving accounts, and auditing what was saved."""

import json
from datetime import timedelta

import pytest
from watching import MANAGEMENT, READER, SECOND, THIRD, Interrupter

from builders import NOW
from iam_audit.errors import InputError, OutputError
from iam_audit.model import AccountStatus
from iam_audit.workflows import Folder, OneAccount, Organization, audit, collect
from simulated_aws import SimulatedAws

LATER = NOW + timedelta(days=30)


@pytest.fixture
def saved(lead_to, tmp_path):
    with SimulatedAws(
        accounts=3, users=5, deny_account=(THIRD,), deny={"ListServerCertificates": "scp"}
    ) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        outcome = collect(source, tmp_path, NOW)
    return tmp_path, outcome


def test_a_saved_account_is_judged_as_the_live_one_was(lead_to, questions, tmp_path):
    with SimulatedAws(users=12) as server:
        source = OneAccount(aws=lead_to(server))
        live = audit(source, questions, NOW)
        collect(source, tmp_path, NOW)

    saved = audit(Folder(path=tmp_path), questions, LATER)
    assert saved.accounts == live.accounts
    assert (saved.scope, saved.generated_at) == (f"folder {tmp_path}", NOW)


def test_what_became_of_each_account_is_told_in_order(saved):
    _, outcome = saved

    assert [one.account.id for one in outcome] == [SECOND, MANAGEMENT, THIRD]
    assert [bool(one.reason) for one in outcome] == [False, False, True]
    assert "server_certificates" in {gap.section for gap in outcome[0].gaps}


def test_an_account_that_could_not_be_saved_is_missed_by_a_later_audit(saved, questions):
    folder, outcome = saved
    result = audit(Folder(path=folder), questions, LATER)

    assert result.accounts[-1].account == outcome[-1].account
    assert result.accounts[-1].status is AccountStatus.NOT_ASSESSED
    assert result.accounts[-1].reason == outcome[-1].reason


def test_an_account_that_was_saved_after_all_is_missed_no_more(saved, questions, lead_to):
    folder, _ = saved
    with SimulatedAws(accounts=3, users=5) as server:
        collect(Organization(aws=lead_to(server), entry=READER), folder, NOW)

    assert audit(Folder(path=folder), questions, LATER).complete


def test_a_bundle_is_used_though_the_last_run_missed_its_account(saved, questions, lead_to):
    folder, _ = saved
    with SimulatedAws(accounts=3, users=5, deny_account=(SECOND, THIRD)) as server:
        collect(Organization(aws=lead_to(server), entry=READER), folder, NOW)

    states = {one.account.id: one.status for one in audit(Folder(path=folder), questions, LATER).accounts}
    assert states[SECOND] is AccountStatus.PARTIAL  # its list of certificates was refused
    assert states[THIRD] is AccountStatus.NOT_ASSESSED


def test_the_moment_of_judgement_may_be_named(saved, questions):
    folder, _ = saved
    result = audit(Folder(path=folder, judged_at=LATER), questions, NOW)

    assert result.generated_at == LATER
    assert min(row.age_days for row in result.keys) >= 130


def test_without_a_recorded_moment_it_is_judged_as_of_now(saved, questions):
    folder, _ = saved
    for path in folder.glob("*/account.json"):
        path.write_text(json.dumps({"id": path.parent.name}))

    assert audit(Folder(path=folder), questions, LATER).generated_at == LATER


def test_a_broken_bundle_spoils_no_other(saved, questions):
    folder, _ = saved
    (folder / SECOND / "credential-report.csv").write_text("nonsense")
    result = audit(Folder(path=folder), questions, LATER)

    assert [one.status for one in result.accounts] == [
        AccountStatus.NOT_ASSESSED,
        AccountStatus.PARTIAL,
        AccountStatus.NOT_ASSESSED,
    ]
    assert "credential-report.csv" in result.accounts[0].reason


def test_a_folder_in_which_all_is_broken_is_an_error(saved, questions):
    folder, _ = saved
    for path in folder.glob("*/credential-report.csv"):
        path.write_text("nonsense")

    with pytest.raises(InputError, match=r"credential-report.csv"):
        audit(Folder(path=folder), questions, LATER)


def test_a_single_bundle_that_is_broken_is_an_error(saved, questions):
    folder, _ = saved
    (folder / SECOND / "credential-report.csv").write_text("nonsense")

    with pytest.raises(InputError, match=r"credential-report.csv"):
        audit(Folder(path=folder / SECOND), questions, LATER)


def test_a_broken_bundle_that_does_not_say_whose_it_is_is_an_error(saved, questions):
    folder, _ = saved
    (folder / SECOND).rename(folder / "production")
    (folder / "production" / "credential-report.csv").write_text("nonsense")

    with pytest.raises(InputError, match=r"production"):
        audit(Folder(path=folder), questions, LATER)


def test_two_bundles_of_one_account_are_an_error(saved, questions):
    folder, _ = saved
    (folder / "copy").mkdir()
    for path in (folder / SECOND).iterdir():
        (folder / "copy" / path.name).write_bytes(path.read_bytes())

    with pytest.raises(InputError, match=r"two folders hold account 111122223333"):
        audit(Folder(path=folder), questions, LATER)


@pytest.mark.parametrize("beside", [(), ("notes",)])
def test_a_folder_of_folders_of_bundles_is_an_error(saved, questions, beside):
    folder, _ = saved
    for name in ("more", *beside):
        (folder / name).mkdir()
    for home in (folder / SECOND, folder / MANAGEMENT):
        home.rename(folder / "more" / home.name)

    with pytest.raises(InputError, match=r"no credential-report.csv here|give that folder by itself"):
        audit(Folder(path=folder), questions, LATER)


@pytest.mark.parametrize("text", ["nonsense", '{"a": 1}', '[{"account": {"id": 1}}]', "\xff"])
def test_a_broken_list_of_absentees_is_an_error(saved, questions, text):
    folder, _ = saved
    (folder / "not-collected.json").write_text(text, encoding="latin-1")

    with pytest.raises(
        InputError, match=r"not-collected.json cannot be read: .* Collect the accounts again."
    ):
        audit(Folder(path=folder), questions, LATER)


def test_a_folder_that_cannot_be_written_ends_the_run(lead_to, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with SimulatedAws(accounts=2, users=1) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        with pytest.raises(OutputError, match=r"could not be written"):
            collect(source, tmp_path / "file", NOW)


def test_a_list_of_absentees_that_cannot_be_written_is_an_error(lead_to, tmp_path):
    (tmp_path / "not-collected.json").mkdir()
    with SimulatedAws(users=1) as server:
        source = OneAccount(aws=lead_to(server))
        with pytest.raises(OutputError, match=r"could not be written"):
            collect(source, tmp_path, NOW)


def test_ctrl_c_keeps_the_bundles_that_were_finished(lead_to, questions, tmp_path):
    with SimulatedAws(accounts=6, users=2, latency=0.005) as server:
        source = Organization(aws=lead_to(server), entry=READER, at_once=1)
        outcome = collect(source, tmp_path, NOW, Interrupter())

    done = {one.account.id for one in outcome if not one.reason}
    assert 1 <= len(done) < 6
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == done
    assert len(audit(Folder(path=tmp_path), questions, LATER).accounts) == 6
