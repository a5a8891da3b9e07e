import os
import signal
import threading

import pytest
from watching import MANAGEMENT, READER, Interrupter

from builders import NOW
from iam_audit.aws import connect
from iam_audit.collect.account import Ask
from iam_audit.errors import AccountError
from iam_audit.model import Account, AccountStatus
from iam_audit.workflows import OneAccount, Organization, audit
from iam_audit.workflows.visits import Visits
from simulated_aws import SimulatedAws


def test_ctrl_c_keeps_what_was_finished_and_says_what_was_not(lead_to, questions):
    before = threading.active_count()
    with SimulatedAws(accounts=6, users=2, latency=0.005) as server:
        source = Organization(aws=lead_to(server), entry=READER, at_once=1)
        watcher = Interrupter()
        result = audit(source, questions, NOW, watcher)
        calls = server.calls.total()

    finished = [one for one in result.accounts if one.status is AccountStatus.ASSESSED]
    lost = [one.reason for one in result.accounts if one.status is AccountStatus.NOT_ASSESSED]
    assert 1 <= len(finished) < 6
    assert set(lost) == {"interrupted"}
    assert server.calls.total() == calls
    assert threading.active_count() - before < 30


def test_ctrl_c_with_one_account_leaves_it_not_assessed(lead_to, questions):
    with SimulatedAws(users=2, latency=0.3) as server:
        source = OneAccount(aws=lead_to(server))
        source.aws.identity()
        threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        (account,) = audit(source, questions, NOW).accounts

    assert (account.status, account.reason) == (AccountStatus.NOT_ASSESSED, "interrupted")


def test_an_account_that_was_read_when_ctrl_c_came_is_not_passed_on(lead_to):
    with SimulatedAws(users=1) as server:
        asked, inside = lead_to(server), connect()
        account = Account(id=MANAGEMENT)
        visits = Visits(scope="", aws=asked, ask=Ask(), at_once=1, doors={account: lambda: inside})
        asked.stop()
        with pytest.raises(AccountError, match=r"interrupted"):
            visits.read(account, NOW)
