"""The account's alias, the name in its sign-in address."""

from iam_audit.collect.asking import listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section


class AccountAliases(Collector[tuple[str, ...]]):
    """Asks for the alias; an account has one at most, but AWS answers with a list."""

    section = Section.ACCOUNT_ALIASES
    file = "account-aliases.json"
    key = "AccountAliases"
    permissions = ("iam:ListAccountAliases",)

    def fetch(self, client: Client) -> Answer:
        """Return the aliases."""
        return listed(client.list_account_aliases, "AccountAliases", MaxItems=1000)

    def parse(self, answer: Answer, account: Account) -> tuple[str, ...]:  # noqa: ARG002
        """Return the aliases as they are."""
        return read_shape(answer, tuple[str, ...], self.file)
