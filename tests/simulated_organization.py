"""The AWS Organization of the simulated AWS: a root, two units, and one unit in the first.

The root holds the first account, the first unit the second, the unit in it all others, the second unit none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulated_people import RefusedError

PAGE = 20
"""Accounts in a page of a list, as AWS has it."""
UNITS = {"r-exam": ["ou-exam-11111111", "ou-exam-22222222"], "ou-exam-11111111": ["ou-exam-33333333"]}

NOTHING = {"ListDelegatedAdministrators": "DelegatedAdministrators", "ListPolicies": "Policies"}
"""What this organization has none of."""


@dataclass(frozen=True)
class Members:
    """The accounts, and what the organization says of them."""

    account_ids: Sequence[str]
    states: Mapping[str, str]
    status_only: bool

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
        raise RefusedError("InvalidInputException", f"{action} is not simulated.")

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
