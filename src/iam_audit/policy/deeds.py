"""What users and roles do with their own permissions, action by action, and which roles take on which others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from iam_audit.model import CredentialContext, Role, Snapshot, User
from iam_audit.policy.asked import gist_of
from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.people import Person
from iam_audit.policy.powers import Powers
from iam_audit.policy.requests import ROLE_CONTEXTS, USER_CONTEXTS
from iam_audit.policy.standing import assumed, cases_of
from iam_audit.policy.tiers import WORTHLESS_ALONE

ASSUME_ROLE = "sts:AssumeRole"
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
        person = self._people[who.arn]
        asking = self._world.vocabulary.named(ASSUME_ROLE)
        if not (self._may_speak(person, asking) or self._world.doors.may_name(who)):
            return {}
        case = self._cases.open(person, CredentialContext.ROLE_SESSION)
        others = assumed(case, self._world) & ~case.bit
        sure = {*self._world.targets.named(others.certain)}
        return {arn: arn in sure for arn in self._world.targets.named(others.possible)}

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
        person = self._people[who.arn]
        for powers in self._powers_of(person) if self._may_speak(person, wanted) else ():
            more, surely = powers.among(wanted)
            possible |= more
            certain |= surely
        unread = tuple([each.because for each in person.unread])
        return Done(_names(certain), _names(possible), unread)

    def _may_speak(self, person: Person, actions: int) -> bool:
        """Whether a document of somebody allows some of the actions: a look that spares most people a closer one."""
        if actions & catalogue().all != actions:
            return True
        for one in person.documents:
            for spoken in gist_of(one).allowing:
                if spoken & actions:
                    return True
        return False

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


@lru_cache(maxsize=1024)
def _names(actions: int) -> tuple[str, ...]:
    names = catalogue().names
    return tuple(sorted([names[place] for place in places_of(actions & catalogue().all)]))
