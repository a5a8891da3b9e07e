"""Users, groups, roles and policies with their documents, a thousand to a page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from iam_audit.collect.asking import PAGE, pages, plain
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.details_shapes import RawDetails, RawGroup, RawPolicy, RawRole, RawTag, RawUse, RawUser
from iam_audit.collect.policy_documents import Documents
from iam_audit.collect.shapes import read_typed, require_whole
from iam_audit.errors import InputError
from iam_audit.model import (
    Account,
    Group,
    LastUse,
    ManagedPolicy,
    Role,
    Section,
    Used,
    UserPermissions,
    UseUnknown,
)

R = TypeVar("R")
T = TypeVar("T")

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
FORGOTTEN = "AWS remembers 400 days of a role's use and has none of this role's."
FILTER = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")


@dataclass(frozen=True)
class UserDetail:
    """What the authorization details say of one user."""

    name: str
    arn: str
    id: str | None
    path: str
    created_at: datetime | None
    tags: dict[str, str]
    permissions: UserPermissions


@dataclass(frozen=True)
class Details:
    """The whole answer. A list is None when it was left out, which is not the same as empty."""

    users: tuple[UserDetail, ...] | None
    groups: tuple[Group, ...] | None
    roles: tuple[Role, ...] | None
    policies: tuple[ManagedPolicy, ...] | None


class AuthorizationDetails(Collector[Details]):
    """Asks for everything in one go; AWS-managed policies come only when something has them attached."""

    section = Section.PERMISSIONS
    file = "account-authorization-details.json"
    permissions = ("iam:GetAccountAuthorizationDetails",)

    def fetch(self, client: Client) -> Answer:
        """Return the four lists."""
        merged: dict[str, list[Answer]] = {name: [] for name in LISTS}
        call = client.get_account_authorization_details
        for page in pages(call, MaxItems=PAGE, Filter=list(FILTER)):
            if not any(name in page for name in LISTS):
                raise InputError("GetAccountAuthorizationDetails answered without any list; try again.")
            for name in LISTS:
                merged[name] += plain(page.get(name, []))
        return merged

    def parse(self, answer: Answer, account: Account) -> Details:
        """Shape the four lists; of JSON text, as a file holds it, nothing else is ever in memory."""
        text = answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()
        raw = read_typed(text, RawDetails, self.file)
        require_whole({"IsTruncated": raw.is_truncated, "NextToken": raw.next_token}, self.file)
        shaping = _Shaping(account.id, Documents())
        return Details(
            users=_each(raw.user_detail_list, shaping.user),
            groups=_each(raw.group_detail_list, shaping.group),
            roles=_each(raw.role_detail_list, shaping.role),
            policies=_each(raw.policies, shaping.policy),
        )


def _each(raw: Sequence[R] | None, shape: Callable[[R], T]) -> tuple[T, ...] | None:
    return None if raw is None else tuple(shape(entry) for entry in raw)


@dataclass(frozen=True)
class _Shaping:
    """Turns entries into nouns of the model."""

    owner: str
    """The id of the account."""
    documents: Documents

    def user(self, raw: RawUser) -> UserDetail:
        return UserDetail(
            name=raw.user_name,
            arn=raw.arn,
            id=raw.user_id,
            path=raw.path,
            created_at=raw.create_date,
            tags=_tags(raw.tags),
            permissions=UserPermissions(
                groups=tuple(raw.group_list),
                inline=tuple(policy.value(self.documents) for policy in raw.user_policy_list),
                attached=tuple(policy.value() for policy in raw.attached_managed_policies),
                boundary=raw.permissions_boundary.permissions_boundary_arn
                if raw.permissions_boundary
                else None,
            ),
        )

    def group(self, raw: RawGroup) -> Group:
        return Group(
            name=raw.group_name,
            arn=raw.arn,
            account_id=self.owner,
            path=raw.path,
            created_at=raw.create_date,
            inline=tuple(policy.value(self.documents) for policy in raw.group_policy_list),
            attached=tuple(policy.value() for policy in raw.attached_managed_policies),
        )

    def role(self, raw: RawRole) -> Role:
        return Role(
            name=raw.role_name,
            arn=raw.arn,
            account_id=self.owner,
            path=raw.path,
            created_at=raw.create_date,
            trust=self.documents.text(raw.assume_role_policy_document),
            inline=tuple(policy.value(self.documents) for policy in raw.role_policy_list),
            attached=tuple(policy.value() for policy in raw.attached_managed_policies),
            boundary=raw.permissions_boundary.permissions_boundary_arn if raw.permissions_boundary else None,
            last_used=_role_use(raw.role_last_used),
            tags=_tags(raw.tags),
            instance_profiles=tuple(profile.instance_profile_name for profile in raw.instance_profile_list),
        )

    def policy(self, raw: RawPolicy) -> ManagedPolicy:
        return ManagedPolicy(
            name=raw.policy_name or raw.arn.rpartition("/")[2],
            arn=raw.arn,
            account_id=self.owner,
            path=raw.path,
            attachment_count=raw.attachment_count,
            boundary_count=raw.permissions_boundary_usage_count,
            versions=tuple(version.value(self.documents) for version in raw.policy_version_list),
        )


def _role_use(raw: RawUse | None) -> LastUse:
    """Say when AWS saw the role used. Whether that covers its whole life, `assemble` knows."""
    if raw is None:
        return UseUnknown(why="AWS did not say when this role was last used.")
    if raw.last_used_date is None:
        return UseUnknown(why=FORGOTTEN, quiet_days=400)
    return Used(at=raw.last_used_date, region=raw.region)


def _tags(raw: Iterable[RawTag]) -> dict[str, str]:
    return {tag.key: tag.value for tag in raw}
