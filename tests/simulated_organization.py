"""The AWS Organization of the simulated AWS: a root, two units, and one unit in the first.

The root holds the first account, the first unit the second, the unit in it all others, the second unit none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulated_people import RefusedError

PAGE = 20
"""Accounts in a page of a list, as AWS has it."""
UNITS = {"r-exam": ["ou-exam-11111111", "ou-exam-22222222"], "ou-exam-11111111": ["ou-exam-33333333"]}

NOTHING = {"ListDelegatedAdministrators": "DelegatedAdministrators"}
"""What this organization has none of."""
LIMITED = {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}
ROOT = {"Id": "r-exam", "Name": "Root", "PolicyTypes": [LIMITED]}
EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


@dataclass(frozen=True)
class Members:
    """The accounts, and what the organization says of them."""

    account_ids: Sequence[str]
    states: Mapping[str, str]
    status_only: bool
    guardrails: Mapping[str, str] = field(default_factory=dict)
    """Policies attached to the first unit, by id."""

    def answer(self, action: str, request: Mapping[str, str]) -> dict[str, object]:
        """Return the answer. Raises RefusedError."""
        if action == "DescribeOrganization":
            first = self.account_ids[0]
            arn = f"arn:aws:organizations::{first}:organization/o-exampleorgid"
            told = {"Id": "o-exampleorgid", "Arn": arn, "MasterAccountId": first, "FeatureSet": "ALL"}
            return {"Organization": told}
        if action in ("ListAccounts", "ListAccountsForParent"):
            return self._page(self._below(request.get("ParentId")), request)
        if action == "ListOrganizationalUnitsForParent":
            units = [{"Id": one, "Name": one} for one in UNITS.get(request["ParentId"], [])]
            return {"OrganizationalUnits": units}
        if action in NOTHING:
            return {NOTHING[action]: []}
        if action == "ListRoots":
            return {"Roots": [ROOT]}
        if action in ("ListPolicies", "DescribePolicy", "ListTargetsForPolicy"):
            return self._guardrail(action, request)
        raise RefusedError("InvalidInputException", f"{action} is not simulated.")

    def _guardrail(self, action: str, request: Mapping[str, str]) -> dict[str, object]:
        """AWS's own policy at every level, and those of the test at the first unit."""
        known = {"p-FullAWSAccess": EVERYTHING, **self.guardrails}
        if action == "ListPolicies":
            arn = "arn:aws:organizations::aws:policy/o-exampleorgid/service_control_policy"
            return {"Policies": [{"Id": one, "Name": one[2:], "Arn": f"{arn}/{one}"} for one in known]}
        wanted = request["PolicyId"]
        if action == "DescribePolicy":
            return {"Policy": {"PolicySummary": {"Id": wanted}, "Content": known[wanted]}}
        units = ["r-exam", *(unit for below in UNITS.values() for unit in below), *self.account_ids]
        places = units if wanted == "p-FullAWSAccess" else ["ou-exam-11111111"]
        return {"Targets": [{"TargetId": one, "Name": one, "Type": "ANY"} for one in places]}

    def _below(self, parent_id: str | None) -> list[str]:
        places = {
            None: self.account_ids,
            "r-exam": self.account_ids[:1],
            "ou-exam-11111111": self.account_ids[1:2],
            "ou-exam-22222222": [],
            "ou-exam-33333333": self.account_ids[2:],
        }
        if parent_id not in places:
            raise RefusedError(
                "ParentNotFoundException", f"You specified a parent that does not exist: {parent_id}"
            )
        return list(places[parent_id])

    def _page(self, account_ids: list[str], request: Mapping[str, str]) -> dict[str, object]:
        start = int(request.get("NextToken") or 0)
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(account_ids) else {}
        return {"Accounts": [self._account(one) for one in account_ids[start : start + PAGE]]} | more

    def _account(self, account_id: str) -> dict[str, str]:
        arn = f"arn:aws:organizations::{self.account_ids[0]}:account/o-exampleorgid/{account_id}"
        name = f"account-{self.account_ids.index(account_id)}"
        state = {"Status" if self.status_only else "State": self.states.get(account_id, "ACTIVE")}
        return {"Id": account_id, "Name": name, "Arn": arn} | state
