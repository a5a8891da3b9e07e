"""Finds out whom a finding concerns. Tags can be written by users, so what they say is doubted."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

import msgspec

from iam_audit.alerts import Recipient
from iam_audit.alerts.mail_message import is_address
from iam_audit.alerts.slack_owner import MEMBER
from iam_audit.audience.owners_file import Entry
from iam_audit.model import Account, AuditResult, Bearer, ContactKind, Finding

CONTACTS = (ContactKind.SECURITY, ContactKind.OPERATIONS)
"""Whom to ask about an account, in this order; those who pay the bill know no keys."""


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom findings concern."""

    name: str = ""
    mail: str | None = None
    slack_id: str | None = None
    found_in: str = ""
    """How they were found: `tag`, `user name`, `owners' file`, `account contact`."""

    @property
    def id(self) -> str:
        """What they are known by in all accounts: their address, else their Slack id."""
        return (self.mail or "").lower() or self.slack_id or ""

    @property
    def recipient(self) -> Recipient:
        """The person as channels know them."""
        return Recipient(name=self.name, mail=self.mail, slack_id=self.slack_id)


class OwnerRules(msgspec.Struct, frozen=True, kw_only=True):
    """Where owners are looked for, and which addresses are believed."""

    mail_tag: str = "email"
    slack_tag: str = "slack"
    allowed_domains: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    """What the file of owners says."""

    def allows(self, address: str) -> bool:
        """Whether an address that anybody may have written is of a domain that may get messages."""
        domain = address.rpartition("@")[2].casefold()
        return is_address(address) and any(
            fnmatchcase(domain, one.casefold()) for one in self.allowed_domains
        )


class Directory:
    """Knows the owners in one audit, and what of the evidence for them was not believed."""

    def __init__(self, result: AuditResult, rules: OwnerRules) -> None:
        self._rules = rules
        self._accounts = {one.account.id: one for one in result.accounts}
        self._users: dict[tuple[str, str], Bearer] = {}
        self._by_arn: dict[str, Bearer] = {}
        for account in result.accounts:
            for bearer in account.bearers:
                self._by_arn[bearer.arn] = bearer
                if ":user/" in bearer.arn:
                    self._users[account.account.id, bearer.name] = bearer
        self._known: dict[tuple[str, str], Owner | None] = {}
        self._remarks: dict[str, None] = {}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was not believed or not known so far, each once."""
        return tuple(self._remarks)

    def bearer_of(self, finding: Finding) -> Bearer | None:
        """Return the user or role that a finding is about; None where it is about neither."""
        name = finding.resource.user_name
        if name is not None:
            return self._users.get((finding.account_id, name))
        return self._by_arn.get(finding.resource.arn)

    def owner_of(self, finding: Finding) -> Owner | None:
        """Return whom a finding concerns; None where nothing tells."""
        bearer = self.bearer_of(finding)
        key = (finding.account_id, bearer.arn if bearer else "")
        if key not in self._known:
            person = self._person(finding.account_id, bearer) if bearer else None
            self._known[key] = person or self._contact(finding.account_id)
        return self._known[key]

    def person_called(self, account_id: str, user_name: str) -> Owner | None:
        """Return who is behind a user; None where nothing tells."""
        bearer = self._users.get((account_id, user_name))
        return self._person(account_id, bearer) if bearer else None

    def tags_of(self, account_id: str, user_name: str) -> Mapping[str, str]:
        """Return the tags of a user; none where they are not known."""
        bearer = self._users.get((account_id, user_name))
        return (bearer.tags if bearer else None) or {}

    def _person(self, account_id: str, bearer: Bearer) -> Owner | None:
        """Ask the tags, then the name, then the file, for the address and the Slack id apart."""
        if bearer.tags is None:
            self._remark(f"The tags of users and roles in {account_id} could not be read.")
        entry = self._entry(account_id, bearer)
        mails = dict(self._mails(account_id, bearer, entry))
        tagged_id = self._tagged_slack_id(account_id, bearer)
        slack_id = tagged_id or (entry and entry.slack)
        if not mails and not slack_id:
            return None
        found_in, mail = next(iter(mails.items()), ("tag" if tagged_id else "owners' file", None))
        name = (entry and entry.name) or bearer.name
        return Owner(name=name, mail=mail, slack_id=slack_id or None, found_in=found_in)

    def _mails(self, account_id: str, bearer: Bearer, entry: Entry | None) -> Iterator[tuple[str, str]]:
        tag = (bearer.tags or {}).get(self._rules.mail_tag, "").strip()
        if tag and self._believed(tag, f"the tag {self._rules.mail_tag} of {bearer.name} in {account_id}"):
            yield "tag", tag
        if is_address(bearer.name) and self._believed(bearer.name, f"a user name in {account_id}"):
            yield "user name", bearer.name
        if entry and entry.mail:
            yield "owners' file", entry.mail

    def _tagged_slack_id(self, account_id: str, bearer: Bearer) -> str | None:
        tag = (bearer.tags or {}).get(self._rules.slack_tag, "").strip()
        if not tag or MEMBER.fullmatch(tag):
            return tag or None
        self._remark(
            f"{tag!r} in the tag {self._rules.slack_tag} of {bearer.name} in {account_id} is no id of a Slack"
            " member, so it was not used."
        )
        return None

    def _entry(self, account_id: str, bearer: Bearer) -> Entry | None:
        account = (
            self._accounts[account_id].account if account_id in self._accounts else Account(id=account_id)
        )
        return next((one for one in self._rules.entries if one.speaks_of(account, bearer.name)), None)

    def _contact(self, account_id: str) -> Owner | None:
        account = self._accounts.get(account_id)
        contacts = {one.kind: one.email for one in account.contacts} if account else {}
        for kind in CONTACTS:
            mail = contacts.get(kind, "").strip()
            if mail and self._believed(mail, f"the {kind} contact of {account_id}"):
                return Owner(mail=mail, found_in="account contact")
        return None

    def _believed(self, address: str, where: str) -> bool:
        if self._rules.allows(address):
            return True
        why = "is of no allowed domain" if is_address(address) else "is no mail address"
        self._remark(f"{address!r} in {where} {why}, so it was not used.")
        return False

    def _remark(self, text: str) -> None:
        self._remarks[text] = None


def tagged(tags: Mapping[str, str] | None, wanted: Iterable[str]) -> bool:
    """Whether one of the wanted tags, `key` or `key=value`, is among the tags; never where they are not known."""
    held = tags or {}
    pairs = (one.partition("=") for one in wanted)
    return any(key in held and (not equals or fnmatchcase(held[key], value)) for key, equals, value in pairs)
