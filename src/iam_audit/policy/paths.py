"""The ways to more power that one person has, as they are reported: the strongest first, and not too many."""

from collections.abc import Iterable, Iterator, Sequence

from iam_audit.model import EscalationPath, Tier
from iam_audit.policy.abilities import Abilities
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.ladder import Contexts, Key, Ladder, Shown, promise, together
from iam_audit.policy.reach import Way
from iam_audit.policy.standing import Standing

PATHS_SHOWN = 25
_Merged = dict[Key, Shown]


def paths(standings: Sequence[Standing], ladder: Ladder) -> tuple[EscalationPath, ...]:
    """Return the ways of one person, those of all contexts together."""
    merged: _Merged = {}
    apart = _apart(standings)
    for standing, contexts in apart:
        _gather_gains(merged, standing, contexts, ladder)
    bit = standings[0].case.bit
    for (way, above, by_password), contexts in _ways_to_others(apart):
        found = ladder.leading(way, bit, above, contexts, by_password=by_password)
        if merged.keys().isdisjoint(found):
            merged.update(found)
        else:
            for shown in found.values():
                _put(merged, shown, ladder)
    ways = [each.path for each in sorted(merged.values())[:PATHS_SHOWN]]
    going = {name for name, _ in merged}
    return (*ways, *_beyond(standings, going, PATHS_SHOWN - len(ways), ladder))


def _apart(standings: Sequence[Standing]) -> Sequence[tuple[Standing, Contexts]]:
    """Return the standings that differ, each with all of its contexts."""
    if len(standings) == 1:
        return ((standings[0], (standings[0].case.context,)),)
    found: dict[object, list[Standing]] = {}
    for each in standings:
        key = (id(each.gains), id(each.keys), id(each.passwords), each.case.base, each.upper)
        found.setdefault(key, []).append(each)
    return [(some[0], tuple(each.case.context for each in some)) for some in found.values()]


def _gather_gains(merged: _Merged, standing: Standing, contexts: Contexts, ladder: Ladder) -> None:
    rank = standing.case.base.upper.rank
    for gain in standing.gains:
        if gain.upper.rank > rank:
            end = (gain.target, *promise(gain.gains, certain=gain.certain))
            _put(merged, ladder.shown(gain.escalation, end, contexts), ladder)


def _ways_to_others(
    apart: Sequence[tuple[Standing, Contexts]],
) -> Iterable[tuple[tuple[Way, Tier, bool], Contexts]]:
    """Return the ways to act as others, those of several standings together: most people have the same in all."""
    found: dict[tuple[int, int, Tier, bool], tuple[tuple[Way, Tier, bool], Contexts]] = {}
    for standing, contexts in apart:
        base = standing.case.base.upper
        if standing.upper is base:
            continue  # Whoever is in reach of somebody stronger has been raised.
        for by_password, ways in ((False, standing.keys), (True, standing.passwords)):
            for way in ways:
                key = (id(way.escalation), id(way.targets), base, by_password)
                known = found.get(key)
                both = together(known[1], contexts) if known else contexts
                found[key] = ((way, base, by_password), both)
    return found.values()


def _put(merged: _Merged, shown: Shown, ladder: Ladder) -> None:
    known = merged.get(shown.key)
    merged[shown.key] = shown if known is None or known is shown else ladder.together(known, shown)


def _beyond(
    standings: Sequence[Standing], going: set[str], room: int, ladder: Ladder
) -> Iterator[EscalationPath]:
    """Yield the ways that hang on what was not read, which say nothing of the tier."""
    found: dict[str, tuple[Escalation, Contexts]] = {}
    for abilities, contexts in _abilities_apart(standings) if room else ():
        for each in (*abilities.beyond, *abilities.center):
            known = found.get(each.id)
            found[each.id] = (each, together(known[1], contexts) if known else contexts)
    for name in sorted(found.keys() - going)[:room]:
        yield ladder.beyond(*found[name])


def _abilities_apart(standings: Sequence[Standing]) -> Iterable[tuple[Abilities, Contexts]]:
    """Return the abilities that differ, each with its contexts; not of those who can do everything anyway."""
    found: dict[int, tuple[Abilities, Contexts]] = {}
    for each in standings:
        if each.case.base.lower is not Tier.ADMIN:
            abilities = each.case.abilities
            _, known = found.get(id(abilities), (abilities, ()))
            found[id(abilities)] = (abilities, (*known, each.case.context))
    return found.values()
