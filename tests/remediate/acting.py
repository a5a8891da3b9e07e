"""What is true of every action: it looks, changes one thing, can be asked twice, and goes back if it says so."""

from builders import NOW, snapshot
from iam_audit.checks import catalogue
from iam_audit.model import Advice, Finding, Remediation, Resource, Severity, Snapshot, Status
from iam_audit.remediate import Action, Changing, Door, Facts, Refusal, Step

CHECKS = {check.id: check for check in catalogue()}


def changing(
    resource: Resource, account: Snapshot | None = None, check_id: str = "access-key-unused", **evidence
):
    """What an action is given to plan with."""
    check = CHECKS[check_id]
    finding = Finding(
        check_id=check_id,
        title=check.title,
        severity=Severity.MEDIUM,
        status=Status.FAIL,
        resource=resource,
        message=f"{resource.name} fails.",
        evidence=evidence,
        advice=Advice.of(Remediation(text="See to it.")),
    )
    return Changing(finding=finding, snapshot=account or snapshot(), now=NOW)


def only_step(action: Action, given: Changing) -> Step:
    [step] = action.plan(given)
    assert isinstance(step, Step), step
    return step


def only_refusal(action: Action, given: Changing) -> Refusal:
    [refusal] = action.plan(given)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def missed(step: Step, seen: Facts) -> list[str]:
    """The facts that the step expects and that are not so."""
    return [name for name, value in step.expects.items() if name not in seen or seen[name] != value]


SPELLED = {"sso-admin": "sso", "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing"}
"""What IAM calls the services that the SDK calls otherwise."""


class Noting:
    """A client that notes the IAM actions that its calls take."""

    def __init__(self, client, service: str, noted: set[str]) -> None:
        self.client, self.service, self.noted = client, SPELLED.get(service, service), noted

    def __getattr__(self, name: str):
        operation = self.client.meta.method_to_api_mapping.get(name)
        if operation:
            self.noted.add(f"{self.service}:{operation}")
        return getattr(self.client, name)


def act_and_look(action: Action, step: Step, door: Door) -> tuple[Facts, Facts]:
    """Go through an action's whole life against a real server, and return what was seen before and after it.

    It takes no permission on the way that the action has not declared.
    """
    noted: set[str] = set()
    seen = _act_and_look(
        action, step, lambda service, region=None: Noting(door(service, region), service, noted)
    )
    assert noted - {*action.reads, *action.writes} == set()
    return seen


def _act_and_look(action: Action, step: Step, door: Door) -> tuple[Facts, Facts]:
    before = action.observe(step.target, door)
    assert missed(step, before) == []
    assert action.done(step, before) is False

    action.act(step, door)
    after = action.observe(step.target, door)
    assert action.done(step, after) is True

    action.act(step, door)
    assert action.done(step, action.observe(step.target, door)) is True

    if action.reversible:
        go_back(action, step, before, door)
    return before, after


def go_back(action: Action, step: Step, before: Facts, door: Door) -> None:
    assert action.undone(step, before, action.observe(step.target, door)) is False
    for _ in range(2):
        action.undo(step, before, door)
        now = action.observe(step.target, door)
        assert action.undone(step, before, now) is True
    assert {name: now.get(name) for name in before} == before
    assert missed(step, now) == []
