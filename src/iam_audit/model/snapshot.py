"""Everything we know of one account at one moment."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

import msgspec

from iam_audit.model.account import Account, Gap, Section
from iam_audit.model.account_settings import (
    AccountSummary,
    OidcProvider,
    PasswordPolicy,
    SamlProvider,
    ServerCertificate,
)
from iam_audit.model.analyzers import AnalyzedRegion
from iam_audit.model.contacts import AlternateContact
from iam_audit.model.credentials import (
    AccessKey,
    LoginProfile,
    MfaDevice,
    ServiceSpecificCredential,
    SshPublicKey,
)
from iam_audit.model.identity_center import IdentityCenter, SsoInstance
from iam_audit.model.kind import Kind
from iam_audit.model.organization import (
    DelegatedAdministrator,
    Organization,
    OrganizationTree,
    ServiceControlPolicy,
)
from iam_audit.model.permissions import Group, ManagedPolicy, Role, Root, User
from iam_audit.model.roles_anywhere import RolesAnywhereProfile, TrustAnchor
from iam_audit.model.service_use import PrincipalUse
from iam_audit.model.surroundings import Surroundings

T = TypeVar("T")


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One account as it was read. A section that is in `gaps` holds nothing, and that nothing means nothing."""

    account: Account
    collected_at: datetime
    credential_report_generated_at: datetime | None = None
    """AWS refreshes the report every four hours at most; None when it was not read."""
    users: tuple[User, ...] = ()
    access_keys: tuple[AccessKey, ...] = ()
    """The keys of IAM users; root's are apart."""
    root: Root | None = None
    root_access_keys: tuple[AccessKey, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    password_policy: PasswordPolicy | None = None
    account_summary: AccountSummary | None = None
    account_aliases: tuple[str, ...] = ()
    mfa_devices: tuple[MfaDevice, ...] = ()
    server_certificates: tuple[ServerCertificate, ...] = ()
    saml_providers: tuple[SamlProvider, ...] = ()
    oidc_providers: tuple[OidcProvider, ...] = ()
    ssh_public_keys: tuple[SshPublicKey, ...] = ()
    service_specific_credentials: tuple[ServiceSpecificCredential, ...] = ()
    login_profiles: tuple[LoginProfile, ...] = ()
    alternate_contacts: tuple[AlternateContact, ...] = ()
    contact_information: tuple[str, ...] = ()
    """The names of the fields of the account's contact that are filled in."""
    analyzers: tuple[AnalyzedRegion, ...] = ()
    roles_anywhere_profiles: tuple[RolesAnywhereProfile, ...] = ()
    trust_anchors: tuple[TrustAnchor, ...] = ()
    organization: Organization | None = None
    """None when the account is in none."""
    organizations_features: tuple[str, ...] = ()
    """What is centralized in the organization: `RootCredentialsManagement`, `RootSessions`."""
    delegated_administrators: tuple[DelegatedAdministrator, ...] = ()
    service_control_policies: tuple[ServiceControlPolicy, ...] = ()
    organization_tree: OrganizationTree | None = None
    sso_instances: tuple[SsoInstance, ...] = ()
    identity_center: tuple[IdentityCenter, ...] = ()
    service_last_accessed: tuple[PrincipalUse, ...] = ()
    gaps: tuple[Gap, ...] = ()
    elsewhere: tuple[Section, ...] = ()
    """Sections of the whole organization that this account does not hold: its management account does.

    They are empty here without being a gap, and the checks that need them have nothing to look at.
    """
    kinds: dict[str, Kind] = {}
    """Which users are people and which are programs, by name; put in before it is judged, by rules of the settings."""
    surroundings: Surroundings | None = None
    """What the organization means for the account, put in before it is judged; None when nobody has looked."""

    def gap(self, section: Section) -> Gap | None:
        """Return why `section` was not read, or None when it was."""
        return next((gap for gap in self.gaps if gap.section == section), None)

    def missing(self, sections: Iterable[Section]) -> tuple[Gap, ...]:
        """Return the gaps among `sections`."""
        return tuple(gap for section in sections if (gap := self.gap(section)))

    def once(self, question: Hashable, ask: Callable[["Snapshot"], T]) -> T:
        """Return what `ask` says of this account, which never changes: it is asked the first time only."""
        if question not in self._answers:
            self._answers[question] = ask(self)
        return cast("T", self._answers[question])

    def forget(self) -> None:
        """Let go of what was asked once: it takes many times the room of the account itself."""
        self._answers.clear()

    @cached_property
    def _answers(self) -> dict[Hashable, object]:
        return {}

    @cached_property
    def keys_by_user(self) -> MappingProxyType[str, tuple[AccessKey, ...]]:
        """The access keys of each user that has any, by user name."""
        found: dict[str, tuple[AccessKey, ...]] = {}
        for key in self.access_keys:
            found[key.user_name] = (*found.get(key.user_name, ()), key)
        return MappingProxyType(found)

    @cached_property
    def users_by_name(self) -> MappingProxyType[str, User]:
        """The users by name; names are unique within an account, ignoring case."""
        return MappingProxyType({user.name: user for user in self.users})

    @cached_property
    def groups_by_name(self) -> MappingProxyType[str, Group]:
        """The groups by name."""
        return MappingProxyType({group.name: group for group in self.groups})

    @cached_property
    def policies_by_arn(self) -> MappingProxyType[str, ManagedPolicy]:
        """The managed policies by ARN."""
        return MappingProxyType({policy.arn: policy for policy in self.policies})

    @cached_property
    def policy_holders(self) -> MappingProxyType[str, tuple[User | Group | Role, ...]]:
        """The users, groups and roles that each managed policy is attached to, by its ARN, as far as is known."""
        found: dict[str, tuple[User | Group | Role, ...]] = {}
        for user in self.users:
            for policy in user.permissions.attached if user.permissions else ():
                found[policy.arn] = (*found.get(policy.arn, ()), user)
        holders: tuple[Group | Role, ...] = (*self.groups, *self.roles)
        for holder in holders:
            for policy in holder.attached:
                found[policy.arn] = (*found.get(policy.arn, ()), holder)
        return MappingProxyType(found)
