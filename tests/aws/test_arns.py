import pytest

from iam_audit.aws import partition_of, role_account, role_arn
from iam_audit.aws.arns import HOME_REGIONS, account_of, home_region
from iam_audit.errors import (
    UsageError,
)


@pytest.mark.parametrize(
    ("role", "arn"),
    [
        ("reader", "arn:aws:iam::123456789012:role/reader"),
        ("security/reader", "arn:aws:iam::123456789012:role/security/reader"),
        ("/security/audit/reader", "arn:aws:iam::123456789012:role/security/audit/reader"),
        ("role/reader", "arn:aws:iam::123456789012:role/reader"),
        ("arn:aws:iam::123456789012:role/x/reader", "arn:aws:iam::123456789012:role/x/reader"),
        ("arn:{partition}:iam::{account_id}:role/reader", "arn:aws:iam::123456789012:role/reader"),
    ],
)
def test_a_role_may_be_a_name_a_path_an_arn_or_a_template(role, arn):
    assert role_arn("aws", "123456789012", role) == arn


@pytest.mark.parametrize("partition", sorted(HOME_REGIONS))
def test_roles_are_looked_for_in_the_partition_of_the_caller(partition):
    arn = role_arn(partition, "123456789012", "reader")

    assert arn == f"arn:{partition}:iam::123456789012:role/reader"
    assert (partition_of(arn), account_of(arn), role_account(arn)) == (
        partition,
        "123456789012",
        "123456789012",
    )


@pytest.mark.parametrize("role", ["", "/", "no spaces", "ünicode", "x" * 65, "bad path/reader", "a:b"])
def test_what_is_no_role_is_refused(role):
    with pytest.raises(UsageError, match=r"is no role: give its name"):
        role_arn("aws", "123456789012", role)


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::1:role/x", "arn:aws:s3:::bucket", "arn:aws:iam::{account}:role/x"]
)
def test_what_is_no_role_arn_is_refused(arn):
    with pytest.raises(UsageError, match=r"is no role ARN"):
        role_arn("aws", "123456789012", arn)


def test_a_role_arn_of_one_account_does_not_lead_into_another():
    with pytest.raises(
        UsageError, match=r"is in account 111122223333, so account 123456789012 cannot be entered"
    ):
        role_arn("aws", "123456789012", "arn:aws:iam::111122223333:role/reader")


@pytest.mark.parametrize("role", ["reader", "arn:aws:iam::{account_id}:role/reader"])
def test_names_and_templates_belong_to_no_account(role):
    assert role_account(role) is None


def test_the_home_region_of_every_partition_is_in_it():
    from botocore.session import Session

    for partition, region in HOME_REGIONS.items():
        assert Session().get_partition_for_region(region) == partition
        assert home_region(partition) == region


def test_an_unknown_partition_lists_the_known_ones():
    with pytest.raises(UsageError, match=r"no AWS partition 'mars'. Known partitions: aws, aws-cn"):
        home_region("mars")
