"""Roles of accounts that are not looked at themselves, as targets with a rank that is known."""

from collections.abc import Iterator

from iam_audit.model import Bounds, CredentialContext
from iam_audit.policy.abilities import Abilities
from iam_audit.policy.outside import stand_in
from iam_audit.policy.people import Person
from iam_audit.policy.powers import Powers
from iam_audit.policy.standing import Case, Standing
from iam_audit.policy.world import World


def standings_outside(world: World) -> Iterator[Standing]:
    """Yield where the roles of the neighbours stand; nothing in this account can change that."""
    if not world.neighbours:
        return
    nothing = Powers(())
    abilities = Abilities(nothing, world)
    context = CredentialContext.ROLE_SESSION
    for each in world.neighbours:
        role = stand_in(each)
        yield Standing(
            Case(
                person=Person(role, ()),
                context=context,
                facts=world.facts(role, context),
                powers=nothing,
                abilities=abilities,
                base=Bounds(lower=each.lower, upper=each.upper),
                bit=world.targets.bits((each.arn,)),
            )
        )
