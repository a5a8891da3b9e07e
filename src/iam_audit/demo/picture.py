"""One account as an audit would have read it on some day of its year."""

from datetime import datetime, timedelta
from hashlib import sha256

from iam_audit.demo import documents
from iam_audit.demo.lives import AccountLife, KeyLife, UserLife
from iam_audit.demo.names import account_id
from iam_audit.model import (
    AccessKey,
    AccountSummary,
    AlternateContact,
    AnalyzedRegion,
    Analyzer,
    AttachedPolicy,
    ContactKind,
    Gap,
    LastUse,
    MfaDevice,
    MfaKind,
    NeverUsed,
    Organization,
    Password,
    PasswordPolicy,
    Root,
    Section,
    Snapshot,
    SsoInstance,
    Used,
    User,
    UserPermissions,
)

REGION = "eu-west-1"
CONTACT = ("AddressLine1", "City", "CountryCode", "FullName", "PhoneNumber", "PostalCode")
CONTACTS = tuple(AlternateContact(kind=kind, email=f"{kind.lower()}@example.com") for kind in ContactKind)
GOOD_POLICY = PasswordPolicy(
    custom=True,
    minimum_length=16,
    require_uppercase=True,
    require_lowercase=True,
    require_numbers=True,
    require_symbols=True,
    allow_users_to_change=True,
    expire_passwords=True,
    max_age_days=90,
    reuse_prevention=24,
)
BLIND = (Section.POLICIES, Section.PERMISSIONS, Section.GROUPS, Section.ROLES)
REFUSED = "the audit role is not allowed to call iam:GetAccountAuthorizationDetails there"


def picture(life: AccountLife, day: int, today: datetime) -> Snapshot | None:
    """Return the account as of `day` days before `today`; None where nothing could be read of it that day."""
    if day in life.shut:
        return None
    now = today - timedelta(days=day)
    blind = day in life.blind
    users = [user for user in life.users if user.there(day)]
    root_mfa = life.root_mfa_since is not None and life.root_mfa_since >= day
    account = life.account
    return Snapshot(
        account=account,
        collected_at=now,
        credential_report_generated_at=now,
        users=tuple(_user(user, account.id, day, today, blind=blind) for user in users),
        access_keys=tuple(
            _key(key, user.name, account.id, day, today)
            for user in users
            for key in user.keys
            if key.there(day)
        ),
        mfa_devices=tuple(_device(user, account.id, today) for user in users if _has_mfa(user, day)),
        root=_root(account.id, today, mfa=root_mfa),
        groups=() if blind else documents.groups(life, today),
        roles=() if blind else documents.roles(life, today),
        policies=() if blind else documents.policies(life, today),
        password_policy=GOOD_POLICY if _since(life.policy_since, day) else PasswordPolicy(),
        account_summary=_summary(len(users), mfa=root_mfa),
        account_aliases=(account.name,),
        alternate_contacts=CONTACTS,
        contact_information=CONTACT,
        analyzers=_analyzers(life),
        organization=_organization(account.id),
        sso_instances=(_sign_in(account.id),),
        gaps=tuple(Gap(section=one, reason=REFUSED, code="AccessDenied") for one in BLIND) if blind else (),
    )


def _user(life: UserLife, account: str, day: int, today: datetime, *, blind: bool) -> User:
    return User(
        name=life.name,
        arn=_arn(life.name, account),
        account_id=account,
        created_at=_moment(life.name, life.born, today),
        password=_password(life, day, today),
        mfa_active=_has_mfa(life, day),
        tags=dict(life.tags),
        permissions=None
        if blind
        else UserPermissions(
            groups=life.groups,
            attached=_attached(life, account, day),
        ),
    )


def _attached(life: UserLife, account: str, day: int) -> tuple[AttachedPolicy, ...]:
    if life.detached is not None and life.detached >= day:
        return ()
    return tuple(documents.attached(name, account) for name in life.attached)


def _password(life: UserLife, day: int, today: datetime) -> Password:
    if not life.password:
        return Password(enabled=False, last_used=NeverUsed())
    end = max(day, life.quiet)
    signed_in = life.born - (life.born - end) // life.signs_in * life.signs_in
    changed = day + (life.born - day) % 80
    return Password(
        enabled=True,
        last_used=_use(signed_in, life.name, None, today) if signed_in < life.born else NeverUsed(),
        changed_at=_moment(life.name, max(changed, min(life.quiet, life.born)), today),
    )


def _key(life: KeyLife, user_name: str, account: str, day: int, today: datetime) -> AccessKey:
    used = life.last_used(day)
    created = _moment(life.id, life.born, today)
    return AccessKey(
        user_name=user_name,
        user_arn=_arn(user_name, account),
        account_id=account,
        id=life.id,
        slot=life.slot,
        active=life.active(day),
        created_at=created,
        rotated_at=created,
        last_used=NeverUsed() if used is None else _use(used, life.id, life.service, today),
    )


def _use(day: int, seed: str, service: str | None, today: datetime) -> LastUse:
    region = REGION if service else None
    return Used(at=_moment(seed, day, today) + timedelta(minutes=7), service=service, region=region)


def _moment(seed: str, day: int, today: datetime) -> datetime:
    """Return some minute of that day, always the same one for the same thing."""
    minutes = int.from_bytes(sha256(seed.encode()).digest()[:2], "big") % 900
    return today - timedelta(days=day, minutes=30 + minutes)


def _root(account: str, today: datetime, *, mfa: bool) -> Root:
    return Root(
        arn=f"arn:aws:iam::{account}:root",
        account_id=account,
        created_at=today - timedelta(days=2400),
        password=Password(enabled=True, last_used=Used(at=today - timedelta(days=700))),
        mfa_active=mfa,
    )


def _summary(users: int, *, mfa: bool) -> AccountSummary:
    return AccountSummary(
        root_mfa_enabled=mfa,
        root_access_keys_present=False,
        root_password_present=True,
        root_signing_certificates_present=False,
        users=users,
    )


def _organization(account: str) -> Organization:
    management = account_id(0)
    return Organization(
        id="o-exampleorgid",
        arn=f"arn:aws:organizations::{management}:organization/o-exampleorgid",
        account_id=account,
        management_account_id=management,
        feature_set="ALL",
    )


def _sign_in(account: str) -> SsoInstance:
    return SsoInstance(
        arn="arn:aws:sso:::instance/ssoins-1111111111111111",
        account_id=account,
        owner_account_id=account_id(0),
        identity_store_id="d-1111111111",
        status="ACTIVE",
    )


def _analyzers(life: AccountLife) -> tuple[AnalyzedRegion, ...]:
    """Watched are all accounts but those where people only try things, and those that were bought."""
    kinds = () if life.unit in ("acquired", "sandbox") else ("ACCOUNT", "ACCOUNT_UNUSED_ACCESS")
    account = life.account.id
    analyzers = tuple(
        Analyzer(
            name=kind.lower().replace("_", "-"),
            arn=f"arn:aws:access-analyzer:{REGION}:{account}:analyzer/{kind.lower().replace('_', '-')}",
            account_id=account,
            region=REGION,
            type=kind,
            status="ACTIVE",
            unused_access_age=90 if kind.endswith("_UNUSED_ACCESS") else None,
            active_findings=0,
        )
        for kind in kinds
    )
    return (AnalyzedRegion(name=REGION, account_id=account, analyzers=analyzers),)


def _device(user: UserLife, account: str, today: datetime) -> MfaDevice:
    return MfaDevice(
        serial=f"arn:aws:iam::{account}:u2f/user/{user.name}/security-key",
        kind=MfaKind.PASSKEY,
        user_name=user.name,
        enabled_at=_moment(user.name, user.mfa or 0, today),
    )


def _has_mfa(user: UserLife, day: int) -> bool:
    return _since(user.mfa, day)


def _since(start: int | None, day: int) -> bool:
    return start is not None and start >= day


def _arn(user_name: str, account: str) -> str:
    return f"arn:aws:iam::{account}:user/{user_name}"
