"""The counts of GetAccountSummary that say something about root."""

from typing import Annotated

import msgspec

from iam_audit.collect.asking import field, plain
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, AccountSummary, Section

Count = Annotated[int, msgspec.Meta(ge=0)]


class AccountSummaryCounts(Collector[AccountSummary]):
    """Asks for the counts."""

    section = Section.ACCOUNT_SUMMARY
    file = "account-summary.json"
    key = "SummaryMap"
    bare = dict
    permissions = ("iam:GetAccountSummary",)

    def fetch(self, client: Client) -> Answer:
        """Return the map of counts."""
        return plain(field(client.get_account_summary(), "SummaryMap"))

    def parse(self, answer: Answer, account: Account) -> AccountSummary:  # noqa: ARG002
        """Pick the counts that matter; AWS adds new ones freely."""
        counts = read_shape(answer, dict[str, Count], self.file)
        return AccountSummary(
            root_mfa_enabled=_any(counts, "AccountMFAEnabled"),
            root_access_keys_present=_any(counts, "AccountAccessKeysPresent"),
            root_password_present=_any(counts, "AccountPasswordPresent"),
            root_signing_certificates_present=_any(counts, "AccountSigningCertificatesPresent"),
            users=counts.get("Users"),
        )


def _any(counts: dict[str, int], name: str) -> bool | None:
    return counts[name] > 0 if name in counts else None
