"""Tells the owner of a key where its successor is: over the channels of the settings, and never what it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit import __version__
from iam_audit.alerts import Item, Message, MessageKind, Recipient
from iam_audit.audience import OWNER, Alerting, Directory
from iam_audit.aws import Aws
from iam_audit.errors import DeliveryError, IamAuditError, SettingsError
from iam_audit.model import (
    Account,
    AccountResult,
    AccountStatus,
    Advice,
    AuditResult,
    Bearer,
    Finding,
    Remediation,
    Resource,
    Severity,
    Status,
)
from iam_audit.rotation import Notice
from iam_audit.rotation.live import user_facts
from iam_audit.settings import RotateSettings


@dataclass(frozen=True, kw_only=True)
class RotationNotices:
    """Knows the channels, and what to say."""

    alerting: Alerting | None
    """None where the settings have no channel."""
    settings: RotateSettings
    clock: Callable[[], datetime]

    def teller(self, inside: Aws, account: Account) -> Callable[[Notice], str]:
        """Return what tells owners of keys in an account. Raises SettingsError where nobody could be told."""
        if self.alerting is None or not (self.alerting.owner_channels or self.alerting.catch_all):
            raise SettingsError(
                "The owner of a new key has to be told, and no channel leads to one: write one as [channels.NAME] of "
                "the kind mail-owner or slack-owner, or set tell_owner = false in [rotate]."
            )
        return lambda notice: self._tell(notice, inside, account)

    def _tell(self, notice: Notice, inside: Aws, account: Account) -> str:
        """Try the channels that lead to the owner, then those for what no owner can be told."""
        finding = self._finding(notice)
        directory = self._directory(notice, inside, account)
        owner = directory.owner_of(finding)
        errors = list(directory.remarks)
        for name, to in self._ways(owner.recipient if owner else None):
            message = self._message(notice, finding, account, to)
            try:
                receipt = self.alerting.channels[name].send(message, to)  # type: ignore[union-attr]
            except IamAuditError as error:
                errors.append(str(error))
                continue
            return receipt.to
        raise DeliveryError(" ".join(errors) or f"{notice.user_name} has no owner who can be told.")

    def _ways(self, owner: Recipient | None) -> Iterator[tuple[str, Recipient | None]]:
        alerting = self.alerting
        assert alerting is not None  # noqa: S101 - `teller` refuses that
        if owner:
            yield from self._personal(owner)
        for name in alerting.catch_all:
            if name in alerting.channels:
                yield name, None
            elif name != OWNER:
                yield from self._personal(Recipient(mail=name))

    def _personal(self, to: Recipient) -> Iterator[tuple[str, Recipient]]:
        alerting = self.alerting
        assert alerting is not None  # noqa: S101 - likewise
        for name in alerting.owner_channels:
            if alerting.channels[name].can_reach(to):
                yield name, to

    def _directory(self, notice: Notice, inside: Aws, account: Account) -> Directory:
        """Ask for the tags of the user: they tell who the owner is."""
        facts = user_facts(inside.client("iam"), notice.user_name)
        tags, arn = facts.get("user_tags"), facts.get("user_arn")
        bearer = Bearer(
            arn=arn if isinstance(arn, str) else f":user/{notice.user_name}",
            name=notice.user_name,
            tags=tags if isinstance(tags, dict) else None,
        )
        result = AccountResult(account=account, status=AccountStatus.ASSESSED, bearers=(bearer,))
        known = AuditResult(
            generated_at=self.clock(), tool_version=__version__, scope=account.id, accounts=(result,)
        )
        assert self.alerting is not None  # noqa: S101 - likewise
        return Directory(known, self.alerting.owners)

    def _message(self, notice: Notice, finding: Finding, account: Account, to: Recipient | None) -> Message:
        return Message(
            key=f"rotate-{notice.new_key}",
            kind=MessageKind.OWNER_DIGEST if to else MessageKind.SHARED_DIGEST,
            at=self.clock(),
            headline=f"A new access key is ready for {notice.user_name}",
            scope="",
            owner=(to.name or to.mail or "") if to else "",
            items=(Item(finding=finding, account=account),),
            link=self.alerting.wording.link if self.alerting else "",
        )

    def _finding(self, notice: Notice) -> Finding:
        return Finding(
            check_id="rotate",
            title=f"New access key {notice.new_key}",
            severity=Severity.INFO,
            status=Status.FAIL,
            resource=Resource(
                type="access-key",
                id=notice.old_key,
                name=notice.user_name,
                account_id=notice.account_id,
            ),
            message=f"{notice.new_key} takes the place of {notice.old_key}. It is in {notice.where}.",
            advice=Advice.of(Remediation(text=self._todo(notice), cli=(notice.how_to_read,))),
        )

    def _todo(self, notice: Notice) -> str:
        said = self.settings
        kept = f", and deleted {said.delete_days} days later" if said.delete_days else ""
        return (
            f"Let everything that uses {notice.old_key} use {notice.new_key}. When the new key is in use and the old "
            f"one was silent for {said.quiet_days} days, the old one is deactivated{kept}. You get the new key with:"
        )
