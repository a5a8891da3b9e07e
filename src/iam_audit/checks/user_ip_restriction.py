"""Users whose permissions work from anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.model import Finding, Section, Severity, Snapshot, User
from iam_audit.policy.holdings import Unread
from iam_audit.policy.networks import Anywhere, From, is_everywhere, reach_of


@dataclass(frozen=True)
class UserIpRestriction(Check):
    """A stolen key is worth less when it works from the office only.

    A user passes when everything it may do is limited to networks: by a Deny of everything from elsewhere, by
    its permissions boundary, or in every single statement that allows something. A VPC or VPC endpoint counts
    as a network. A user who is allowed nothing passes too.

    Few accounts limit their users so, and where nobody has decided to, every user would be named for it. So nobody is
    looked at until the option `required` says that the account wants it.
    """

    id = "user-ip-restriction"
    title = "User is not limited to known networks"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.POLICIES)
    examines = Population("users, where they must be limited to networks", lambda _: ())
    remedy = Remedy(
        text="Put {user} in a group with a policy that denies everything from outside your networks. Leave out"
        " calls that AWS makes for the user (aws:ViaAWSService), and try it on one user first.",
        console=(
            (
                "IAM > Policies > Create policy > JSON: Deny, Action *, Resource *, Condition NotIpAddress"
                " aws:SourceIp with your networks and Bool aws:ViaAWSService false"
            ),
            "IAM > User groups > a group of {user} > Permissions > Add permissions > Attach policies",
        ),
        cli=(
            "aws iam create-policy --policy-name known-networks --policy-document file://known-networks.json",
            "aws iam attach-group-policy --group-name GROUP --policy-arn POLICY_ARN",
        ),
    )

    required: bool = option(
        False, "Whether users must be limited to networks; by default nobody is looked at."
    )
    max_networks: int = option(20, "How many addresses or networks may be allowed; exactly this many pass.")

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield all users once the limit is required."""
        return (user for user in snapshot.users if self.required)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users who may come from anywhere, or from more than `max_networks` networks."""
        for user in self.members(snapshot):
            match reach_of(user, snapshot):
                case Anywhere():
                    yield self._finding(user, "from any address", 0)
                case From(networks) if is_everywhere(networks):
                    yield self._finding(user, "from any address: the networks add up to all", len(networks))
                case From(networks) if len(networks) > self.max_networks:
                    said = f"from {len(networks)} networks; the limit is {self.max_networks}"
                    yield self._finding(user, said, len(networks))
                case Unread(because):
                    yield self.unknown(user, f"From where {user.name} may come is not known: {because}.")
                case _:
                    pass

    def _finding(self, user: User, said: str, networks: int) -> Finding:
        facts: Facts = {"networks": networks, "limit": self.max_networks}
        return self.finding(user, f"{user.name} may use its permissions {said}.", facts)
