"""What the checks of policies that make administrators share."""

from abc import abstractmethod

from iam_audit.checks.own_policies import OwnPolicy
from iam_audit.checks.policy_checks import PolicyCheck
from iam_audit.model import Finding, Snapshot
from iam_audit.policy.asked import asked_about
from iam_audit.policy.document import Statement
from iam_audit.policy.questions import GIVE_PERMISSIONS, administers

GIVES_ALL = "gives full control of the account"


class AdminCheck(PolicyCheck):
    """Whether a policy makes its holder an administrator of the account."""

    @property
    def about(self) -> int:
        """What makes an administrator of somebody."""
        return asked_about(GIVE_PERMISSIONS).listed

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that allows everything, or everything but little; milder under conditions."""
        grant = administers(statements, snapshot.account)
        return self.granted(policy, self.says(policy), grant, snapshot) if grant else None

    @abstractmethod
    def says(self, policy: OwnPolicy) -> str:
        """Return what the policy does, to follow its name."""
