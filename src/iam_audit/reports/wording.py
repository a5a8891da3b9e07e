"""The words that several formats share for the same fact."""

from iam_audit.model import Account, KeyRow, NeverUsed, Resource, RiskLevel

NEVER = "Never"
UNKNOWN = "Unknown"

TIERS = (RiskLevel.COMPLIANT, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.CRITICAL)


def status(row: KeyRow) -> str:
    """`Active` or `Inactive`, as AWS writes it."""
    return UNKNOWN if row.key.active is None else "Active" if row.key.active else "Inactive"


def last_used(row: KeyRow) -> str | int:
    """The days since the last use, or which kind of none it is."""
    if row.last_used_days_ago is not None:
        return row.last_used_days_ago
    return NEVER if isinstance(row.key.last_used, NeverUsed) else UNKNOWN


def age(row: KeyRow) -> str | int:
    """The age in days."""
    return UNKNOWN if row.age_days is None else row.age_days


def account(account: Account) -> str:
    """The name of an account with its number, or the number alone."""
    return f"{account.name} ({account.id})" if account.name else account.id


def resource(resource: Resource) -> str:
    """What a finding points at, in few words."""
    match resource.type:
        case "access-key" if resource.id.startswith(f"{resource.name}/"):
            return f"key {resource.id.removeprefix(f'{resource.name}/')} of {resource.name}"
        case "access-key":
            return f"{resource.id} of {resource.name}"
        case "root":
            return "root user"
        case _:
            return f"{resource.type} {resource.name}"


def cut(text: str, longest: int) -> str:
    """Shorten a text that a foreign schema limits, showing that something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
