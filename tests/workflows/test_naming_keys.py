"""Whose keys are asked for their ids; what is found does not depend on it."""

import pytest
from watching import MANAGEMENT

from builders import NOW
from iam_audit.checks import configure
from iam_audit.collect.account import Ask
from iam_audit.model import AccountStatus, KeyIds, Section, Status
from iam_audit.workflows import Folder, OneAccount, Questions, audit, collect
from simulated_aws import SimulatedAws

USERS, IDLE = 60, 14
"""All have a key; those of user 46 and on have not been used for longer than 45 days."""
UNUSED = Questions(
    checks=tuple(one for one in configure({}) if one.id in ("access-key-unused", "access-key-canary-used"))
)


def asked(server: SimulatedAws) -> int:
    return server.calls[(MANAGEMENT, "ListAccessKeys")]


def audited(lead_to, key_ids, questions=UNUSED, **how):
    with SimulatedAws(users=USERS, key_share=1.0, **how) as server:
        result = audit(OneAccount(aws=lead_to(server), ask=Ask(key_ids=key_ids)), questions, NOW)
    return server, result.accounts[0]


@pytest.mark.parametrize(
    ("key_ids", "calls"), [(KeyIds.ALL, USERS), (KeyIds.FLAGGED, IDLE), (KeyIds.NONE, 0)]
)
def test_a_call_is_made_for_each_key_that_is_to_be_named(lead_to, key_ids, calls):
    server, account = audited(lead_to, key_ids)

    assert asked(server) == calls
    assert sum(row.key.id is not None for row in account.keys) == calls


@pytest.mark.parametrize("key_ids", [KeyIds.FLAGGED, KeyIds.NONE])
def test_findings_are_the_same_but_for_the_ids(lead_to, questions, key_ids):
    def told(account):
        return sorted(
            (one.check_id, one.status, one.severity, one.resource.type, one.resource.name)
            for one in account.findings
        )

    _, everything = audited(lead_to, KeyIds.ALL, questions)
    _, less = audited(lead_to, key_ids, questions)

    assert told(less) == told(everything)
    assert less.status is everything.status


def test_every_flagged_key_is_named(lead_to):
    _, account = audited(lead_to, KeyIds.FLAGGED)

    failed = [one for one in account.findings if one.status is Status.FAIL]
    assert len(failed) == IDLE
    assert all(one.resource.id.startswith("AKIA") for one in failed)


def test_ids_that_nobody_asked_for_are_a_gap_that_leaves_the_account_whole(lead_to):
    _, account = audited(lead_to, KeyIds.FLAGGED)
    (gap,) = (one for one in account.gaps if one.section is Section.ACCESS_KEY_IDS)

    assert gap.reason == (
        f"ListAccessKeys was not asked about {USERS - IDLE} of {USERS} users with a key: "
        "not asked for: --key-ids flagged"
    )
    assert not gap.wanted


def test_a_call_that_failed_is_a_gap_that_counts(lead_to):
    _, account = audited(lead_to, KeyIds.FLAGGED, deny={"ListAccessKeys": "scp"})
    (gap,) = (one for one in account.gaps if one.section is Section.ACCESS_KEY_IDS)

    assert gap.wanted
    assert gap.reason.startswith(f"ListAccessKeys failed for {IDLE} of {USERS} users with a key")


def test_a_canary_cannot_be_judged_without_ids(lead_to):
    watched = configure({"access-key-canary-used": {"keys": ["AKIAIOSFODNN7EXAMPLE"]}})
    questions = Questions(checks=tuple(one for one in watched if one.id == "access-key-canary-used"))
    _, account = audited(lead_to, KeyIds.NONE, questions)

    assert [one.status for one in account.findings] == [Status.NOT_EVALUATED]


def test_where_the_report_is_refused_keys_are_asked_for_all_the_same(lead_to):
    deny = dict.fromkeys(("GenerateCredentialReport", "GetCredentialReport"), "scp")
    server, account = audited(lead_to, KeyIds.NONE, deny=deny)

    assert asked(server) == USERS
    assert len(account.keys) == USERS


def test_a_live_run_asks_about_everybody(lead_to):
    with SimulatedAws(users=10, key_share=0.5) as server:
        ask = Ask(live=True, key_ids=KeyIds.NONE)
        audit(OneAccount(aws=lead_to(server), ask=ask), UNUSED, NOW)

    assert asked(server) == 10


def test_a_bundle_keeps_what_was_not_asked_for(lead_to, tmp_path):
    with SimulatedAws(users=5, key_share=1.0) as server:
        collect(OneAccount(aws=lead_to(server), ask=Ask(key_ids=KeyIds.NONE)), tmp_path, NOW)
    (account,) = audit(Folder(path=tmp_path, judged_at=NOW), UNUSED, NOW).accounts
    (gap,) = (one for one in account.gaps if one.section is Section.ACCESS_KEY_IDS)

    assert (gap.wanted, account.status) == (False, AccountStatus.ASSESSED)
    assert gap.reason.endswith("not asked for: --key-ids none")


def test_collecting_names_what_any_check_flags(lead_to, tmp_path):
    with SimulatedAws(users=5, key_share=1.0) as server:
        collect(OneAccount(aws=lead_to(server), ask=Ask(key_ids=KeyIds.FLAGGED)), tmp_path, NOW)

    assert asked(server) == 5  # all keys are older than 90 days
