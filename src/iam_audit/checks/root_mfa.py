"""A root user without a second factor."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Examined, Facts, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.checks.root_facts import root_has_keys, root_has_mfa, root_has_password
from iam_audit.model import Finding, Section, Severity, Snapshot


class RootMfa(Check):
    """Without MFA, root's password, or the mailbox that resets it, is all it takes to own the account.

    A root without password and without keys cannot sign in, so it needs no MFA and is not counted. Where AWS
    does not say whether root has a password, as in older reports and in GovCloud, a root without MFA is
    unknown, not fine.
    """

    id = "root-mfa"
    title = "Root user has no MFA"
    severity = Severity.CRITICAL
    needs = (Section.ROOT, Section.ACCOUNT_SUMMARY)
    needs_all = False
    examines = ROOT
    remedy = Remedy(
        text="Register at least two security keys for root of account {account} and lock them away. For the"
        " member accounts of an organization, delete root's credentials instead: centralized root access"
        " does without them.",
        console=(
            "Sign in as root > account menu > Security credentials > Multi-factor authentication (MFA)",
            "Assign MFA device > Passkey or security key; then a second one, kept elsewhere",
        ),
        cli=(
            "aws iam get-account-summary --query SummaryMap.AccountMFAEnabled",
            "aws iam enable-organizations-root-credentials-management",
        ),
    )

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Return root, unless it has nothing to sign in with."""
        return () if _cannot_sign_in(snapshot) else (root_user(snapshot),)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag a root that can sign in without MFA."""
        mfa, password, keys = root_has_mfa(snapshot), root_has_password(snapshot), root_has_keys(snapshot)
        root = root_user(snapshot)
        if mfa or _cannot_sign_in(snapshot):
            return
        if mfa is None:
            yield self.unknown(
                root, "Neither the credential report nor the account summary tells of root's MFA."
            )
        elif password or keys:
            what = " and ".join(
                name for name, there in (("a password", password), ("access keys", keys)) if there
            )
            message = f"Root of account {root.resource.account_id} has {what} and no MFA."
            facts: Facts = {"mfa_active": False, "password": password, "access_keys": keys}
            yield self.finding(root, message, facts)
        else:
            yield self.unknown(
                root, "Root has no MFA, and AWS did not say whether it has a password to sign in with."
            )


def _cannot_sign_in(snapshot: Snapshot) -> bool:
    return root_has_password(snapshot) is False and root_has_keys(snapshot) is False
