"""What root has, put together from the credential report and the account summary; None where neither tells.

The summary is read live, while the report may be four hours old, so where both tell and disagree the summary
counts.
"""

from iam_audit.model import AccountSummary, Snapshot

NOTHING = AccountSummary()


def root_has_password(snapshot: Snapshot) -> bool | None:
    """Whether root can sign in with a password. `not_supported` in the report is None."""
    told = _summary(snapshot).root_password_present
    if told is not None:
        return told
    return snapshot.root.password.enabled if snapshot.root else None


def root_has_keys(snapshot: Snapshot) -> bool | None:
    """Whether root has access keys, active or not. Here one yes is enough, be it four hours old."""
    if snapshot.root_access_keys:
        return True
    told = _summary(snapshot).root_access_keys_present
    if told is not None:
        return told
    return False if snapshot.root else None


def root_has_mfa(snapshot: Snapshot) -> bool | None:
    """Whether root has a second factor of any kind."""
    told = _summary(snapshot).root_mfa_enabled
    if told is not None:
        return told
    return snapshot.root.mfa_active if snapshot.root else None


def _summary(snapshot: Snapshot) -> AccountSummary:
    return snapshot.account_summary or NOTHING
