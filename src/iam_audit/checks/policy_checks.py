"""What the checks of policy documents share: which policies are looked at, what is unknown, and what to do."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.own_policies import (
    INLINE,
    MANAGED,
    OF_BOTH,
    OwnPolicy,
    listed,
    milder,
    reach_facts,
)
from iam_audit.model import Finding, Remediation, Resource, Section, Snapshot
from iam_audit.policy.anywhere import Grant
from iam_audit.policy.asked import Asked, asked_about
from iam_audit.policy.catalogue import EVERYTHING
from iam_audit.policy.document import Statement
from iam_audit.policy.questions import granted_anywhere
from iam_audit.policy.remembering import by_identity

EDIT = (
    "aws iam get-policy --policy-arn {arn}",
    "aws iam list-entities-for-policy --policy-arn {arn}",
    "aws iam create-policy-version --policy-arn {arn} --policy-document file://policy.json --set-as-default",
)
EDIT_STEPS = (
    "IAM > Policies > {name} > Permissions > Edit",
    "Entities attached: see who uses it, and tell them",
)
EDIT_INLINE = {
    f"{kind}-policy": (
        (
            f"aws iam get-{kind}-policy --{kind}-name {{name}} --policy-name {{policy}} --query PolicyDocument >"
            " policy.json"
        ),
        (
            f"aws iam put-{kind}-policy --{kind}-name {{name}} --policy-name {{policy}} --policy-document"
            " file://policy.json"
        ),
    )
    for kind in ("user", "group", "role")
}
LISTS = {"user-policy": "Users", "group-policy": "User groups", "role-policy": "Roles"}


class PolicyCheck(Check):
    """A question about the document of each policy that the account has written."""

    needs: ClassVar[tuple[Section, ...]] = (*MANAGED, *INLINE)
    examines = OF_BOTH

    @abstractmethod
    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Return what is wrong with a policy; None when nothing is."""

    @property
    def about(self) -> int:
        """The actions of which a policy has to allow one on what it does not name, or nothing is wrong with it."""
        return EVERYTHING

    def run_before(self, snapshot: Snapshot) -> Iterator[Finding]:  # noqa: ARG002 - for checks with options
        """Yield what is wrong before any policy is looked at: with the options."""
        yield from ()

    def policies(self, snapshot: Snapshot) -> Iterable[OwnPolicy]:
        """Return the policies that are judged; overridden where that depends on more than the population."""
        return [one for one in self.members(snapshot) if isinstance(one, OwnPolicy)]

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Judge every policy. One that cannot be read or understood is unknown."""
        yield from self._before(snapshot)
        about = self.about
        for policy in self.policies(snapshot):
            concerned = about == EVERYTHING or about & policy.allowed_broadly
            if concerned and (verdict := self._verdict_on(policy, snapshot)):
                yield verdict

    def _before(self, snapshot: Snapshot) -> Iterator[Finding]:
        yield from self.run_before(snapshot)
        if Section.PERMISSIONS in self.needs:
            for user in snapshot.users:
                if user.permissions is None:
                    yield self.unknown(user, f"The policies of {user.name} could not be read.")

    def granted(
        self, policy: OwnPolicy, what: str, grant: Grant, snapshot: Snapshot, facts: Facts | None = None
    ) -> Finding:
        """Say what a policy allows, on which conditions, and whom that reaches; milder when it has conditions."""
        keys = None if grant.always else listed(grant.keys)
        only = "" if keys is None else f", under conditions only ({keys})"
        evidence = {**(facts or {}), "conditions": keys, **reach_facts(policy, snapshot)}
        severity = self.severity if keys is None else milder(self.severity)
        return self.finding(policy, f"{policy.words} {what}{only}.", evidence, severity=severity)

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to change this very policy: a managed one, or an inline one of its holder."""
        return remedy_for(self.remedy, resource)

    def _verdict_on(self, policy: OwnPolicy, snapshot: Snapshot) -> Finding | None:
        statements = policy.statements
        if isinstance(statements, str):
            return self.unknown(policy, statements)
        return self.judge(policy, statements, snapshot)


class GrantCheck(PolicyCheck):
    """A question about actions that a policy allows on resources it does not name."""

    on_what: ClassVar[str] = "on all resources"

    @abstractmethod
    def asked(self) -> tuple[str, ...]:
        """Return the actions to ask about."""

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that allows one of the actions without a limit; milder where it always has conditions."""
        found = granted_anywhere(statements, self._question, snapshot.account)
        if not found:
            return None
        count = found.count
        names = listed(found.names, count)
        facts: Facts = {"actions": names, "action_count": count}
        return self.granted(policy, f"allows {names} {self.on_what}", found.grant, snapshot, facts)

    @property
    def about(self) -> int:
        """The actions that are asked about."""
        return EVERYTHING if self._question.unlisted else self._question.listed

    @cached_property
    def _question(self) -> Asked:
        return asked_about(self.asked())


def remedy_for(
    remedy: Remedy, resource: Resource, inline_cli: Mapping[str, tuple[str, ...]] = EDIT_INLINE
) -> Remediation:
    """Fill in a remedy for a managed policy, or turn it into one for an inline policy."""
    if resource.type not in EDIT_INLINE:
        return remedy.for_resource(resource)
    policy = resource.id.removeprefix(f"{resource.name}/")
    inline = _inline(remedy, resource.type, inline_cli[resource.type])
    return inline.for_resource(resource, policy=policy)


@by_identity
def _inline(remedy: Remedy, kind: str, cli: tuple[str, ...]) -> Remedy:
    return Remedy(
        text=remedy.text.replace("{name}", "{policy} of {name}"),
        console=(f"IAM > {LISTS[kind]} > {{name}} > Permissions > {{policy}} > Edit",),
        cli=cli,
        automated=remedy.automated,
    )
