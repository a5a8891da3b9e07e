"""Roles without the tags they must carry."""

from collections.abc import Iterable

from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.populations import own_roles
from iam_audit.checks.required_tags import RequiredTagsCheck
from iam_audit.model import Role, Section, Severity, Snapshot


class RoleTags(RequiredTagsCheck):
    """Who to ask about a role, its tags can say, and permissions that go by tags depend on them.

    Name the keys in the option `required`; without any, nothing is looked at. The case of a key does not
    matter, as it does not to IAM. Tags that AWS sets (`aws:...`) do not count. Roles that belong to AWS services
    or Identity Center are left out.
    """

    id = "role-tags"
    title = "Role lacks a required tag"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = Population("roles that the account can change, where tags are required", lambda _: ())
    remedy = Remedy(
        text="Tag {name} with what the finding names.",
        console=("IAM > Roles > {name} > Tags > Manage tags > Add new tag",),
        cli=(
            "aws iam list-role-tags --role-name {name}",
            "aws iam tag-role --role-name {name} --tags Key=KEY,Value=VALUE",
        ),
    )

    def holders(self, snapshot: Snapshot) -> Iterable[Role]:
        """Return the roles that the account can change."""
        return own_roles(snapshot)
