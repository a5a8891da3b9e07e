"""Deleting a user that nobody is any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import option
from iam_audit.checks.last_use import idle_since, key_idle_since
from iam_audit.errors import ChangeError
from iam_audit.model import Section, Snapshot, User
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.changing import GONE, ask_first, change
from iam_audit.remediate.inventory import (
    KINDS,
    READS,
    attached_of,
    inline_of,
    look_at_all,
    mfa_of,
    statuses_of,
    switched_on,
    virtual,
)
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import (
    KEY_READS,
    PASSWORD_READS,
    USER_READS,
    Looking,
    groups_of,
    look_at_user,
    users_of,
)
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction


@dataclass(frozen=True)
class DeleteUser(UserAction):
    """Delete a user with all that AWS wants gone first, when nothing of the user works any more.

    Whatever can be switched off must be: access keys, signing certificates, SSH keys, credentials for services. A
    password must have been unused for the whole period, as must the keys. While one credential is active, or cannot be
    read, nothing is deleted.
    """

    id = "delete-user"
    title = "delete the user"
    answers = ("user-no-credentials", "user-inactive")
    reads = tuple(dict.fromkeys((*USER_READS, *PASSWORD_READS, *KEY_READS, *READS)))
    writes = (
        "iam:DeleteLoginProfile",
        "iam:DeleteAccessKey",
        "iam:DeleteSigningCertificate",
        "iam:DeleteSSHPublicKey",
        "iam:DeleteServiceSpecificCredential",
        "iam:DeactivateMFADevice",
        "iam:DeleteVirtualMFADevice",
        "iam:RemoveUserFromGroup",
        "iam:DetachUserPolicy",
        "iam:DeleteUserPolicy",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteUser",
    )
    reversible = False
    final = True
    lasting = (
        "A deleted user cannot be brought back: make a new one with new credentials, and give it permissions."
    )

    idle_days: int = option(
        90, "Days since the last use of any credential: the user goes after more than that."
    )

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for a user who has been idle for long enough and whose credentials are all switched off."""
        yield self._refused(user, changing) or self._step(user, changing)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user, all its credentials, and their last use."""
        iam, looking = door("iam"), Looking()
        if user := look_at_user(looking, iam, target.id):
            look_at_all(looking, iam, user)
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Take from the user all that it has, and delete it. Raises ChangeError at the first sign of life."""
        iam, name = door("iam"), step.target.id
        if not ask_first(lambda: users_of(iam, name)):
            return
        _refuse_the_living(iam, name)
        _take_credentials(iam, name, step.expects.get("virtual_mfa_devices"))
        _take_permissions(iam, name)
        change(iam.delete_user, *GONE, UserName=name)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every user
        """Whether AWS knows no such user."""
        return after["user"] is None if "user" in after else None

    def _refused(self, user: User, changing: Changing) -> Refusal | None:
        target, snapshot = user_target(user), changing.snapshot
        if active := _active(user, snapshot):
            why = f"{user.name} still has {', '.join(active)}: switch that off first."
            return self.refusal(target, Rule.WAITING, why)
        since = _idle_since(user, snapshot)
        if since is None:
            return self.refusal(target, Rule.USE_UNKNOWN, f"When {user.name} was last active is not known.")
        return self.not_idle(
            target, since, changing.now, self.idle_days, f"{user.name} was made or last active"
        )

    def _step(self, user: User, changing: Changing) -> Step:
        expects: Facts = {**user_expected(user), "active_credentials": []}
        if user.password.enabled is not None:
            expects["password"] = user.password.enabled
        if not changing.snapshot.gap(Section.VIRTUAL_MFA_DEVICES):
            devices = (one.serial for one in changing.snapshot.mfa_devices if one.user_name == user.name)
            expects["virtual_mfa_devices"] = virtual(devices)
        return self.step(changing, user_target(user), expects, idle_days=self.idle_days)


def _active(user: User, snapshot: Snapshot) -> list[str]:
    """Return what is active, or may be."""
    keys = snapshot.keys_by_user.get(user.name, ())
    return [
        *(f"the access key {key.label}" for key in keys if key.active is not False),
        *(f"signing certificate {one.slot}" for one in user.signing_certificates if one.active is not False),
        *(
            f"the SSH key {one.id}"
            for one in snapshot.ssh_public_keys
            if one.user_name == user.name and one.active is not False
        ),
        *(
            f"the credential {one.id} for {one.service}"
            for one in snapshot.service_specific_credentials
            if one.user_name == user.name and one.active is not False
        ),
    ]


def _idle_since(user: User, snapshot: Snapshot) -> datetime | None:
    """Return the last sign of life, or when the user was made; None where one of them is not known."""
    password = user.password
    signs = [
        user.created_at,
        *(key_idle_since(key) for key in snapshot.keys_by_user.get(user.name, ())),
    ]
    if password.enabled is not False:
        signs.append(idle_since(password.last_used, password.changed_at or user.created_at))
    known = [sign for sign in signs if sign]
    return max(known) if len(known) == len(signs) else None


def _refuse_the_living(iam: Client, name: str) -> None:
    seen: Facts = {kind.fact: ask_first(lambda: statuses_of(iam, name, kind)) for kind in KINDS}  # noqa: B023
    if active := switched_on(seen):
        raise ChangeError(
            f"{name} is not deleted: the {', the '.join(active)} is active. Switch it off first."
        )


def _take_credentials(iam: Client, name: str, planned: object) -> None:
    change(iam.delete_login_profile, *GONE, UserName=name)
    for kind in KINDS:
        for one in ask_first(lambda: statuses_of(iam, name, kind)):  # noqa: B023 - it is asked at once
            change(getattr(iam, kind.delete), *GONE, **{"UserName": name, kind.id: one})
    assigned = ask_first(lambda: mfa_of(iam, name))
    for serial in assigned:
        change(iam.deactivate_mfa_device, *GONE, UserName=name, SerialNumber=serial)
    # Those of the plan too: after a crash a device may be nobody's already, and would be left behind
    earlier = planned if isinstance(planned, list) else []
    for serial in virtual({*assigned, *earlier}):
        change(iam.delete_virtual_mfa_device, *GONE, SerialNumber=serial)


def _take_permissions(iam: Client, name: str) -> None:
    for group in ask_first(lambda: groups_of(iam, name)):
        change(iam.remove_user_from_group, *GONE, GroupName=group, UserName=name)
    for policy in ask_first(lambda: attached_of(iam, name)):
        change(iam.detach_user_policy, *GONE, UserName=name, PolicyArn=policy)
    for policy in ask_first(lambda: inline_of(iam, name)):
        change(iam.delete_user_policy, *GONE, UserName=name, PolicyName=policy)
    for user in ask_first(lambda: users_of(iam, name)):
        if user.permissions_boundary:
            change(iam.delete_user_permissions_boundary, *GONE, UserName=name)
