"""What the checks of policies that give all of one service share."""

from abc import abstractmethod

from iam_audit.checks.own_policies import OwnPolicy
from iam_audit.checks.policy_checks import PolicyCheck
from iam_audit.model import Finding, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.whole_service import allows_service, listed_in


class FullServiceCheck(PolicyCheck):
    """Whether a policy allows all actions of a service."""

    @abstractmethod
    def service(self) -> str:
        """Return the service, as actions are written: `kms`."""

    @property
    def about(self) -> int:
        """The actions of the service."""
        return listed_in(self.service()).listed

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that allows everything in the service, on everything."""
        grant = allows_service(statements, self.service(), snapshot.account)
        what = f"allows {self.service()}:* on all resources"
        return self.granted(policy, what, grant, snapshot, {"service": self.service()}) if grant else None
