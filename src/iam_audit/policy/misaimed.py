"""Denials that name a group and mean its members, whom they do not reach.

A group is no principal and its members are resources of their own, so a Deny of `iam:DeleteUser` on the ARN of a
group denies nothing. Source: "Actions, resources, and condition keys for AWS Identity and Access Management" in
the Service Authorization Reference.
"""

from collections.abc import Iterable, Iterator

from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.patterns import Pattern

USERS = """
    attachuserpolicy changepassword createaccesskey createloginprofile createservicespecificcredential createuser
    deactivatemfadevice deleteaccesskey deleteloginprofile deleteservicespecificcredential deletesigningcertificate
    deletesshpublickey deleteuser deleteuserpermissionsboundary deleteuserpolicy detachuserpolicy enablemfadevice
    getaccesskeylastused getloginprofile getsshpublickey getuser getuserpolicy listaccesskeys
    listattacheduserpolicies listgroupsforuser listmfadevices listservicespecificcredentials
    listsigningcertificates listsshpublickeys listuserpolicies listusertags putuserpermissionsboundary putuserpolicy
    resetservicespecificcredential resyncmfadevice taguser untaguser updateaccesskey updateloginprofile
    updateservicespecificcredential updatesigningcertificate updatesshpublickey updateuser uploadsigningcertificate
    uploadsshpublickey
"""
"""Actions on users, none of which is one on groups."""
GROUPS = """
    addusertogroup attachgrouppolicy creategroup deletegroup deletegrouppolicy detachgrouppolicy
    generateservicelastaccesseddetails getcontextkeysforprincipalpolicy getgroup getgrouppolicy
    listattachedgrouppolicies listgrouppolicies listpoliciesgrantingserviceaccess putgrouppolicy
    removeuserfromgroup simulateprincipalpolicy updategroup
"""
ON_USERS, ON_GROUPS = (frozenset(f"iam:{name}" for name in names.split()) for names in (USERS, GROUPS))


def misaimed_denials(statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    """Yield the denials that deny nothing, as action and group: those of user actions on nothing but groups."""
    for statement in statements:
        if statement.effect is not Effect.DENY or statement.actions.negated:
            continue
        if groups := _only_groups(statement.resources):
            yield from (
                (action, group)
                for action in statement.actions.texts
                if _on_users_only(action)
                for group in groups
            )


def _only_groups(resources: Names | None) -> tuple[str, ...]:
    if resources is None or resources.negated:
        return ()
    return resources.texts if all(_is_group(text) for text in resources.texts) else ()


def _is_group(arn: str) -> bool:
    return arn.split(":", 5)[-1].startswith("group/")


def _on_users_only(action: str) -> bool:
    """Whether an action, or a pattern, means users; one that means groups too does deny something."""
    pattern = Pattern.of(action.lower())
    return any(map(pattern.matches, ON_USERS)) and not any(map(pattern.matches, ON_GROUPS))
