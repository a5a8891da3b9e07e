"""Member accounts that keep root credentials although root is managed centrally."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Examined, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.checks.root_facts import root_has_keys, root_has_mfa, root_has_password
from iam_audit.model import Finding, Section, Severity, Snapshot

FEATURE = "RootCredentialsManagement"


class RootMemberCredentialsPresent(Check):
    """Where root is managed centrally, a member's own root credentials are a way in that nobody needs.

    Whether root is managed centrally is known in a run over the organization. Members of an organization that
    does not do so are left to `root-centralized-management`, and the management account has to keep its root.
    """

    id = "root-member-credentials-present"
    title = "Member account still has root credentials"
    severity = Severity.HIGH
    needs = (Section.ORGANIZATIONS_FEATURES, Section.ACCOUNT_SUMMARY)
    examines = ROOT
    remedy = Remedy(
        text="Delete the root credentials of account {account} from the management account.",
        console=(
            "In the management account: IAM > Root access management > account {account}",
            "Take privileged action > Delete root user credentials",
        ),
        cli=(
            (
                "aws sts assume-root --target-principal {account} --task-policy-arn"
                " arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"
            ),
            "aws iam delete-login-profile",
        ),
    )

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Return the root of a member account of an organization that manages root centrally."""
        here = snapshot.account.management is not True and FEATURE in snapshot.organizations_features
        return (root_user(snapshot),) if here else ()

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag what root still has."""
        summary = snapshot.account_summary
        certificates = summary.root_signing_certificates_present if summary else None
        told = {
            "password": root_has_password(snapshot),
            "access_keys": root_has_keys(snapshot),
            "signing_certificates": certificates,
            "mfa": root_has_mfa(snapshot),
        }
        left = [name.replace("_", " ") for name, there in told.items() if there]
        for root in self.members(snapshot):
            if left:
                message = (
                    f"Root of account {snapshot.account.id} is managed centrally and has: {', '.join(left)}."
                )
                yield self.finding(root, message, told)
            elif None in told.values():
                unknown = [name.replace("_", " ") for name, there in told.items() if there is None]
                yield self.unknown(root, f"AWS did not say whether root has: {', '.join(unknown)}.")
