"""The page on checks that were thought of and are not there, with the reason of each."""

from collections.abc import Iterator

from page_shapes import table

from iam_audit import checks

SUPPORT = (
    "AWS tells it through Trusted Advisor, whose API needs a paid support plan. What AWS does about such a key is"
    " found: user-quarantine-policy-attached."
)
PEOPLE = "It needs a list of people from outside AWS: of the identity provider or of the personnel system."
INVENTORY = "It needs the instances of every Region, which is an inventory of EC2 and not of credentials."
ALARM = (
    "It is about CloudTrail, log groups, metric filters and alarms in another service and perhaps another account,"
    " not about credentials. Security Hub and AWS Config judge it where the trail is."
)
ADVISOR = (
    "IAM answers it with a job per user and role, minutes for a large account, and lists what is permitted beside what"
    " was used. The use of keys, passwords and roles is judged without: access-key-unused, role-unused."
)
LEFT_OUT: dict[str, tuple[str, str]] = {
    "access-key-exposed": ("AWS has found the access key in public", SUPPORT),
    "alarm-console-auth-failures": ("No alarm on failed sign-ins", ALARM),
    "alarm-console-signin-no-mfa": ("No alarm on sign-ins without MFA", ALARM),
    "alarm-iam-policy-change": ("No alarm on changes of policies", ALARM),
    "alarm-root-usage": (
        "No alarm on the use of root",
        ALARM + " That root was used is found: root-recent-use.",
    ),
    "alarm-unauthorized-api": ("No alarm on refused calls", ALARM),
    "bedrock-access-stale": ("Permission for Bedrock is not used", ADVISOR),
    "cloudtrail-privesc-activity": (
        "Somebody is escalating privileges",
        "It watches what happens, event by event; an audit judges what may happen. GuardDuty does the former.",
    ),
    "ec2-instance-role": ("Instance has no role", INVENTORY),
    "instance-profile-unused": ("Instance profile is on no instance", INVENTORY),
    "principal-unused-services": ("Permitted service is not used", ADVISOR),
    "sagemaker-access-stale": ("Permission for SageMaker is not used", ADVISOR),
    "user-long-lived-key-service-use": ("Workload uses a key where a role would do", ADVISOR),
    "user-owner-departed": ("Owner of the credential has left", PEOPLE),
    "user-owner-unknown": (
        "User belongs to nobody who is known",
        PEOPLE + " That the owner's tag is there at all is checked: user-tags.",
    ),
}
TEXT = """\
# Checks that are left out

What other tools check about IAM, or could be checked, and this one does not, with the reason. All that is judged is in
[the index](index.md).

{table}
"""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    there = {check.id for check in checks.catalogue()}
    rows = [(f"`{name}`", what, why) for name, (what, why) in sorted(LEFT_OUT.items()) if name not in there]
    yield "checks/left-out.md", TEXT.format(table=table(("check", "what it would find", "why not"), rows))
