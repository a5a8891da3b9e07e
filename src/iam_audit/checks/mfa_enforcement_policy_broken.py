"""Policies that are meant to demand MFA, and can be got around."""

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.own_policies import OwnPolicy, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.mfa import mfa_flaws


class MfaEnforcementPolicyBroken(PolicyCheck):
    """Everybody believes that nothing goes without MFA, and an access key goes straight past it.

    Requests signed with an access key alone do not carry the key aws:MultiFactorAuthPresent, so a Deny that
    compares it with Bool does not see them; BoolIfExists does, or a second Deny for requests without the key.
    An Allow has it the other way round. It also fails when a policy that forces MFA lets a device be deactivated
    without it. Policies that do not speak of MFA are not meant.
    """

    id = "mfa-enforcement-policy-broken"
    title = "Policy that demands MFA can be got around"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="In {name}, use BoolIfExists in a Deny and Bool in an Allow, and keep iam:DeactivateMFADevice out of"
        " what works without MFA.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy whose demand for MFA has a known flaw."""
        found = tuple(dict.fromkeys(mfa_flaws(statements)))
        if not found:
            return None
        facts: Facts = {"flaws": "; ".join(found), **reach_facts(policy, snapshot)}
        return self.finding(policy, f"{policy.words} demands MFA, but {found[0]}.", facts)
