"""How long a credential has been idle, in tiers."""

from enum import StrEnum


class RiskLevel(StrEnum):
    """How long an access key has been idle, in tiers; worst first."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    COMPLIANT = "COMPLIANT"
    UNKNOWN = "UNKNOWN"
    """AWS cannot or would not tell when the key was last used."""

    @property
    def rank(self) -> int:
        """0 for CRITICAL: sort by it to see the worst first. UNKNOWN comes right after HIGH: it may be as bad."""
        order = ["CRITICAL", "HIGH", "UNKNOWN", "MEDIUM", "LOW", "COMPLIANT"]
        return order.index(self.value)
