"""Turns what was asked for into the source of a workflow."""

import secrets
from datetime import datetime

from iam_audit.aws import Aws, connect
from iam_audit.cli.asked import Asked
from iam_audit.cli.words import all_of
from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.account import Ask
from iam_audit.collect.organization import Selection
from iam_audit.model import Section
from iam_audit.settings import OrganizationSettings, Settings
from iam_audit.workflows import Entry, Folder, Mock, OneAccount, Organization, Source


def source(
    asked: Asked, settings: Settings, judged_at: datetime | None = None, mark: str | None = None
) -> Source:
    """Return the source that was asked for.

    `judged_at` is the moment somebody named for saved accounts, `mark` what AWS is told of this run.
    """
    asked.refuse_contradictions(role_known=bool(settings.organization.role))
    if asked.mock:
        return Mock()
    if asked.from_dir:
        return Folder(path=asked.from_dir, judged_at=judged_at)
    return live_source(asked, settings, mark)


def live_source(asked: Asked, settings: Settings, mark: str | None = None) -> OneAccount | Organization:
    """Return the source that asks AWS; nothing is sent yet."""
    asked.refuse_contradictions(role_known=bool(settings.organization.role))
    ask = _ask(settings)
    aws = connection(asked, settings, mark)
    entry = entry_of(asked, settings.organization)
    if entry is None or not asked.many:
        return OneAccount(aws=aws, entry=entry, ask=ask)
    selection = selection_of(asked, settings.organization)
    at_once = settings.organization.concurrency
    return Organization(aws=aws, entry=entry, selection=selection, ask=ask, at_once=at_once)


def connection(asked: Asked, settings: Settings | None = None, mark: str | None = None) -> Aws:
    """Prepare to talk to AWS, with an id of this run that CloudTrail will show."""
    timeout = settings.audit.account_timeout if settings else None
    run_id = mark or new_mark()
    return connect(asked.profile, asked.region, asked.endpoint_url, run_id, account_timeout=timeout)


def new_mark() -> str:
    """Return what tells this run from all others."""
    return secrets.token_hex(4)


def entry_of(asked: Asked, organization: OrganizationSettings) -> Entry | None:
    """Return how to enter the accounts; None where the caller's own is read as it is.

    A role that is only in the settings is for other accounts: a plain `iam-audit audit` does not use it.
    """
    role = organization.role if asked.many else asked.role
    if not role:
        return None
    return Entry(
        role=role,
        external_id=organization.external_id,
        session_name=organization.session_name,
        duration=organization.session_duration,
    )


def selection_of(asked: Asked, organization: OrganizationSettings) -> Selection:
    """Return which accounts were asked for."""
    return Selection(accounts=asked.accounts, ous=asked.ous, exclude=organization.exclude)


def on_request() -> tuple[str, ...]:
    """Return the sections that are read only when somebody asks for them, or that count only then."""
    return tuple(
        sorted({one.section for one in (*collectors(), *per_user_collectors()) if not one.essential})
    )


def _ask(settings: Settings) -> Ask:
    sections = all_of("--include", settings.audit.include, on_request())
    return Ask(
        include=frozenset(map(Section, sections)),
        key_ids=settings.audit.key_ids,
        live=settings.audit.live,
        regions=settings.audit.regions,
    )
