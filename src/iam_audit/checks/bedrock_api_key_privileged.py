"""Bedrock API keys whose users can do much more than use Bedrock."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Examined, Facts
from iam_audit.checks.bedrock_api_key_long_term import BEDROCK
from iam_audit.checks.credential_resources import credential_thing
from iam_audit.checks.own_policies import milder
from iam_audit.checks.principals import EVERYTHING_HELD, Sure, judged, reaches, tier_facts
from iam_audit.checks.service_credential_checks import ServiceCredentialCheck, stop
from iam_audit.model import Finding, Section, ServiceSpecificCredential, Severity, Snapshot, Tier, User
from iam_audit.policy.deeds import deeds

MANAGING = ("bedrock:CreateModelCustomizationJob", "bedrock:DeleteCustomModel", "bedrock:DeleteGuardrail")
"""What nobody needs who sends prompts; all of them together stand for `bedrock:*`."""


class BedrockApiKeyPrivileged(ServiceCredentialCheck):
    """A key that is pasted into tools and notebooks should be worth nothing but prompts.

    It fails when its user is an administrator, has a way to more power, or manages models and guardrails, by any of
    the user's policies, those of groups included.
    """

    id = "bedrock-api-key-privileged"
    title = "User of a Bedrock API key can do more than use Bedrock"
    severity = Severity.HIGH
    needs = (*EVERYTHING_HELD, Section.SERVICE_SPECIFIC_CREDENTIALS)
    remedy = stop(
        "Give {user} AmazonBedrockLimitedAccess and nothing else, or stop the key and use short-term keys."
    )

    def concerns(self, credential: ServiceSpecificCredential) -> bool:
        """Whether it is an active key for Bedrock."""
        return credential.active is not False and credential.service == BEDROCK

    def judge(
        self,
        credential: ServiceSpecificCredential,  # noqa: ARG002 - its user is judged
        thing: Examined,  # noqa: ARG002 - as above
        now: datetime,  # noqa: ARG002 - as above
    ) -> None:
        """Judge no key by itself: its user decides."""
        return

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag the keys whose users can do too much."""
        for one in filter(self.concerns, snapshot.service_specific_credentials):
            owner, thing = snapshot.users_by_name.get(one.user_name), credential_thing(one, snapshot)
            if owner is None:
                yield self.unknown(thing, f"The user {one.user_name} of the key is not in the snapshot.")
            elif verdict := self._judge_owner(owner, thing, snapshot, now):
                yield verdict

    def _judge_owner(self, owner: User, thing: Examined, snapshot: Snapshot, now: datetime) -> Finding | None:
        privilege = judged(snapshot, now)[owner.arn]
        done = deeds(snapshot, now).of(owner, MANAGING)
        sure = reaches(privilege, Tier.ESCALATES)
        if sure is Sure.YES or len(done.certain) == len(MANAGING):
            may, severity = "can", self.severity
        elif sure is Sure.UNKNOWN:
            why = "; ".join(privilege.reasons)
            return self.unknown(thing, f"What the user {owner.name} of the key can do is not known: {why}.")
        elif sure is Sure.MAYBE or len(done.possible) == len(MANAGING):
            may, severity = "may", milder(self.severity)
        else:
            return None
        what = "manage Bedrock" if sure is Sure.NO else "get every permission, or a way to more"
        message = f"The user {owner.name} of the Bedrock API key {may} {what}."
        facts: Facts = {**tier_facts(privilege), "manages_bedrock": bool(done.possible)}
        return self.finding(thing, message, facts, severity=severity)
