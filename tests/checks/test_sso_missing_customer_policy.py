"""Permission sets that refer to a missing policy."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_missing_customer_policy import SsoMissingCustomerPolicy
from iam_audit.model import CustomerPolicyReference, IdentityCenter, ManagedPolicy
from setting_builders import INSTANCE, MANAGER, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(identity_center=(made,))


def policy(name, path="/"):
    arn = f"arn:aws:iam::{ACCOUNT_ID}:policy{path}{name}"
    return ManagedPolicy(name=name, arn=arn, account_id=ACCOUNT_ID, path=path)


def refers(*policies, path="/", **fields):
    reference = CustomerPolicyReference(name="limits", path=path)
    read = center(permission_set("a", customer_policies=(reference,), **fields))
    return replace(read, policies=policies)


OF_AWS = replace(policy("limits"), arn="arn:aws:iam::aws:policy/limits")


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(refers(policy("limits")), FINE, id="there"),
        pytest.param(refers(), FAILS, id="not there"),
        pytest.param(refers(policy("limits", "/team/")), FAILS, id="in another path"),
        pytest.param(refers(policy("limits", "/team/"), path="/team/"), FINE, id="with its path"),
        pytest.param(refers(OF_AWS), FAILS, id="one of AWS's"),
        pytest.param(refers(accounts=(MANAGER,)), FINE, id="provisioned elsewhere"),
    ],
)
def test_flags_references_that_nothing_answers(read, expected):
    assert verdicts(SsoMissingCustomerPolicy(), read) == expected
