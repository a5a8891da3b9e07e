"""Takes the warnings of the ladder to the owners of credentials, over the channels that alerts go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from iam_audit.alerts import Item, Message, MessageKind, Receipt, Recipient
from iam_audit.audience.owners import Directory, Owner
from iam_audit.audience.plan import OWNER, Alerting
from iam_audit.audience.routes import place
from iam_audit.errors import DeliveryError, IamAuditError
from iam_audit.model import (
    Account,
    AccountResult,
    AccountStatus,
    Advice,
    AuditResult,
    Bearer,
    Finding,
    Kind,
    Remediation,
    Resource,
    Status,
)
from iam_audit.remediate import Facts, Stage, Step
from iam_audit.remediate.rules import pace_of
from iam_audit.settings import RemediateSettings

NOBODY = (
    "There is nobody to tell: no owner is known who can be reached, and there is no catch_all in [alerts]. "
    "See `iam-audit alert --dry-run`."
)


@dataclass(frozen=True, kw_only=True)
class Warnings:
    """Tells owners what is going to happen to their keys. Counts as told when a channel took the message."""

    alerting: Alerting
    settings: RemediateSettings
    ticks: Callable[[], datetime]

    def __call__(self, step: Step, live: Facts, /) -> str:
        """Send the warning of a step, and return who took it. Raises DeliveryError when nobody did."""
        account = Account(id=step.target.account_id)
        finding = _finding(step)
        owner = self._owner(account, step, live, finding)
        message = self._message(account, step, live, finding, owner)
        errors: list[str] = []
        for channel, to in self._ways(owner):
            try:
                receipt: Receipt = self.alerting.channels[channel].send(message, to)
            except IamAuditError as error:
                errors.append(str(error))
            else:
                return f"{receipt.channel} took it to {receipt.to}"
        raise DeliveryError("; ".join(errors) or NOBODY)

    def _owner(self, account: Account, step: Step, live: Facts, finding: Finding) -> Owner | None:
        tags, arn = live.get("user_tags"), str(live.get("user_arn") or step.target.arn)
        bearer = Bearer(
            arn=arn, name=step.target.user_name or "", tags=tags if isinstance(tags, dict) else None
        )
        known = AccountResult(account=account, status=AccountStatus.ASSESSED, bearers=(bearer,))
        result = AuditResult(
            generated_at=self.ticks(), tool_version="", scope=f"account {account.id}", accounts=(known,)
        )
        return Directory(result, self.alerting.owners).owner_of(finding)

    def _ways(self, owner: Owner | None) -> Iterator[tuple[str, Recipient | None]]:
        """Yield the channels to try: those to the owner, then the places that are for what no owner can be told."""
        if owner:
            yield from self._personal(owner.recipient)
        for channel, address in map(place, self.alerting.catch_all):
            if channel != OWNER:
                yield channel, None
            else:
                yield from self._personal(Recipient(mail=address))

    def _personal(self, to: Recipient) -> Iterator[tuple[str, Recipient]]:
        for name in self.alerting.owner_channels:
            if self.alerting.channels[name].can_reach(to):
                yield name, to

    def _message(
        self, account: Account, step: Step, live: Facts, finding: Finding, owner: Owner | None
    ) -> Message:
        due, what = self._due(step, live)
        item = Item(finding=finding, account=account, due=due.date(), next_step=_words(due, what))
        return Message(
            key=f"{step.id}-{step.stage}-{step.cycle}",
            kind=MessageKind.REMINDER if step.stage is Stage.FINAL_WARNING else MessageKind.OWNER_DIGEST,
            stage=step.stage.replace("_", "-"),
            at=self.ticks(),
            scope=f"account {account.id}",
            owner=(owner.name or owner.mail or "") if owner else "",
            items=(item,),
            waiver=self.alerting.wording.waiver,
            link=self.alerting.wording.link,
        )

    def _due(self, step: Step, live: Facts) -> tuple[datetime, str]:
        """Return the earliest moment at which it can happen, whatever kind of user it is, and what happens then."""
        tags = live.get("user_tags")
        held = tags if isinstance(tags, dict) else None
        paces = [pace_of(kind, held, self.settings) for kind in (Kind.PERSON, Kind.MACHINE)]
        last = min(one.final_warning for one in paces)
        if live.get("key_status") == "Inactive":
            return self.ticks().astimezone(UTC) + last, "deleted, which cannot be undone"
        first = min(one.warning for one in paces) if step.stage is Stage.WARNING else timedelta(0)
        final = last if step.stage is Stage.FINAL_WARNING or len(self.settings.warnings) > 1 else timedelta(0)
        return self.ticks().astimezone(UTC) + first + final, "switched off"


def _words(due: datetime, what: str) -> str:
    when = f"{due:%Y-%m-%d} or soon after"
    return f"Unless it is used before, it is {what} on {when}. If it is still needed, use it or tell us."


def _finding(step: Step) -> Finding:
    """Return what the step is about, as messages speak of it."""
    target = step.target
    return Finding(
        check_id=step.proof.check_id,
        title="A long-lived credential is about to be retired",
        severity=step.proof.severity,
        status=Status.FAIL,
        resource=Resource(
            type=target.type,
            id=target.id,
            arn=target.arn,
            name=target.user_name or target.id,
            account_id=target.account_id,
        ),
        message=step.proof.message,
        evidence=step.proof.evidence,
        advice=Advice.of(
            Remediation(
                text="Use a role with short-lived credentials in its place. If nothing needs the key, "
                "delete it yourself."
            )
        ),
        pinned_fingerprint=step.proof.fingerprint,
    )
