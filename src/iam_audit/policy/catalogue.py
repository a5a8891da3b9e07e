"""The actions AWS has, what kind of access each gives, and on which resources: data that is refreshed per release.

A set of actions is a Python integer with one bit per action, so that union, difference and intersection over
22,000 actions take about a microsecond.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import chain, groupby
from typing import NamedTuple

import msgspec

from iam_audit.policy.globs import head

WIDTH = 2048
WINDOW = (1 << WIDTH) - 1
"""So much of a set is looked at once: to take actions out of a short number is quicker than out of a long one."""
EVERYTHING = -1
"""As a set of actions: all bits there can be."""
END_OF_NAMES = "\x7f"
"""Sorts after every name of an action."""
FIRST = (
    "iam sts sso lambda ssm s3 kms secretsmanager dynamodb ecs ecr states codebuild cloudformation autoscaling "
    "codepipeline scheduler sqs sns logs events cloudwatch glue cognito-identity cognito-idp rds ec2 "
    "bedrock-agentcore sagemaker"
)
"""The services that most questions and most documents are about: a set is as long as the place of its last action."""


class _Service(msgspec.Struct, frozen=True):
    formats: tuple[str, ...]
    actions: dict[str, str]
    """By name: a letter for the level, and the formats that the action takes."""


class _File(msgspec.Struct, frozen=True):
    source: str
    version: str
    date: str
    services: dict[str, _Service]


class Format(NamedTuple):
    """How the ARNs of one kind of resource look: a pattern, and its fields. In all of them any partition fits."""

    text: str
    region: str
    account: str
    resource: str
    start: str
    """What each resource starts with."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every known action, in lower case, those of a service side by side and sorted; its place is its bit."""

    version: str
    date: str
    names: tuple[str, ...]
    levels: Mapping[str, int]
    """l(ist), r(ead), w(rite), t(ag), p(ermissions management): the actions of each."""
    taken: Mapping[str, tuple[int, ...]]
    """By ARN format: the places of the actions that take it."""

    @cached_property
    def all(self) -> int:
        """Every action."""
        return (1 << len(self.names)) - 1

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each action."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def services(self) -> frozenset[str]:
        """The services, as actions are written."""
        return frozenset(self._of_services)

    @cached_property
    def _of_services(self) -> Mapping[str, range]:
        """The places of the actions of each service."""
        found, start = {}, 0
        for service, names in groupby(self.names, lambda name: name.partition(":")[0]):
            found[service] = range(start, start + len(tuple(names)))
            start = found[service].stop
        return found

    @cached_property
    def on_resources(self) -> int:
        """The actions that can be allowed on some resources and not on others."""
        return bits(place for places in self.taken.values() for place in places)

    @cached_property
    def services_of_arns(self) -> Mapping[str, tuple[Format, ...]]:
        """The formats by the service that their ARN names, which is not always the one of the action."""
        found: dict[str, list[Format]] = defaultdict(list)
        for each in self.taken:
            _, _, service, region, account, resource = each.split(":", 5)
            found[service].append(Format(each, region, account, resource, head(resource)))
        return {service: tuple(formats) for service, formats in found.items()}

    def starting_with(self, prefix: str) -> Sequence[int]:
        """Return the places of the actions whose name starts with `prefix`; for one service, a range."""
        service, whole, _ = prefix.partition(":")
        if not whole:
            return tuple(chain.from_iterable(self._of_services_starting_with(service)))
        among = self._of_services.get(service, range(0))
        first = bisect_left(self.names, prefix, among.start, among.stop)
        return range(first, bisect_left(self.names, prefix + END_OF_NAMES, first, among.stop))

    def _of_services_starting_with(self, start: str) -> Iterator[range]:
        return (places for service, places in self._of_services.items() if service.startswith(start))


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Read the catalogue that ships with the program."""
    text = resources.files("iam_audit.policy").joinpath("data", "actions.json").read_bytes()
    return _arranged(msgspec.json.decode(text, type=_File))


def bits(places: Iterable[int]) -> int:
    """Return the set of the actions at these places."""
    if isinstance(places, range):
        return ((1 << len(places)) - 1) << places.start
    listed = places if isinstance(places, list) else list(places)
    if not listed:
        return 0
    packed = bytearray((max(listed) >> 3) + 1)
    for place in listed:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")


def union(sets: Iterable[int]) -> int:
    """Return all actions of some sets."""
    found = 0
    for each in sets:
        found = found | each if found else each  # a union with nothing would be a copy
    return found


@lru_cache(maxsize=4096)
def same(actions: int) -> int:
    """Return an equal set as one object where it came up lately: each takes up to 3,000 bytes."""
    return actions


def places_of(actions: int) -> Iterator[int]:
    """Yield the places of the actions in a set, the lowest first."""
    return chain.from_iterable(_windows(actions))


def _windows(actions: int) -> Iterator[list[int]]:
    """Yield the places a window at a time, so that whoever wants a few of many gets no more than those around."""
    start = 0
    while actions:
        found, window = [], actions & WINDOW
        while window:
            # From the top: what is left gets shorter with each that is taken out.
            place = window.bit_length() - 1
            found.append(start + place)
            window ^= 1 << place
        found.reverse()
        yield found
        actions >>= WIDTH
        start += WIDTH


def _arranged(file: _File) -> Catalogue:
    first = {service: place for place, service in enumerate(FIRST.split())}
    entries = [
        (f"{name}:{action}", about, file.services[name].formats)
        for name in sorted(file.services, key=lambda name: (first.get(name, len(first)), name))
        for action, about in sorted(file.services[name].actions.items())
    ]
    levels: dict[str, list[int]] = defaultdict(list)
    taken: dict[str, list[int]] = defaultdict(list)
    for place, (_, about, formats) in enumerate(entries):
        levels[about[0]].append(place)
        for number in about[1:].split(",") if len(about) > 1 else ():
            taken[formats[int(number)]].append(place)
    return Catalogue(
        version=file.version,
        date=file.date,
        names=tuple(name for name, _, _ in entries),
        levels={letter: bits(places) for letter, places in levels.items()},
        taken={each: tuple(places) for each, places in taken.items()},
    )
