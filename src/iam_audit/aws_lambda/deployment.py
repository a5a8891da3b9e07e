"""What a handler works with: settings from the environment, a connection, a bucket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iam_audit.alerts import Secrets
from iam_audit.aws import Aws, connect
from iam_audit.aws_lambda.configuring import settings_of
from iam_audit.aws_lambda.events import Chosen, Context
from iam_audit.collect.account import Ask
from iam_audit.collect.organization import Selection
from iam_audit.errors import SettingsError
from iam_audit.model import AccountResult, AuditResult
from iam_audit.reports.masking import mask_keys
from iam_audit.settings import Settings
from iam_audit.shards import Run, S3Store
from iam_audit.workflows import Entry, OneAccount, Organization, Questions
from iam_audit.workflows.judging import questions

LONGEST = 780
"""Seconds that an account may take at most: a function ends after 900, and what it was reading then is lost."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """The settings of a run, and what is made of them."""

    settings: Settings
    aws: Aws
    run: Run
    store: S3Store
    secrets: Secrets

    def questions(self, now: datetime) -> Questions:
        """Return what to ask as of a moment. Raises UsageError or SettingsError."""
        return questions(self.settings, now)

    def organization(self, chosen: Chosen) -> Organization:
        """Return the accounts that an event chose. Raises SettingsError when there is no role to enter them."""
        entry = self._entry
        if entry is None:
            raise SettingsError(
                "There is no role to assume in the accounts: set IAM_AUDIT_ORGANIZATION__ROLE to its name."
            )
        exclude = (*self.settings.organization.exclude, *chosen.exclude)
        return Organization(
            aws=self.aws,
            entry=entry,
            selection=Selection(accounts=chosen.accounts, ous=chosen.ous, exclude=exclude),
            ask=self._ask,
            at_once=self.settings.organization.concurrency,
        )

    def own_account(self) -> OneAccount:
        """Return the account that the function runs in."""
        return OneAccount(aws=self.aws, ask=self._ask)

    def has_time(self, context: Context) -> Callable[[], bool]:
        """Return what tells whether there is time to begin with another account."""
        needed = self.settings.shards.seconds_per_account * 1000
        return lambda: context.get_remaining_time_in_millis() > needed

    def has_time_to_send(self, context: Context) -> Callable[[], bool]:
        """Return what tells whether there is time to begin with another message."""
        needed = self.settings.shards.seconds_per_message * 1000
        return lambda: context.get_remaining_time_in_millis() > needed

    def published(self, result: AuditResult) -> AuditResult:
        """Return the result as the settings want it shown: their severities, and masked key ids."""
        shown = result
        return mask_keys(shown) if self.settings.report.mask_keys else shown

    def published_accounts(
        self, accounts: tuple[AccountResult, ...], asked: Questions, now: datetime
    ) -> AuditResult:
        """Return some accounts of the audit as the settings want them shown."""
        return self.published(asked.add_up(accounts, now, ""))

    @property
    def _entry(self) -> Entry | None:
        entering = self.settings.organization
        if not entering.role:
            return None
        return Entry(
            role=entering.role,
            external_id=entering.external_id,
            session_name=entering.session_name,
            duration=entering.session_duration,
        )

    @property
    def _ask(self) -> Ask:
        audit = self.settings.audit
        return Ask(
            include=frozenset(audit.include),
            key_ids=audit.key_ids,
            live=audit.live,
            regions=audit.regions,
        )


def deployment(run_id: str, folder: Path, environment: Mapping[str, str]) -> Deployment:
    """Read the settings and prepare to talk to AWS. Raises UsageError, CredentialsError or InputError."""
    settings = settings_of(folder, environment, lambda: connect(run_id=run_id).client("s3"))
    if not settings.shards.bucket:
        raise SettingsError("There is no bucket to write to: set IAM_AUDIT_SHARDS__BUCKET to its name.")
    aws = connect(run_id=run_id, account_timeout=min(settings.audit.account_timeout, LONGEST))
    store = S3Store(aws.client("s3"), settings.shards.bucket, settings.shards.prefix)
    secrets = Secrets(environment, aws.client)
    return Deployment(settings=settings, aws=aws, run=Run(store, run_id), store=store, secrets=secrets)
