"""Inline policies that decrypt with every key."""

from dataclasses import dataclass

from iam_audit.checks.base import Remedy, option
from iam_audit.checks.own_policies import INLINE, OF_HOLDERS
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity


@dataclass(frozen=True)
class PolicyKmsDecryptInline(GrantCheck):
    """A key is there to keep data apart; whoever decrypts with all keys reads whatever they keep.

    Keys count as all keys of the account when the pattern leaves the Region and the key open. A condition,
    such as `kms:ViaService`, makes the finding milder.
    """

    id = "policy-kms-decrypt-inline"
    title = "Inline policy allows decryption with every KMS key"
    severity = Severity.MEDIUM
    needs = INLINE
    examines = OF_HOLDERS
    on_what = "on every KMS key"
    remedy = Remedy(
        text="Name in {name} the keys that are needed. Leave the wildcard to the key policies, if at all.",
        console=EDIT_STEPS,
        cli=EDIT,
        automated="The AWS Config rule iam-inline-policy-blocked-kms-actions reports such policies.",
    )

    actions: tuple[str, ...] = option(
        ("kms:Decrypt", "kms:ReEncryptFrom"), "Actions that no policy should allow on every key."
    )

    def asked(self) -> tuple[str, ...]:
        """Return the actions of the option."""
        return self.actions
