"""Users without the tags they must carry."""

from collections.abc import Iterable

from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.required_tags import RequiredTagsCheck
from iam_audit.model import Section, Severity, Snapshot, User


class UserTags(RequiredTagsCheck):
    """Who to ask about a user, its tags can say, and permissions that go by tags depend on them.

    Name the keys in the option `required`; without any, nobody is looked at. The case of a key does not
    matter, as it does not to IAM. Tags that AWS sets (`aws:...`) do not count.
    """

    id = "user-tags"
    title = "User lacks a required tag"
    severity = Severity.LOW
    needs = (Section.USERS,)
    examines = Population("users, where tags are required", lambda _: ())
    remedy = Remedy(
        text="Tag {user} with what the finding names.",
        console=("IAM > Users > {user} > Tags > Manage tags > Add new tag",),
        cli=(
            "aws iam list-user-tags --user-name {user}",
            "aws iam tag-user --user-name {user} --tags Key=KEY,Value=VALUE",
        ),
    )

    def holders(self, snapshot: Snapshot) -> Iterable[User]:
        """Return all users."""
        return snapshot.users
