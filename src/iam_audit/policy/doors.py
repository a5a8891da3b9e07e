"""Which roles let whom in, for all roles of the snapshots at once.

`trust` answers the same for one user, exactly. Here thousands are asked about, so what trust policies say is
gathered by whom they name, and only what depends on conditions is looked at again for each.

Source: "AWS JSON policy elements: Principal" in the IAM User Guide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iam_audit.errors import PolicyError
from iam_audit.model import Role, User
from iam_audit.policy.actions import action_set
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement, parse_trust
from iam_audit.policy.facts import Facts
from iam_audit.policy.globs import is_wild, matches
from iam_audit.policy.reach import NOWHERE, Reach
from iam_audit.policy.reading import Reading

ASSUME_ROLE = "sts:assumerole"
ANYBODY = "*"
Entry = tuple[int, frozenset[Condition]]
"""A role, as its bit, and the conditions under which it lets in whom the entry is about."""


@dataclass(frozen=True)
class Entrance:
    """The roles whose trust policies let somebody in."""

    by_account: Reach
    """Those that leave it to the policies of the account, and those that name somebody: for who may ask."""
    by_name: Reach
    """Those that name this very user or role, who needs no policy then, within the same account."""


class Doors:
    """The trust policies of many roles."""

    def __init__(self, roles: Iterable[tuple[int, Role]]) -> None:
        self.of_services: dict[str, Reach] = defaultdict(Reach)
        self.of_providers: dict[str, int] = defaultdict(int)
        self.broken: dict[int, str] = {}
        """The roles whose trust policy cannot be understood, and why: they may let anybody in."""
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._patterns: list[tuple[str, Entry]] = []
        self._denials: dict[int, list[Statement]] = {}
        for bit, role in roles:
            self._add(bit, role)
        self._plain = {name: _plain(entries) for name, entries in self._entries.items()}
        self._conditional = {name: _conditional(entries) for name, entries in self._entries.items()}

    def entrance(self, who: User | Role, facts: Facts, wanted: int) -> Entrance:
        """Return which roles let somebody in; roles outside `wanted` are looked at only if they name them."""
        named = Reach()
        for name in _names(who):
            named |= self._answer(name, facts, -1)
        anybody = self._answer(ANYBODY, facts, -1) | self._by_pattern(who, facts)
        account = self._answer(who.account_id, facts, wanted) | named | anybody
        broken = Reach(_union(self.broken))
        direct = Reach(named.possible | anybody.possible, named.certain) | broken
        return Entrance(self._undenied(account | broken, who, facts), self._undenied(direct, who, facts))

    def may_name(self, who: User | Role) -> bool:
        """Whether a role may let in somebody who has not asked for it."""
        if self._patterns or self.broken or ANYBODY in self._entries:
            return True
        return any(name in self._entries for name in _names(who))

    def _add(self, bit: int, role: Role) -> None:
        try:
            statements = parse_trust(role.trust)
        except PolicyError as error:
            self.broken[bit] = f"the trust policy of the role {role.name} cannot be understood: {error}"
            return
        for each in statements:
            if each.effect is Effect.DENY:
                self._denials.setdefault(bit, []).append(each)
            else:
                self._admit(bit, each)

    def _admit(self, bit: int, statement: Statement) -> None:
        principals = statement.principals
        if principals is None:
            return
        for service in (*principals.services, *principals.federated):
            # In China some services carry the ending of that partition.
            self.of_services[service.removesuffix(".cn")] |= Reach(bit, 0 if statement.conditions else bit)
            self.of_providers[service] |= bit
        if not action_set(statement.actions, Reading.WIDEST).holds(ASSUME_ROLE):
            return
        if principals.negated:
            self._entries[ANYBODY].append((bit, statement.conditions))
            return
        for name in principals.aws:
            self._name(name, (bit, statement.conditions))

    def _name(self, name: str, entry: Entry) -> None:
        if name == ANYBODY or not is_wild(name):
            self._entries[_key(name)].append(entry)
        else:
            self._patterns.append((name, entry))

    def _answer(self, name: str, facts: Facts, wanted: int) -> Reach:
        found = self._plain.get(name, NOWHERE)
        for conditions, bits in self._conditional.get(name, {}).items():
            if bits & wanted:
                found |= _under(bits & wanted, conditions, facts)
        return found

    def _by_pattern(self, who: User | Role, facts: Facts) -> Reach:
        """IAM takes no wildcard inside a principal's ARN; one that is there may mean what it looks like."""
        found = Reach()
        for pattern, (bit, conditions) in self._patterns:
            if matches(pattern, who.arn):
                found |= _under(bit, conditions, facts)
        return Reach(found.possible)

    def _undenied(self, reach: Reach, who: User | Role, facts: Facts) -> Reach:
        possible, certain = reach
        for bit, denials in self._denials.items():
            if not possible & bit:
                continue
            answers = {_denies(each, who, facts) for each in denials}
            if True in answers:
                possible &= ~bit
            if answers != {False}:
                certain &= ~bit
        return Reach(possible, certain)


def _names(who: User | Role) -> Iterator[str]:
    yield who.arn
    if isinstance(who, User):
        if who.id:
            yield who.id
    else:
        yield f"session of {who.account_id}/{who.name}"


def _key(name: str) -> str:
    """Return the account for the ARN of its root, and the role for the ARN of one of its sessions."""
    fields = name.split(":", 5)
    if len(fields) < 6:
        return name
    if fields[5] == "root":
        return fields[4]
    if fields[2] == "sts" and fields[5].startswith("assumed-role/"):
        return f"session of {fields[4]}/{fields[5].split('/')[1]}"
    return name


def _plain(entries: list[Entry]) -> Reach:
    found = _union(bit for bit, conditions in entries if not conditions)
    return Reach(found, found)


def _conditional(entries: list[Entry]) -> dict[frozenset[Condition], int]:
    """Return the roles that let in under conditions, those with the same together."""
    found: dict[frozenset[Condition], int] = defaultdict(int)
    for bit, conditions in entries:
        if conditions:
            found[conditions] |= bit
    return found


def _under(bits: int, conditions: frozenset[Condition], facts: Facts) -> Reach:
    answers = {holds(condition, facts) for condition in conditions}
    if False in answers:
        return Reach()
    return Reach(bits, 0 if None in answers else bits)


def _denies(statement: Statement, who: User | Role, facts: Facts) -> bool | None:
    """Whether a Deny of a trust policy keeps somebody out: surely, surely not, or perhaps (None)."""
    principals = statement.principals
    if principals is None or not action_set(statement.actions, Reading.WIDEST).holds(ASSUME_ROLE):
        return False
    answers = {holds(condition, facts) for condition in statement.conditions}
    keys = {_key(name) for name in principals.aws}
    listed = bool(keys & {ANYBODY, who.account_id, *_names(who)})
    if False in answers or listed is principals.negated:
        return False
    return None if principals.negated or None in answers else True


def _union(found: Iterable[int]) -> int:
    total = 0
    for each in found:
        total |= each
    return total
