"""What users and roles do with their own permissions, action by action, and which roles take on which others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from iam_audit.model import CredentialContext, Role, Snapshot, User
from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.escalations import How
from iam_audit.policy.people import Person
from iam_audit.policy.powers import Powers
from iam_audit.policy.requests import ROLE_CONTEXTS, USER_CONTEXTS
from iam_audit.policy.standing import cases_of, take_over
from iam_audit.policy.tiers import WORTHLESS_ALONE

CHANGING = ("add", "attach", "create", "put", "setdefaultpolicyversion", "update")
"""How the actions begin that make, widen or let in."""
HARMLESS = frozenset(
    f"iam:{action}"
    for action in (
        "createaccesskey",
        "createaccountalias",
        "createloginprofile",
        "createservicelinkedrole",
        "createservicespecificcredential",
        "createvirtualmfadevice",
        "updateaccesskey",
        "updateaccountname",
        "updateloginprofile",
        "updateservercertificate",
        "updateservicespecificcredential",
        "updatesigningcertificate",
        "updatesshpublickey",
    )
)
"""What people do with their own credentials, and what AWS defines by itself: the roles of its own services.

With the credentials of others they are ways to more power, which are judged by their target.
"""


@dataclass(frozen=True)
class Done:
    """Which of some actions somebody may use on some resource: surely, or under conditions."""

    certain: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    """Those that are certain, too."""
    unread: tuple[str, ...] = ()
    """Why there may be more, as clauses."""


class Deeds:
    """Answers for everybody in one account; what they could give themselves does not count."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._cases = cases_of(snapshot, now)
        self._world = self._cases.world
        self._people = {each.who.arn: each for each in self._world.people}
        self._powers: dict[str, tuple[Powers, ...]] = {}

    def of(self, who: User | Role, actions: Iterable[str]) -> Done:
        """Return which of some actions, in any letter case, a user or role may use with some credential."""
        wanted = 0
        for name in actions:
            wanted |= self._world.vocabulary.named(name)
        return self._among(who, wanted)

    def writes(self, who: User | Role, prefix: str = "") -> Done:
        """Return the actions that change something; passing and taking on roles changes nothing by itself."""
        return self._among(who, self._writing & bits(catalogue().starting_with(prefix)))

    def changes_of_iam(self, who: User | Role) -> Done:
        """Return the actions that make or widen identities, policies or trust, or let somebody be one of them."""
        return self._among(who, self._changing)

    def assumed_by(self, who: Role) -> Mapping[str, bool]:
        """Return the roles that a role can take on, by ARN, and whether that is certain."""
        case = self._cases.open(self._people[who.arn], CredentialContext.ROLE_SESSION)
        found: dict[str, bool] = {}
        for way in take_over(case, self._world):
            if way.escalation.how is How.ASSUME_ROLE:
                others = way.targets & ~case.bit
                sure = {*self._world.targets.named(others.certain)}
                found |= {arn: arn in sure for arn in self._world.targets.named(others.possible)}
        return found

    @cached_property
    def _writing(self) -> int:
        known = catalogue()
        writing = known.levels["w"] | known.levels["t"] | known.levels["p"]
        for name in WORTHLESS_ALONE:
            writing &= ~self._world.vocabulary.named(name)
        return writing

    @cached_property
    def _changing(self) -> int:
        names = catalogue().names
        changing = (
            place
            for verb in CHANGING
            for place in catalogue().starting_with(f"iam:{verb}")
            if names[place] not in HARMLESS
        )
        return bits(changing) & self._writing

    def _among(self, who: User | Role, wanted: int) -> Done:
        certain = possible = 0
        for powers in self._powers_of(self._people[who.arn]):
            if not powers.speak_of(wanted):
                continue
            certain |= powers.certain & wanted
            possible |= powers.possible & wanted
            powers.forget()
        unread = tuple(each.because for each in self._people[who.arn].unread)
        return Done(tuple(_names(certain)), tuple(_names(possible)), unread)

    def _powers_of(self, person: Person) -> tuple[Powers, ...]:
        known = self._powers.get(person.who.arn)
        if known is None:
            contexts = USER_CONTEXTS if isinstance(person.who, User) else ROLE_CONTEXTS
            if not self._world.depends_on_context(person):
                contexts = contexts[:1]
            found = (
                self._world.powers(person, each, self._world.facts(person.who, each)) for each in contexts
            )
            known = self._powers[person.who.arn] = tuple(dict.fromkeys(found))
        return known


def deeds(snapshot: Snapshot, now: datetime) -> Deeds:
    """Return who does what in an account, worked out once for all who ask."""
    return snapshot.once((deeds, now), lambda account: Deeds(account, now))


def _names(actions: int) -> list[str]:
    names = catalogue().names
    return sorted(names[place] for place in places_of(actions & catalogue().all))
