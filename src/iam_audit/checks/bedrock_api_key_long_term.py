"""Long-term API keys for Amazon Bedrock."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Examined, option
from iam_audit.checks.service_credential_checks import ServiceCredentialCheck, stop
from iam_audit.model import Finding, ServiceSpecificCredential, Severity, whole_days

BEDROCK = "bedrock.amazonaws.com"


@dataclass(frozen=True)
class BedrockApiKeyLongTerm(ServiceCredentialCheck):
    """A long-term key is one string that spends money and reads prompts wherever it leaks to.

    Bedrock has short-term keys, which end with the session that made them. A key that never expires, or not
    within this lifetime, is critical. One that has expired passes.
    """

    id = "bedrock-api-key-long-term"
    title = "User has a long-term Bedrock API key"
    severity = Severity.HIGH
    remedy = stop(
        "Use short-term keys or a role with Bedrock, then deactivate and delete this key of {user}."
    )

    endless_days: int = option(10000, "Days to expiry above which a key counts as one that never expires.")

    def concerns(self, credential: ServiceSpecificCredential) -> bool:
        """Whether it is an active key for Bedrock."""
        return credential.active is not False and credential.service == BEDROCK

    def judge(self, credential: ServiceSpecificCredential, thing: Examined, now: datetime) -> Finding | None:
        """Flag a key that has not expired."""
        if credential.expires_at is not None and credential.expires_at <= now:
            return None
        days = None if credential.expires_at is None else whole_days(now, credential.expires_at)
        end = "never expires" if days is None else f"works for another {days} days"
        message = f"The Bedrock API key of {credential.user_name} {end}."
        if credential.active is None:
            return self.unknown(thing, f"AWS did not say whether it is active. If it is: {message}")
        endless = days is None or days > self.endless_days
        return self.finding(
            thing, message, {"days_left": days}, severity=Severity.CRITICAL if endless else None
        )
