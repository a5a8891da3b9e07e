"""The profiles of IAM Roles Anywhere."""

import msgspec

from iam_audit.collect.asking import listed_by_token
from iam_audit.collect.base import Answer, Client, RegionalCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, RolesAnywhereProfile, Section


class RawProfile(msgspec.Struct, rename="camel"):
    """An entry of ListProfiles."""

    profile_id: str
    name: str
    profile_arn: str
    enabled: bool | None = None
    session_policy: str | None = None
    managed_policy_arns: tuple[str, ...] = ()
    role_arns: tuple[str, ...] = ()


class RawRegion(msgspec.Struct):
    """A Region that was asked."""

    region: str = msgspec.field(name="Region")
    profiles: list[RawProfile]


class RolesAnywhereProfiles(RegionalCollector[tuple[RolesAnywhereProfile, ...]]):
    """Asks for the profiles, on request: few accounts have any."""

    section = Section.ROLES_ANYWHERE_PROFILES
    file = "rolesanywhere-profiles.json"
    key = "Regions"
    permissions = ("rolesanywhere:ListProfiles",)
    service = "rolesanywhere"
    on_request = True

    def fetch(self, client: Client) -> Answer:
        """Return the profiles of one Region."""
        return {"profiles": listed_by_token(client.list_profiles, "profiles", following="nextToken")}

    def parse(self, answer: Answer, account: Account) -> tuple[RolesAnywhereProfile, ...]:
        """Shape the list."""
        return tuple(
            RolesAnywhereProfile(
                id=raw.profile_id,
                name=raw.name,
                arn=raw.profile_arn,
                account_id=account.id,
                region=region.region,
                enabled=raw.enabled,
                session_policy=raw.session_policy or None,
                managed_policies=raw.managed_policy_arns,
                roles=raw.role_arns,
            )
            for region in read_shape(answer, list[RawRegion], self.file)
            for raw in region.profiles
        )
