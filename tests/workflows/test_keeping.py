"""Audits in a run: what is read again, and what is not."""

from datetime import timedelta

import pytest
from watching import MANAGEMENT, READER, SECOND, THIRD, Interrupter, statuses

from builders import NOW
from iam_audit import runs
from iam_audit.checks import configure
from iam_audit.errors import UsageError
from iam_audit.model import AccountStatus
from iam_audit.runs import Listed, Manifest
from iam_audit.settings import Settings
from iam_audit.workflows import Keeping, Organization, Questions, audit
from simulated_aws import SimulatedAws

GAAD = "GetAccountAuthorizationDetails"


@pytest.fixture
def run(tmp_path):
    manifest = Manifest(id="r1", began_at=NOW, now=NOW, tool_version="1", asked={}, settings=Settings())
    begun = runs.begin(tmp_path / "runs", manifest)
    yield begun
    begun.leave()


@pytest.fixture(scope="module")
def few():
    """Some questions: which does not matter here."""
    return Questions(checks=configure({})[:4])


@pytest.fixture
def go(lead_to, few, run):
    """Audit the organization of a server in the run, some hours after it began."""

    def audited(server, *, hours=0, **how):
        keeping = Keeping(run=run, started_at=NOW + timedelta(hours=hours))
        source = Organization(aws=lead_to(server), entry=READER, at_once=how.pop("at_once", 8))
        return keeping, audit(source, few, NOW, *how.values(), keeping=keeping)

    return audited


def read(server):
    """Which accounts were read, and how often."""
    return {account: count for (account, action), count in server.calls.items() if action == GAAD}


def test_an_audit_in_a_run_is_the_same_as_one_in_memory(lead_to, few, go):
    with SimulatedAws(accounts=3, users=3, deny_account=(THIRD,)) as server:
        plain = audit(Organization(aws=lead_to(server), entry=READER), few, NOW)
        _, kept = go(server)

    assert tuple(kept.findings) == plain.findings
    assert (kept.coverage, kept.scope) == (plain.coverage, plain.scope)


def test_what_was_read_is_not_read_again(go):
    with SimulatedAws(accounts=3, users=2) as server:
        _, first = go(server)
        calls = read(server)
        keeping, second = go(server)

        assert read(server) == calls == {MANAGEMENT: 1, SECOND: 1, THIRD: 1}
    assert tuple(second.findings) == tuple(first.findings)
    assert not keeping.lacks(second)


def test_what_ctrl_c_left_is_read_and_nothing_else(go):
    with SimulatedAws(accounts=6, users=2, latency=0.005) as server:
        keeping, first = go(server, at_once=1, progress=Interrupter())
        lost = {name for name, status in statuses(first).items() if status is AccountStatus.NOT_ASSESSED}
        before = read(server)
        _, second = go(server)
        again = {name for name, count in read(server).items() if count > before.get(name, 0)}

    assert lost
    assert keeping.lacks(first)
    assert again == lost
    assert second.complete


def test_a_damaged_file_is_read_again(go, run):
    with SimulatedAws(accounts=2, users=2) as server:
        go(server)
        (run.folder / "accounts" / f"{SECOND}.shard").write_bytes(b"\0")
        _, result = go(server)

        assert read(server) == {MANAGEMENT: 1, SECOND: 2}
    assert result.complete


@pytest.mark.parametrize(("hours", "times"), [(4, 1), (4.01, 2)])
def test_what_is_older_than_the_limit_is_read_again(go, hours, times):
    with SimulatedAws(accounts=2, users=1) as server:
        go(server)
        go(server, hours=hours)

        assert read(server) == {MANAGEMENT: times, SECOND: times}


def test_an_account_that_is_denied_is_tried_again_for_the_role_may_have_been_mended(go):
    with SimulatedAws(accounts=3, users=1, deny_account=(THIRD,)) as server:
        keeping, first = go(server)
        server.deny_account = ()
        _, second = go(server)

        assert read(server) == {MANAGEMENT: 1, SECOND: 1, THIRD: 1}
    assert keeping.lacks(first)
    assert (first.complete, second.complete) == (False, True)


@pytest.mark.parametrize(("fault", "times"), [("ServiceFailure", 2), ("AccessDenied", 1)])
def test_a_part_that_was_missed_by_bad_luck_is_read_again_and_one_that_is_denied_is_not(go, fault, times):
    with SimulatedAws(accounts=1, users=1, fault={"ListSAMLProviders": (f"{fault}*",)}) as server:
        _, first = go(server)
        partly = statuses(first)
        server.fault = {}
        _, second = go(server)

        assert read(server) == {MANAGEMENT: times}
    assert partly == {MANAGEMENT: AccountStatus.PARTIAL}
    assert second.complete is (times == 2)


def test_what_was_read_in_part_stays_when_it_cannot_be_read_better(go):
    with SimulatedAws(accounts=2, users=1, fault={"ListSAMLProviders": ("ServiceFailure*",)}) as server:
        go(server)
        server.deny_account = (SECOND,)
        _, result = go(server)

    assert statuses(result)[SECOND] is AccountStatus.PARTIAL


def test_an_account_that_left_the_organization_is_not_forgotten(go):
    with SimulatedAws(accounts=3, users=1, deny_account=(THIRD,)) as server:
        go(server)
    with SimulatedAws(accounts=2, users=1) as server:
        _, result = go(server)

    assert list(statuses(result)) == [SECOND, MANAGEMENT, THIRD]
    assert result.accounts[-1].reason == "it was listed when the run began, and is not any more."


def test_an_account_that_was_read_and_left_the_organization_is_reported(go):
    with SimulatedAws(accounts=3, users=1) as server:
        go(server)
    with SimulatedAws(accounts=2, users=1) as server:
        _, result = go(server)

    assert statuses(result)[THIRD] is AccountStatus.ASSESSED


def test_the_credentials_of_another_account_are_refused(go, run):
    run.list(Listed(caller="999999999999", accounts=()))

    with (
        SimulatedAws(accounts=2, users=1) as server,
        pytest.raises(
            UsageError, match=r"begun from account 999999999999, and these credentials are of account"
        ),
    ):
        go(server)
    assert run.kept == 0
