"""Delegated administrators that nobody trusts."""

from msgspec.structs import replace
from verdicts import FAILS, FINE, examined, findings, verdicts

from builders import snapshot
from iam_audit.checks.org_delegated_admins import OrgDelegatedAdmins
from setting_builders import MANAGER, delegated_administrator
from whole_roles import STRANGER

READ = snapshot(delegated_administrators=(delegated_administrator("sso.amazonaws.com"),))


def test_flags_administrators_that_are_not_trusted():
    assert verdicts(OrgDelegatedAdmins(trusted=(MANAGER,)), READ) == FINE
    assert verdicts(OrgDelegatedAdmins(trusted=(STRANGER,)), READ) == FAILS


def test_nobody_is_looked_at_until_somebody_is_trusted():
    assert examined(OrgDelegatedAdmins(), READ) == 0


def test_services_that_were_not_read_are_not_none():
    unread = snapshot(delegated_administrators=(replace(READ.delegated_administrators[0], services=None),))

    assert "Services: not known" in findings(OrgDelegatedAdmins(trusted=(STRANGER,)), unread)[0].message
