"""Approvals: made with a key of one's own (Ed25519), and looked at before a plan is applied."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import ModuleType

import msgspec

from iam_audit.errors import InputError, UsageError
from iam_audit.remediate.nouns import Approval, Plan
from iam_audit.settings import RemediateSettings

SIGNED = "ed25519"
API = "api"
SLACK = "slack"


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's word that a plan is not to be applied. It outweighs all approvals."""

    plan_hash: str
    by: str
    at: datetime
    reason: str
    how: str


def new_key() -> tuple[bytes, str]:
    """Return a new private key as PEM, and its public key as settings hold it."""
    pem: bytes = _keys().generate()
    return pem, public_key(pem, "the new key")


def public_key(pem: bytes, where: str) -> str:
    """Return the public key of a private one, as settings hold it. Raises InputError for what is no such key."""
    public: str = _keys().public_of(pem, where)
    return public


def approved(plan: Plan, pem: bytes, where: str, by: str, reason: str, now: datetime) -> Approval:
    """Sign an approval of exactly this plan. Raises InputError for what is no Ed25519 key."""
    public = public_key(pem, where)
    unsigned = Approval(plan_hash=plan.hash, by=by, at=now, reason=reason, how=SIGNED, public_key=public)
    return msgspec.structs.replace(unsigned, signature=_keys().signed(pem, where, unsigned.signed_text))


def name_of(public: str, settings: RemediateSettings) -> str:
    """Return whose public key it is. Raises UsageError where nobody's is."""
    for name, known in settings.approvers.items():
        if known == public:
            return name
    raise UsageError(
        f'No approver has this key. Write it to the settings: [remediate.approvers] NAME = "{public}"'
    )


def refuse_approver(plan: Plan, by: str, settings: RemediateSettings, now: datetime) -> None:
    """Raise UsageError where somebody's approval of a plan would not count."""
    if now >= plan.expires_at:
        raise UsageError(f"The plan expired on {plan.expires_at:%Y-%m-%d %H:%M} UTC: make a new one.")
    if settings.four_eyes and made_by(plan, by):
        raise UsageError(f"{by} made this plan, and `four_eyes` asks for the approval of somebody else.")


def lacking(
    plan: Plan,
    approvals: Iterable[Approval],
    settings: RemediateSettings,
    vouched: Iterable[Approval] = (),
    rejections: Iterable[Rejection] = (),
) -> tuple[str, ...]:
    """Return in sentences what a plan lacks before it may be applied; nothing where it lacks nothing.

    `approvals` come from files and count only with a good signature; `vouched` are those that the store holds of
    people who approved over the API or in Slack, where the door made sure who it was.
    """
    said = [*_rejected(plan, rejections)]
    good: set[str] = set()
    for one, is_vouched in (*((a, False) for a in approvals), *((a, True) for a in vouched)):
        if why := _objection(plan, one, settings, vouched=is_vouched):
            said.append(why)
        else:
            good.add(one.by)
    if len(good) < settings.approvals:
        return (*said, f"It has {len(good)} of {settings.approvals} approvals that it needs.")
    return tuple(_rejected(plan, rejections))


def made_by(plan: Plan, name: str) -> bool:
    """Whether a person of this name made a plan, as far as names tell."""
    makers = {part.strip().casefold() for part in plan.created_by.split(",")}
    makers |= {one.rpartition("/")[2] for one in makers} | {one.partition("@")[0] for one in makers}
    return name.casefold() in makers or name.casefold().partition("@")[0] in makers


def _rejected(plan: Plan, rejections: Iterable[Rejection]) -> Iterator[str]:
    for one in rejections:
        if one.plan_hash == plan.hash:
            yield f"{one.by} rejected it on {one.at:%Y-%m-%d}: {one.reason}"


def _objection(plan: Plan, one: Approval, settings: RemediateSettings, *, vouched: bool) -> str | None:
    """Return why an approval does not count; None when it does."""
    if one.plan_hash != plan.hash:
        return f"The approval of {one.by} is for another plan."
    if not plan.created_at <= one.at < plan.expires_at:
        return f"The approval of {one.by} was given before the plan was made, or after it expired."
    if settings.four_eyes and made_by(plan, one.by):
        return f"{one.by} made the plan, so their approval does not count (`four_eyes`)."
    if one.how == SIGNED:
        return _bad_signature(one, settings)
    if not vouched:
        return f"The approval of {one.by} has no signature."
    known = {API: settings.api_approvers, SLACK: tuple(settings.slack_approvers.values())}
    return None if one.by in known.get(one.how, ()) else f"{one.by} may not approve over {one.how}."


def _bad_signature(one: Approval, settings: RemediateSettings) -> str | None:
    """The key is the one that the settings trust, whatever the approval says of itself."""
    trusted = settings.approvers.get(one.by)
    if trusted is None:
        return f"{one.by} is not among the `approvers` of [remediate]."
    try:
        good = _keys().holds(trusted, one.signature, one.signed_text)
    except InputError:
        return f"The key of {one.by} in [remediate.approvers] is no Ed25519 key in base64."
    if good:
        return None
    return (
        f"The signature of {one.by} is wrong: the plan or the approval was changed, or it is not their key."
    )


def _keys() -> ModuleType:
    """Load what signs, which is an extra. Raises UsageError where it is not installed."""
    try:
        from iam_audit.remediate import ed25519  # noqa: PLC0415 - the library is an extra
    except ModuleNotFoundError as error:
        raise UsageError(
            "Signatures need cryptography, which is not installed. Install iam-audit[signing]."
        ) from error
    return ed25519
