"""Accounts without the two roles that share the administration of IAM."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.checks.naming import absent
from iam_audit.model import Account, Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class RoleMasterManager(Check):
    """With two roles, one to make users, groups and policies and one to hand them out, nobody does both alone.

    Give the names of the two roles in the options `master_role` and `manager_role`; without them nothing is
    looked at. Whether the roles are there is all that is asked; what each may do, the checks of privileges tell.
    """

    id = "role-master-manager"
    title = "Administration of IAM is not shared by two roles"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = Population("accounts, where two roles are required", lambda _: ())
    remedy = Remedy(
        text="Make the roles that the finding names: the master may create and delete users, groups, roles and"
        " policies, the manager may attach policies and fill groups, and neither may do the other's work.",
        console=("IAM > Roles > Create role > Custom trust policy",),
        cli=(
            "aws iam create-role --role-name ROLE_NAME --assume-role-policy-document file://trust.json",
            "aws iam put-role-policy --role-name ROLE_NAME --policy-name POLICY --policy-document file://policy.json",
        ),
    )

    master_role: str = option("", "Name of the role that creates users, groups, roles and policies.")
    manager_role: str = option("", "Name of the role that hands them out.")

    def __post_init__(self) -> None:
        """Refuse one name without the other, and the same for both."""
        super().__post_init__()
        if bool(self.master_role) is not bool(self.manager_role):
            raise ValueError("the options 'master_role' and 'manager_role' need each other")
        if self.master_role and self.master_role.casefold() == self.manager_role.casefold():
            raise ValueError("the options 'master_role' and 'manager_role' name the same role")

    def members(self, snapshot: Snapshot) -> Iterator[Account]:
        """Yield the account once the roles are named."""
        if self.master_role:
            yield snapshot.account

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the account when one of the roles is not there."""
        names = [role.name for role in snapshot.roles]
        for account in self.members(snapshot):
            if missing := absent((self.master_role, self.manager_role), names):
                facts: Facts = {"missing": ", ".join(missing)}
                yield self.finding(account, f"There is no role {' and no role '.join(missing)}.", facts)
