"""Tightening the password policy of an account."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from iam_audit.checks.base import option
from iam_audit.collect.password_policy import AccountPasswordPolicy
from iam_audit.model import Account, PasswordPolicy, Section
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import Looking
from iam_audit.remediate.proposing import Proposing

Settings: TypeAlias = dict[str, int]
"""What AWS calls its settings: numbers, where 0 is off, and yes or no."""


@dataclass(frozen=True)
class TightenPasswordPolicy(Proposing):
    """Give the account a password policy at least as strict as the options; what is stricter already stays.

    It holds for passwords that are set from then on. Only `max_age_days`, when it is set, reaches those that are there:
    passwords older than that have to be changed at the next sign-in.
    """

    id = "password-policy"
    title = "tighten the password policy of the account"
    answers = (
        "password-policy-exists",
        "password-policy-min-length",
        "password-policy-lowercase",
        "password-policy-uppercase",
        "password-policy-number",
        "password-policy-symbol",
        "password-policy-reuse",
        "password-policy-allow-user-change",
        "password-policy-strong",
        "password-policy-max-age",
        "password-policy-expiration-enabled",
    )
    reads = ("iam:GetAccountPasswordPolicy",)
    writes = ("iam:UpdateAccountPasswordPolicy", "iam:DeleteAccountPasswordPolicy")
    reversible = True

    min_length: int = option(14, "The least length of a password; AWS takes 6 to 128.")
    reuse_prevention: int = option(24, "How many earlier passwords are refused; AWS takes up to 24.")
    max_age_days: int = option(0, "Days after which a password expires; 0 leaves that as it is.")

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for an account whose policy is known and can be made stricter."""
        snapshot = changing.snapshot
        target = Target(account_id=snapshot.account.id, type="account", id=snapshot.account.id)
        policy = snapshot.password_policy
        if policy is None or snapshot.gap(Section.PASSWORD_POLICY):
            yield self.refusal(target, Rule.UNREADABLE, "The password policy of the account was not read.")
            return
        now = _settings_of(policy)
        if now is not None and self.tightened(now) == now:
            yield self.refusal(target, Rule.DONE, "The password policy is strict enough already.")
            return
        undo = (
            "Set the password policy to what it was."
            if now
            else "Delete the policy: AWS's default applies again."
        )
        yield self.step(changing, target, {"password_policy": _text(now) if now else None}, undo=undo)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the policy; None when the account has none of its own."""
        iam, looking = door("iam"), Looking()
        looking.fact("password_policy", lambda: _live(iam, target.account_id))
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Set the stricter policy."""
        change(door("iam").update_account_password_policy, **_settable(self._wanted(step)))

    def done(self, step: Step, after: Facts) -> bool | None:
        """Whether the stricter policy is in force."""
        if "password_policy" not in after:
            return None
        return after["password_policy"] == _text(self._wanted(step))

    def undo(self, step: Step, before: Facts, door: Door) -> None:  # noqa: ARG002 - an account has one policy
        """Set the policy that was there, or delete it where there was none."""
        iam, earlier = door("iam"), before["password_policy"]
        if isinstance(earlier, str):
            change(iam.update_account_password_policy, **_settable(json.loads(earlier)))
        else:
            change(iam.delete_account_password_policy, *GONE)

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - as above
        """Whether the policy is what it was."""
        return now["password_policy"] == before["password_policy"] if "password_policy" in now else None

    def tightened(self, now: Settings) -> Settings:
        """Return the stricter of what is and what the options say, setting by setting."""
        ages = [age for age in (now["MaxPasswordAge"], self.max_age_days) if age]
        return {
            **now,
            "AllowUsersToChangePassword": True,
            "MaxPasswordAge": min(ages, default=0),
            "MinimumPasswordLength": max(now["MinimumPasswordLength"], self.min_length),
            "PasswordReusePrevention": max(now["PasswordReusePrevention"], self.reuse_prevention),
            "RequireLowercaseCharacters": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "RequireUppercaseCharacters": True,
        }

    def _wanted(self, step: Step) -> Settings:
        planned = step.expects["password_policy"]
        return self.tightened(
            json.loads(planned) if isinstance(planned, str) else _settings(PasswordPolicy())
        )


def _settings_of(policy: PasswordPolicy) -> Settings | None:
    """Return what an account has set, as AWS calls it; None when it has set nothing."""
    return _settings(policy) if policy.custom else None


def _settings(policy: PasswordPolicy) -> Settings:
    return {
        "AllowUsersToChangePassword": policy.allow_users_to_change,
        "HardExpiry": policy.hard_expiry,
        "MaxPasswordAge": (policy.max_age_days or 0) if policy.expire_passwords else 0,
        "MinimumPasswordLength": policy.minimum_length,
        "PasswordReusePrevention": policy.reuse_prevention or 0,
        "RequireLowercaseCharacters": policy.require_lowercase,
        "RequireNumbers": policy.require_numbers,
        "RequireSymbols": policy.require_symbols,
        "RequireUppercaseCharacters": policy.require_uppercase,
    }


def _live(iam: Client, account_id: str) -> str | None:
    collector = AccountPasswordPolicy()
    settings = _settings_of(collector.parse(collector.fetch(iam), Account(id=account_id)))
    return _text(settings) if settings else None


def _settable(settings: Settings) -> Settings:
    """Leave out what AWS takes no zero for: not to be said is how it is switched off."""
    return {name: value for name, value in settings.items() if value or isinstance(value, bool)}


def _text(settings: Settings) -> str:
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))
