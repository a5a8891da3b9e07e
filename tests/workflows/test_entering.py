"""Accounts that are to be changed are entered as they are meant to be, or not at all."""

import pytest

from iam_audit.aws import connect
from iam_audit.errors import AccountError
from iam_audit.workflows import Entry
from iam_audit.workflows.entering import way_into
from simulated_aws import FIRST_ACCOUNTS, SimulatedAws

OWN, OTHER, DENIED = FIRST_ACCOUNTS


@pytest.fixture
def server(monkeypatch):
    with SimulatedAws(accounts=3, users=1, deny_account=(DENIED,)) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def assumed(server):
    return [
        (one["RoleArn"], one["RoleSessionName"]) for name, one, _ in server.requests if name == "AssumeRole"
    ]


def users_seen(door):
    return door("iam").list_users()["Users"]


def test_the_callers_own_account_is_entered_as_it_is_also_where_there_is_a_role(server):
    for entry in (None, Entry(role="changer")):
        assert users_seen(way_into(connect(run_id="r1"), entry)(OWN))
    assert assumed(server) == []


def test_another_account_is_entered_through_the_role_with_the_run_in_its_session_name(server):
    door = way_into(connect(run_id="r1"), Entry(role="changer"))(OTHER)

    assert users_seen(door)
    assert assumed(server) == [(f"arn:aws:iam::{OTHER}:role/changer", "iam-audit-r1")]


def test_a_role_that_is_named_whole_leads_into_its_own_account_alone(server):
    go = way_into(connect(run_id="r1"), Entry(role=f"arn:aws:iam::{OTHER}:role/changer"))

    assert users_seen(go(OTHER))
    with pytest.raises(AccountError, match=f"Account {DENIED} is not the caller's own: name a role"):
        go(DENIED)


def test_without_a_role_no_other_account_is_entered(server):
    with pytest.raises(AccountError, match="name a role in it with --role"):
        way_into(connect(), None)(OTHER)


def test_a_role_that_cannot_be_assumed_is_told(server):
    with pytest.raises(AccountError, match="could not be assumed"):
        way_into(connect(), Entry(role="changer"))(DENIED)
