"""Service control policies, and what they are attached to."""

import msgspec

from iam_audit.collect.asking import Refusal, attempt, field, listed_by_token
from iam_audit.collect.base import Answer, Client, OrganizationCollector
from iam_audit.collect.policy_documents import canonical
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, PolicyTarget, Section, ServiceControlPolicy


class RawTarget(msgspec.Struct, rename="pascal"):
    """An entry of ListTargetsForPolicy."""

    target_id: str
    type: str
    name: str = ""


class RawPolicy(msgspec.Struct, rename="pascal"):
    """An entry of ListPolicies, with its document and targets added."""

    id: str
    arn: str
    name: str
    content: str | None = None
    targets: tuple[RawTarget, ...] | None = None


class ServiceControlPolicies(OrganizationCollector[tuple[ServiceControlPolicy, ...]]):
    """Asks for the policies, then for the document and the targets of each."""

    section = Section.SERVICE_CONTROL_POLICIES
    file = "service-control-policies.json"
    key = "Policies"
    permissions = (
        "organizations:ListPolicies",
        "organizations:DescribePolicy",
        "organizations:ListTargetsForPolicy",
    )
    service = "organizations"
    limits_members = True

    def fetch(self, client: Client) -> Answer:
        """Return the list with the document and the targets of each."""
        found = listed_by_token(client.list_policies, "Policies", Filter="SERVICE_CONTROL_POLICY")
        return [entry | _more(client, field(entry, "Id")) for entry in found]

    def parse(self, answer: Answer, account: Account) -> tuple[ServiceControlPolicy, ...]:
        """Shape the list."""
        return tuple(
            ServiceControlPolicy(
                id=raw.id,
                arn=raw.arn,
                account_id=account.id,
                name=raw.name,
                document=None if raw.content is None else canonical(raw.content),
                targets=None if raw.targets is None else tuple(_target(one) for one in raw.targets),
            )
            for raw in read_shape(answer, list[RawPolicy], self.file)
        )


def _more(client: Client, policy_id: str) -> Answer:
    policy = attempt(lambda: field(client.describe_policy(PolicyId=policy_id), "Policy"))
    call = client.list_targets_for_policy
    targets = attempt(lambda: listed_by_token(call, "Targets", PolicyId=policy_id))
    return {
        **({} if isinstance(policy, Refusal) else {"Content": field(policy, "Content")}),
        **({} if isinstance(targets, Refusal) else {"Targets": targets}),
    }


def _target(raw: RawTarget) -> PolicyTarget:
    return PolicyTarget(id=raw.target_id, kind=raw.type, name=raw.name)
