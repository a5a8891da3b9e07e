"""Which roles can be passed to the services that they let in."""

from collections.abc import Iterator

from iam_audit.policy.doors import Doors
from iam_audit.policy.openings import Passing
from iam_audit.policy.reach import NOWHERE, Reach, Way, all_of
from iam_audit.policy.targets import Targets


class Passes:
    """The services that roles let in, for whoever can pass some roles; many people can pass the same ones."""

    def __init__(self, doors: Doors, targets: Targets) -> None:
        self._doors = doors
        self._targets = targets
        self._known: dict[tuple[Reach, int], tuple[Passing, tuple[Way, ...]]] = {}
        self._let_in: dict[tuple[str, ...], Reach] = {}

    def open(self, reach: Reach, ways: Passing) -> tuple[Way, ...]:
        """Return which of some ways lead to a role that can be passed, whatever the service."""
        key = (reach, id(ways))
        known = self._known.get(key)
        if known is None:
            # What was asked is kept beside the answer, so that nothing else takes over its identity.
            known = self._known[key] = (ways, tuple(self._leading(reach, ways)))
        return known[1]

    def let_in(self, services: tuple[str, ...]) -> Reach:
        """Return the roles that let in one of some services."""
        known = self._let_in.get(services)
        if known is None:
            found = (self._doors.of_services.get(service, NOWHERE) for service in services)
            known = self._let_in[services] = all_of(found)
        return known

    def _leading(self, reach: Reach, ways: Passing) -> Iterator[Way]:
        same = self._targets.same
        by_services = {services: same(reach.within(self.let_in(services))) for services in _services(ways)}
        for way, sure in ways:
            found = by_services[way.services]
            if found.possible:
                yield Way(way, found if sure else same(Reach(found.possible)))


def _services(ways: Passing) -> set[tuple[str, ...]]:
    return {way.services for way, _ in ways}
