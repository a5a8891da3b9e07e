"""What the checks of permissions boundaries share."""

from collections.abc import Iterator

from iam_audit.checks.base import Check
from iam_audit.checks.naming import fits
from iam_audit.model import Finding, Role, User


class BoundaryCheck(Check):
    """A question about the permissions boundary of a user or role."""

    def judge(self, holder: User | Role, boundary: str | None, wanted: str) -> Iterator[Finding]:
        """Flag a boundary that is missing, or is not the wanted one; `*` is any."""
        if boundary is not None and fits(boundary, (wanted,)):
            return
        named = "the permissions boundary" if wanted == "*" else f"the permissions boundary {wanted}"
        has = f"has {boundary} instead of" if boundary else "has not"
        facts = {"boundary": boundary, "wanted": wanted}
        yield self.finding(holder, f"{holder.name} {has} {named}.", facts)
