"""IAM Roles Anywhere: who gets role sessions for an X.509 certificate."""

import msgspec

from iam_audit.model.resource import Resource


class RolesAnywhereProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Which roles certificates may assume, and what narrows the sessions."""

    id: str
    name: str
    arn: str
    account_id: str
    region: str
    enabled: bool | None = None
    session_policy: str | None = None
    managed_policies: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def resource(self) -> Resource:
        """What a finding about this profile points at."""
        return Resource(
            type="roles-anywhere-profile",
            id=self.id,
            arn=self.arn,
            name=self.name,
            account_id=self.account_id,
        )


class TrustAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate authority whose certificates are believed."""

    id: str
    name: str
    arn: str
    account_id: str
    region: str
    enabled: bool | None = None
    source: str
    """`AWS_ACM_PCA`, `CERTIFICATE_BUNDLE` or `SELF_SIGNED_REPOSITORY`."""
    key_algorithms: tuple[str, ...] | None = None
    """Object identifiers of the keys of its certificates; None when its certificates cannot be seen."""

    @property
    def resource(self) -> Resource:
        """What a finding about this trust anchor points at."""
        return Resource(
            type="trust-anchor", id=self.id, arn=self.arn, name=self.name, account_id=self.account_id
        )
