"""A root user whose MFA is an app."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import account, snapshot
from iam_audit.checks.root_mfa_hardware import RootMfaHardware
from iam_audit.model import ROOT_NAME, AccountSummary
from setting_builders import virtual_device

APP = virtual_device("root-account-mfa-device", ROOT_NAME)


def read(*devices, mfa=True, password=True, keys=False, partition="aws"):
    told = AccountSummary(root_mfa_enabled=mfa, root_password_present=password, root_access_keys_present=keys)
    where = account(partition=partition)
    return snapshot(account=where, account_summary=told, mfa_devices=devices)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(read(APP), FAILS, id="an app"),
        pytest.param(read(), FINE, id="MFA that is not virtual"),
        pytest.param(read(virtual_device("root", "root")), FINE, id="a user who is called root"),
        pytest.param(
            read(virtual_device("root-account-mfa-device", None)), FINE, id="a device that is nobody's"
        ),
        pytest.param(read(APP, mfa=False), FINE, id="no MFA is left to another check"),
        pytest.param(read(APP, password=False), FINE, id="nothing to sign in with"),
        pytest.param(read(APP, password=False, keys=True), FAILS, id="keys are a way in"),
        pytest.param(read(APP, partition="aws-us-gov"), FINE, id="GovCloud"),
        pytest.param(read(mfa=None), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_a_virtual_device_of_root(read, expected):
    assert verdicts(RootMfaHardware(), read) == expected
