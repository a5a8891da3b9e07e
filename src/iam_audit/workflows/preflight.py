"""Tries, before an audit, what the audit will need."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from iam_audit.aws import Aws, Identity, explain, is_access_denied, role_account, role_arn
from iam_audit.collect.base import CLIENT_NAMES, Client
from iam_audit.collect.organization import Selection
from iam_audit.errors import IamAuditError
from iam_audit.workflows.permissions import reading_permissions
from iam_audit.workflows.sources import Entry
from iam_audit.workflows.visits import enter, listed

NOBODY = "iam-audit-doctor"
"""The name of a user or provider that does not exist. AWS says so only to those who may ask."""

NO_JOB = "00000000-0000-0000-0000-000000000000"
"""A job that nobody started."""

ANSWERS = frozenset(
    {
        "AWSOrganizationsNotInUseException",
        "LimitExceeded",
        "NoSuchEntity",
        "ReportExpired",
        "ReportInProgress",
        "ReportNotPresent",
        "ResourceNotFoundException",
    }
)
"""Codes that are only given to those who were allowed to ask."""

Shape: TypeAlias = Any
"""botocore's description of a request."""

UNTRIED = frozenset({"iam:GetAccessKeyLastUsed", "access-analyzer:ListFindings"})
"""AWS denies them for what does not exist, so that a trial would tell nothing."""

ESSENTIAL = frozenset({"iam:GetCredentialReport", "iam:GetAccountAuthorizationDetails", "iam:ListUsers"})
"""When all of these are denied nobody can say who the users are."""


class Verdict(StrEnum):
    """How a trial went."""

    OK = "ok"
    WARN = "warn"
    """The audit will run, with gaps."""
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was tried."""

    what: str
    verdict: Verdict
    sentence: str


def doctor(aws: Aws, *, entry: Entry | None = None, selection: Selection | None = None) -> Iterator[Line]:
    """Try who we are, every permission (with cheap read calls), and the role.

    With an entry and a selection the organization is listed, and the role tried in the first account that is
    not the caller's. Lines come as the trials end. Raises nothing that AWS says: a failed trial is a line.
    """
    try:
        identity = aws.identity()
    except IamAuditError as error:
        yield Line(what="identity", verdict=Verdict.FAIL, sentence=str(error))
        return
    yield Line(what="identity", verdict=Verdict.OK, sentence=f"You are {identity.arn}.")
    if selection is not None or entry is None:
        yield from _permissions(aws, identity)
    if entry is not None:
        yield from _elsewhere(aws, entry, selection, identity)


def _elsewhere(aws: Aws, entry: Entry, selection: Selection | None, identity: Identity) -> Iterator[Line]:
    target = role_account(entry.role) or identity.account_id
    if selection is not None:
        try:
            scope, accounts = listed(aws, selection)
        except IamAuditError as error:
            yield Line(what="organization", verdict=Verdict.FAIL, sentence=str(error))
            return
        yield Line(what="organization", verdict=Verdict.OK, sentence=f"{len(accounts)} accounts: {scope}.")
        others = [
            one.account.id for one in accounts if one.worth_trying and one.account.id != identity.account_id
        ]
        if not others:
            return
        target = others[0]
    yield from _role(aws, entry, target, identity)


def _role(aws: Aws, entry: Entry, account_id: str, identity: Identity) -> Iterator[Line]:
    try:
        arn = role_arn(identity.partition, account_id, entry.role)
        inside = enter(aws, entry, arn)
    except IamAuditError as error:
        yield Line(what="role", verdict=Verdict.FAIL, sentence=str(error))
        return
    yield Line(what="role", verdict=Verdict.OK, sentence=f"{arn} can be assumed.")
    yield from _permissions(inside, inside.identity())


def _permissions(aws: Aws, identity: Identity) -> Iterator[Line]:
    lines = [_permission(aws, identity, action) for action in reading_permissions()]
    yield from lines
    readable = any(one.verdict is Verdict.OK for one in lines if one.what in ESSENTIAL)
    yield Line(
        what=f"account {identity.account_id}",
        verdict=Verdict.OK if readable else Verdict.FAIL,
        sentence="It can be read." if readable else "Nothing can be read: nobody says who the users are.",
    )


def _permission(aws: Aws, identity: Identity, action: str) -> Line:
    if action in UNTRIED:
        return Line(what=action, verdict=Verdict.OK, sentence="Not tried: it takes a real one.")
    service, _, operation = action.partition(":")
    try:
        _ask(aws.client(CLIENT_NAMES.get(service, service)), operation, identity)
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises is the outcome of the trial
        code, reason = explain(error)
        if code not in ANSWERS or is_access_denied(error):
            return Line(what=action, verdict=Verdict.WARN, sentence=reason)
    return Line(what=action, verdict=Verdict.OK, sentence="Allowed.")


def _ask(client: Client, operation: str, identity: Identity) -> None:
    names = {api: name for name, api in client.meta.method_to_api_mapping.items()}
    shape = client.meta.service_model.operation_model(operation).input_shape
    getattr(client, names[operation])(**_made_up(shape, identity))


def _made_up(shape: Shape, identity: Identity) -> dict[str, Any]:
    """Return a request that is as small as can be and asks about nobody who exists."""
    members = shape.members if shape else {}
    account = f"arn:{identity.partition}:iam::{identity.account_id}"
    possible = {
        "Arn": f"{account}:user/{NOBODY}",
        "JobId": NO_JOB,
        "MaxItems": 1,
        "OpenIDConnectProviderArn": f"{account}:oidc-provider/{NOBODY}",
        "SAMLProviderArn": f"{account}:saml-provider/{NOBODY}",
        "ServerCertificateName": NOBODY,
        **({"AllUsers": True} if "AllUsers" in members else {"UserName": NOBODY}),
    }
    if "AlternateContactType" in members:
        possible["AlternateContactType"] = members["AlternateContactType"].enum[0]
    return {name: value for name, value in possible.items() if name in members}
