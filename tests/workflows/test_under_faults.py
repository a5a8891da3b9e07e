"""Faults cost time and calls; they change nothing of what is found."""

import random

import pytest
from watching import READER

from builders import NOW
from iam_audit.aws import connect, pace, retrying
from iam_audit.model import AccountStatus
from iam_audit.workflows import OneAccount, Organization, audit, run_stats
from simulated_aws import SimulatedAws

FAULTS = ("500", "cut", "garbage", "Throttling")
DENIED = "444455556666"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "8")
    monkeypatch.setattr(retrying, "BASE", 0.01)
    monkeypatch.setattr(pace, "HOLD", 0.1)


def one_in_twenty(seed):
    """Faults of every kind, as they might come."""
    dice = random.Random(seed)
    return tuple(dice.choice(FAULTS) if dice.random() < 0.05 else "ok" for _ in range(400))


def audited(lead_to, questions, **how):
    with SimulatedAws(accounts=6, users=8, **how) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        result = audit(source, questions, NOW)
    return server, source, result


def test_what_is_found_under_faults_is_what_is_found_without(lead_to, questions):
    actions = ("ListAccessKeys", "GetAccountAuthorizationDetails", "GetCredentialReport", "AssumeRole")
    fault = {action: one_in_twenty(seed) for seed, action in enumerate(actions)} | {"any": one_in_twenty(9)}
    calm, _, undisturbed = audited(lead_to, questions)
    server, source, disturbed = audited(lead_to, questions, fault=fault, deny_account=(DENIED,))
    injected = server.calls.total() - calm.calls.total()

    expected = [one for one in undisturbed.accounts if one.account.id != DENIED]
    assert [one for one in disturbed.accounts if one.account.id != DENIED] == expected
    assert {one.account.id for one in disturbed.accounts if one.status is AccountStatus.NOT_ASSESSED} == {
        DENIED
    }
    assert injected <= 0.3 * calm.calls.total()
    assert source.aws.calls.total == server.calls.total()


def test_a_throttled_account_is_read_whole_and_without_a_storm(lead_to, questions, monkeypatch):
    monkeypatch.setattr(pace, "HOLD", 1.0)
    with SimulatedAws(users=40, key_share=1.0) as calm:
        expected = audit(OneAccount(aws=lead_to(calm)), questions, NOW)
    with SimulatedAws(users=40, key_share=1.0, throttle=40) as server:
        source = OneAccount(aws=lead_to(server))
        result = audit(source, questions, NOW)
    stats = run_stats(source.aws, {one.account.id: one.status for one in result.accounts})

    assert result.accounts == expected.accounts
    assert stats.throttles > 0
    assert (
        server.calls.total() <= 1.3 * calm.calls.total() + 32
    )  # as many as can be under way at the first cut


def test_an_account_that_takes_too_long_is_partial_and_says_so(lead_to, questions, monkeypatch):
    with SimulatedAws(users=40, key_share=1.0, throttle=25) as server:
        lead_to(server)
        source = OneAccount(aws=connect(account_timeout=1.0))
        monkeypatch.setattr(pace, "HOLD", 2.0)
        (account,) = audit(source, questions, NOW).accounts

    assert account.status is not AccountStatus.ASSESSED
    assert "was not read within 1 seconds" in account.reason
