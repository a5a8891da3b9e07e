"""Roles that can take each other on."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.principals import EVERYTHING_HELD, ROLES, Sure, judged, reaches, roles
from iam_audit.checks.trust_checks import CLI, CONSOLE
from iam_audit.model import Finding, Role, Severity, Snapshot, Tier
from iam_audit.policy.deeds import deeds

Edges = Mapping[str, Mapping[str, bool]]
"""By ARN of a role, the roles that it can take on, and whether that is certain."""


class PrincipalCircularAccess(Check):
    """Sessions of roles that can take each other on need never end, and a stolen one outlives its thief's welcome.

    Each circle is told once, at the first of its roles. Administrators are left out: they can do so anyway. A role
    that can take on itself is a circle of one.
    """

    id = "principal-circular-access"
    title = "Roles can take each other on"
    severity = Severity.LOW
    needs = EVERYTHING_HELD
    examines = ROLES
    remedy = Remedy(
        text="Take {name} out of the trust policies of the roles that it leads to, or those out of its own.",
        console=CONSOLE,
        cli=CLI,
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag each circle once; one that hangs on conditions is only worth a note."""
        privileges, doing = judged(snapshot, now), deeds(snapshot, now)
        ordinary = [
            role for role in roles(snapshot) if reaches(privileges[role.arn], Tier.ADMIN) is not Sure.YES
        ]
        edges = _leading_on({role.arn: doing.assumed_by(role) for role in ordinary})
        told: set[str] = set()
        for role in ordinary:
            if role.arn not in told and (circle := _circle(role.arn, edges)):
                told |= {*circle}
                yield self._tell(role, circle, edges)

    def _tell(self, role: Role, circle: tuple[str, ...], edges: Edges) -> Finding:
        certain = all(edges[one][two] for one, two in zip(circle, (*circle[1:], circle[0]), strict=True))
        names = [arn.rpartition("/")[2] for arn in (*circle, circle[0])]
        may, severity = ("can", self.severity) if certain else ("may", Severity.INFO)
        message = f"The roles {' > '.join(names)} {may} take each other on in a circle."
        return self.finding(role, message, {"circle": ", ".join(circle)}, severity=severity)


def _leading_on(edges: Edges) -> Edges:
    """Leave out the roles that lead nowhere: most do, and no circle goes through them."""
    leading = {arn for arn, others in edges.items() if others}
    return {arn: {other: sure for other, sure in edges[arn].items() if other in leading} for arn in edges}


def _circle(start: str, edges: Edges) -> tuple[str, ...]:
    """Return a shortest circle through a role, from it on; nothing when there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for here in waiting:
        for there in edges[here]:
            if there == start:
                return _way_back(start, here, came_from)
            if there in edges and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return ()


def _way_back(start: str, end: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
