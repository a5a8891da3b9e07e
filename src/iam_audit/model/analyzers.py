"""IAM Access Analyzer in one Region of an account."""

import msgspec

from iam_audit.model.resource import Resource


class Analyzer(msgspec.Struct, frozen=True, kw_only=True):
    """An analyzer of IAM Access Analyzer."""

    name: str
    arn: str
    account_id: str
    region: str
    type: str
    """`ACCOUNT` and `ORGANIZATION` look for external access; others have a suffix such as `_UNUSED_ACCESS`."""
    status: str
    """`ACTIVE`, `CREATING`, `DISABLED` or `FAILED`."""
    tags: dict[str, str] = {}
    unused_access_age: int | None = None
    """After how many days access counts as unused; None for other types, or when AWS does not say."""
    active_findings: int | None = None
    """Findings that nobody has archived or resolved; None when they could not be counted."""

    @property
    def active(self) -> bool:
        """Whether it is at work."""
        return self.status == "ACTIVE"

    @property
    def resource(self) -> Resource:
        """What a finding about this analyzer points at."""
        return Resource(
            type="analyzer", id=self.arn, arn=self.arn, name=self.name, account_id=self.account_id
        )


class AnalyzedRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A Region that was looked into, with the analyzers found there."""

    name: str
    account_id: str
    analyzers: tuple[Analyzer, ...] = ()

    @property
    def resource(self) -> Resource:
        """What a finding about this Region points at."""
        return Resource(type="region", id=self.name, name=self.name, account_id=self.account_id)
