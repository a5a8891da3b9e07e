"""Writes the invented accounts of tests/accounts: `python tests/whole_accounts.py`.

clean.json            everything is there and in order, in a member of an organization
clean-management.json the same in the account that manages the organization
clean-member.json     the same in a member that was read together with its organization
bad.json              every check finds something, but for what no single account can have
locked-out.json       what bad.json cannot have: a password policy of its own that is wrong, a member's faults
alone.json            what only an account outside any organization can have
gaps.json             nothing could be read
"""

from pathlib import Path

import msgspec

from builders import (
    ACCOUNT_ID,
    NOW,
    access_key,
    account,
    days_ago,
    last_use,
    password,
    policy,
    root,
    snapshot,
    user,
)
from iam_audit.model import (
    ROOT_NAME,
    AccountSummary,
    AttachedPolicy,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PasswordPolicy,
    PolicyVersion,
    Role,
    Section,
    Snapshot,
    UserPermissions,
)
from whole_organization import clean_management, clean_member
from whole_policies import unused_canary, with_bad_policies, with_clean_policies
from whole_privilege import with_bad_privilege, with_clean_privilege
from whole_roles import (
    IN_THE_OFFICE,
    OWNED,
    bad_roles,
    clean_roles,
    document,
    empty_group,
    in_the_office,
    open_role,
    role,
    trusting,
)
from whole_settings import (
    alone,
    with_bad_settings,
    with_clean_settings,
    with_locked_out_settings,
)

FOLDER = Path(__file__).parent / "accounts"
GROUP_THAT_NEEDS_MFA = "admins"
READ_BUCKETS = AttachedPolicy(name="read-buckets", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/read-buckets")
STRONG_POLICY = PasswordPolicy(
    custom=True,
    minimum_length=14,
    require_uppercase=True,
    require_lowercase=True,
    require_numbers=True,
    require_symbols=True,
    allow_users_to_change=True,
    expire_passwords=True,
    max_age_days=90,
    reuse_prevention=24,
)


SIGNED_IN = last_use(1, service=None, region=None)
"""AWS does not name a service for sign-ins."""


def clean() -> Snapshot:
    limited = UserPermissions(groups=(GROUP_THAT_NEEDS_MFA,), boundary=IN_THE_OFFICE)
    common = {"mfa_active": True, "permissions": limited, "tags": OWNED}
    person = user("alice", password=password(last_used=SIGNED_IN), **common)
    machine = user("backup", **common)
    whole = _account(
        groups=(_admins(),),
        roles=clean_roles(READ_BUCKETS),
        policies=(_read_buckets(), in_the_office()),
        users=(person, machine),
        access_keys=(
            access_key(user_name="backup", age_days=20, id="AKIAIOSFODNN7EXAMPLE"),
            access_key(user_name="backup", age_days=30, active=False, slot=2, id="AKIAI44QH8DHBEXAMPLE"),
        ),
        root=root(),
        password_policy=STRONG_POLICY,
        account_summary=_summary(mfa=True, keys=False),
    )
    return with_clean_privilege(with_clean_settings(with_clean_policies(whole)))


def bad() -> Snapshot:
    whole = _account(
        groups=(_admins(policy("administer")), empty_group()),
        roles=(_web(), *bad_roles()),
        users=(
            user("dave", password=password(used_days_ago=None, changed_days_ago=400), permissions=_direct()),
            user("erin", permissions=_member()),
            user("frank"),
        ),
        access_keys=(
            access_key(user_name="dave", age_days=400, used_days_ago=None, id="AKIA1111111111111111"),
            access_key(user_name="dave", age_days=200, used_days_ago=100, slot=2, id="AKIA2222222222222222"),
            access_key(user_name="erin", age_days=85, id="AKIA3333333333333333"),
            access_key(user_name="erin", age_days=400, active=False, slot=2, id="AKIA4444444444444444"),
        ),
        root=root(mfa_active=False, password=password(last_used=SIGNED_IN)),
        root_access_keys=(
            access_key(user_name=ROOT_NAME, user_arn=account().arn, age_days=900, id="AKIA5555555555555555"),
        ),
        password_policy=PasswordPolicy(),
        account_summary=_summary(mfa=False, keys=True),
    )
    return with_bad_privilege(with_bad_settings(with_bad_policies(whole)))


def locked_out() -> Snapshot:
    weak = PasswordPolicy(
        custom=True, minimum_length=6, expire_passwords=True, max_age_days=400, hard_expiry=True
    )
    whole = _account(
        users=(user("alice", password=password(last_used=SIGNED_IN)),),
        access_keys=(unused_canary(),),
        root=root(),
        password_policy=weak,
        roles=(_web(), open_role()),
    )
    return with_locked_out_settings(whole)


def gaps() -> Snapshot:
    return snapshot(gaps=tuple(Section))


def _account(**fields: object) -> Snapshot:
    common = {
        "account": account(name="invented"),
        "credential_report_generated_at": NOW,
        "groups": (_admins(policy("administer")),),
        "roles": (_web(),),
        "policies": (_read_buckets(),),
    }
    return snapshot(**(common | fields))


def _admins(*inline: InlinePolicy) -> Group:
    return Group(
        name=GROUP_THAT_NEEDS_MFA,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{GROUP_THAT_NEEDS_MFA}",
        account_id=ACCOUNT_ID,
        created_at=days_ago(500),
        inline=inline,
        attached=(READ_BUCKETS,),
    )


def _web() -> Role:
    return role("web", trusting({"Service": "ec2.amazonaws.com"}), attached=(READ_BUCKETS,))


def _read_buckets() -> ManagedPolicy:
    allow = {"Action": "s3:List*", "Effect": "Allow", "Resource": "*"}
    version = PolicyVersion(id="v1", default=True, document=document(allow), created_at=days_ago(300))
    return ManagedPolicy(
        name=READ_BUCKETS.name,
        arn=READ_BUCKETS.arn,
        account_id=ACCOUNT_ID,
        attachment_count=2,
        versions=(version,),
    )


def _member() -> UserPermissions:
    return UserPermissions(groups=(GROUP_THAT_NEEDS_MFA,))


def _direct() -> UserPermissions:
    return UserPermissions(
        groups=(GROUP_THAT_NEEDS_MFA,), inline=(policy("by-hand"),), attached=(READ_BUCKETS,)
    )


def _summary(*, mfa: bool, keys: bool) -> AccountSummary:
    return AccountSummary(
        root_mfa_enabled=mfa,
        root_access_keys_present=keys,
        root_password_present=True,
        root_signing_certificates_present=False,
    )


ACCOUNTS = {
    "alone": alone,
    "bad": bad,
    "clean": clean,
    "clean-management": lambda: clean_management(clean()),
    "clean-member": lambda: clean_member(clean()),
    "gaps": gaps,
    "locked-out": locked_out,
}


def as_json(whole: Snapshot) -> str:
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"


def load(name: str) -> Snapshot:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Snapshot)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, make in ACCOUNTS.items():
        (FOLDER / f"{name}.json").write_text(as_json(make()), encoding="utf-8")
