"""Roles that trust an OpenID Connect provider for too many subjects."""

from dataclasses import dataclass

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trusted import Kind, Trusted
from iam_audit.policy.web_identity import AUDIENCES, Loose, issuer_of, left_open

SHARED_ISSUERS = (
    "agent.buildkite.com",
    "api.pulumi.com/oidc",
    "app.terraform.io",
    "gitlab.com",
    "oidc.codefresh.io",
    "oidc.vercel.com",
    "proidc.upbound.io",
    "scalr.io",
    "token.actions.githubusercontent.com",
    "vstoken.actions.githubusercontent.com",
)
"""Source: "Identity-provider controls for shared OIDC providers" in the IAM User Guide."""
WORDS = {
    Loose.SUBJECT: "whatever their subject",
    Loose.OWNER: "of subjects of any owner",
    Loose.AUDIENCE: "meant for any audience",
}


@dataclass(frozen=True)
class RoleTrustOidcSubject(TrustCheck):
    """GitHub signs tokens for everybody: a role that asks only for a token of GitHub is open to every repository.

    The trust policy has to name the subject (or, for GitHub, the repository or its owner) at least up to its
    owner, and the audience. With an issuer that signs for everybody it is critical when it does not; with one
    of your own, such as an EKS cluster, high. A missing audience is medium, but for Cognito, Google and the
    like, whose audience is what tells apps apart. Wildcards count only in operators that know them.
    """

    id = "role-trust-oidc-subject"
    title = "Role trusts too many subjects of an OIDC provider"
    severity = Severity.CRITICAL
    examines = Population("roles that OIDC providers may take on", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Add conditions on the subject and the audience to the statement of {name}: for GitHub, StringLike"
        " token.actions.githubusercontent.com:sub repo:OWNER/REPOSITORY:* and StringEquals"
        " token.actions.githubusercontent.com:aud sts.amazonaws.com.",
        console=CONSOLE,
        cli=CLI,
    )

    shared_issuers: tuple[str, ...] = option(
        SHARED_ISSUERS, "Issuers that sign tokens for everybody, without their scheme."
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:  # noqa: ARG002 - no matter whose role it is
        """Look at OIDC providers."""
        return trusted.kind is Kind.WEB_IDENTITY

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role for the worst of what it leaves open."""
        found = [(one, left) for one in relevant if (left := left_open(one, self.shared_issuers))]
        if not found:
            return None
        worst, left = min(found, key=lambda each: self._severity(*each).rank)
        issuer = issuer_of(worst)
        said = " and ".join(WORDS[loose] for loose in sorted(left, reverse=True))
        message = f"{role.name} takes tokens of {issuer} {said}."
        facts: Facts = {"issuer": issuer, "left_open": ", ".join(sorted(left))}
        return self.finding(role, message, facts, severity=self._severity(worst, left))

    def _severity(self, trusted: Trusted, left: frozenset[Loose]) -> Severity:
        issuer = issuer_of(trusted)
        if issuer in AUDIENCES:
            return Severity.CRITICAL
        if left == {Loose.AUDIENCE}:
            return Severity.MEDIUM
        return Severity.CRITICAL if issuer in self.shared_issuers else Severity.HIGH
