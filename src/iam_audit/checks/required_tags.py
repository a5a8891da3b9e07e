"""What the checks of required tags share."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, option
from iam_audit.checks.naming import absent
from iam_audit.model import Finding, Role, Snapshot, User


@dataclass(frozen=True)
class RequiredTagsCheck(Check):
    """A question about the tags that something must carry."""

    required: tuple[str, ...] = option((), "Keys of the tags that must be there; none by default.")

    @abstractmethod
    def holders(self, snapshot: Snapshot) -> Iterable[User | Role]:
        """Return what must carry the tags."""

    def members(self, snapshot: Snapshot) -> Iterator[User | Role]:
        """Yield what must carry the tags, once any is required."""
        return (one for one in self.holders(snapshot) if self.required)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag what lacks a required tag, whatever the case of its key; AWS's own tags do not count."""
        for one in self.members(snapshot):
            if one.tags is None:
                yield self.unknown(one, f"The tags of {one.name} could not be read.")
                continue
            own = [key for key in one.tags if not key.casefold().startswith("aws:")]
            if missing := absent(self.required, own):
                named = ", ".join(missing)
                facts = {"missing": named, "tags": ", ".join(sorted(own))}
                yield self.finding(one, f"{one.name} lacks the tags {named}.", facts)
