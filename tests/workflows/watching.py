"""What several tests of the workflows want to see."""

import os
import signal

from iam_audit.workflows import Entry

MANAGEMENT, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
READER = Entry(role="reader")


class Watcher:
    """Progress that remembers what it was told."""

    def __init__(self):
        self.told = []

    def started(self, accounts):
        self.told.append(("started", accounts))

    def done(self, account):
        self.told.append(("done", account.id))

    def failed(self, account, reason):
        self.told.append(("failed", account.id, reason))


class Interrupter(Watcher):
    """Presses Ctrl-C when the first account is done."""

    def done(self, account):
        super().done(account)
        os.kill(os.getpid(), signal.SIGINT)


def statuses(result):
    return {one.account.id: one.status for one in result.accounts}
