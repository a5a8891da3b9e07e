"""What a snapshot knows of a target, as the facts that guards ask for; what was not read is not there."""

from datetime import UTC, datetime

from iam_audit.model import AccessKey, LastUse, NeverUsed, Section, Snapshot, Used, User, UseUnknown
from iam_audit.remediate.nouns import Facts, Target


def facts_known(target: Target, snapshot: Snapshot) -> Facts:
    """Return what is known of the target and its user, under the names that live facts have."""
    user = snapshot.users_by_name.get(target.user_name or "")
    facts: Facts = {}
    if user:
        facts |= _of_user(user)
    if target.type == "access-key":
        keys = snapshot.keys_by_user.get(target.user_name or "", ())
        key = next((one for one in keys if one.id == target.id), None)
        return facts | (_of_key(key) if key else {})
    if user and not snapshot.gap(Section.PASSWORDS):
        facts |= _of_password(user)
    return facts


def _of_user(user: User) -> Facts:
    facts: Facts = {"user": user.name, "user_arn": user.arn, "user_path": user.path}
    if user.tags is not None:
        facts["user_tags"] = dict(user.tags)
    if user.permissions is not None:
        facts["user_groups"] = list(user.permissions.groups)
        facts["user_boundary"] = user.permissions.boundary
    if user.created_at is not None:
        facts["user_created_at"] = text(user.created_at)
    return facts


def _of_key(key: AccessKey) -> Facts:
    facts: Facts = {}
    if key.active is not None:
        facts["key_status"] = "Active" if key.active else "Inactive"
    if key.created_at is not None:
        facts["key_created_at"] = text(key.created_at)
    return facts | _of_use(key.last_used)


def _of_password(user: User) -> Facts:
    facts: Facts = {}
    if user.password.enabled is not None:
        facts["password"] = user.password.enabled
        use = _of_use(user.password.last_used)
        facts |= use
        if "last_used_at" in use:
            facts["password_last_used_at"] = use["last_used_at"]
    return facts


def _of_use(use: LastUse) -> Facts:
    match use:
        case Used(at=at, service=service, region=region):
            return {"last_used_at": text(at), "last_used_service": service, "last_used_region": region}
        case NeverUsed():
            return {"last_used_at": None, "last_used_service": None, "last_used_region": None}
        case UseUnknown(quiet_since=since):
            return {"quiet_since": text(since)} if since else {}


def text(at: datetime) -> str:
    """Return a moment as facts hold it: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat()
