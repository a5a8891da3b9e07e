"""What one document allows on resources that it does not name."""

import pytest

from accounts import all_but, allow, deny, deny_all_but, document
from builders import ACCOUNT_ID, account
from iam_audit.policy.asked import asked_about
from iam_audit.policy.document import parse_policy, parse_trust
from iam_audit.policy.places import somewhere
from iam_audit.policy.questions import (
    administers,
    allowed_anywhere,
    allows,
    allows_anywhere,
    granted_anywhere,
)
from iam_audit.policy.whole_service import allows_service

WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
UNLESS_MFA = {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
TLS = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
NO_TLS = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
BY_SERVICE = {"Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}
KEYS = f"arn:aws:kms:*:{ACCOUNT_ID}:key/*"
ONE_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:key/0000"
BUCKET = "arn:aws:s3:::logs/*"


def answer(grant):
    """Always, under conditions (their keys), or not at all."""
    if grant is None:
        return "no"
    return "yes" if grant.always else ", ".join(grant.keys)


def read(*statements, version="2012-10-17"):
    return parse_policy(document(*statements, version=version))


def outside(resource, action="*", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "NotResource": resource, **more}


ADMIN = [
    pytest.param([allow()], "yes", id="* on *"),
    pytest.param([allow("*:*")], "yes", id="*:* is *"),
    pytest.param([allow("**")], "yes", id="two asterisks are one"),
    pytest.param([allow(["s3:GetObject", "*"], [BUCKET, "*"])], "yes", id="in lists of several"),
    pytest.param([allow("*", "*:*")], "yes", id="resource *:*"),
    pytest.param([allow("*", "*/*")], "yes", id="resource */*"),
    pytest.param([allow("*", "arn:aws:*")], "yes", id="every ARN"),
    pytest.param([allow("*", f"arn:aws:*:*:{ACCOUNT_ID}:*")], "yes", id="every ARN of the account"),
    pytest.param([outside(BUCKET)], "yes", id="everything but a bucket"),
    pytest.param([all_but("s3:DeleteBucket")], "yes", id="NotAction that leaves out one action"),
    pytest.param([all_but("s3:*")], "yes", id="NotAction that leaves out a service"),
    pytest.param(
        [all_but("iam:PutUserPolicy")], "yes", id="NotAction that leaves other ways to give permissions"
    ),
    pytest.param([all_but("iam:*"), allow("iam:*")], "yes", id="put together from two statements"),
    pytest.param([all_but("iam:*"), all_but("s3:*")], "yes", id="two NotActions add up"),
    pytest.param([allow(), deny("s3:*")], "yes", id="a service is denied, and can be given back"),
    pytest.param(
        [allow(), deny("iam:*", "arn:aws:iam::*:role/breakglass")], "yes", id="one role is out of reach"
    ),
    pytest.param([allow(**TLS)], "yes", id="a protected connection is no limit"),
    pytest.param([allow(), deny(**NO_TLS)], "yes", id="neither is the denial of others"),
    pytest.param([allow(**WITH_MFA)], "aws:multifactorauthpresent", id="with MFA"),
    pytest.param([allow(), deny(**UNLESS_MFA)], "aws:multifactorauthpresent", id="denied without MFA"),
    pytest.param(
        [all_but("iam:*"), allow("iam:*", **WITH_MFA)], "aws:multifactorauthpresent", id="all of IAM with MFA"
    ),
    pytest.param(
        [all_but("iam:*", **WITH_MFA), allow("iam:*")],
        "aws:multifactorauthpresent",
        id="all but IAM with MFA",
    ),
    pytest.param([allow(**WITH_MFA), allow()], "yes", id="with MFA, or without"),
    pytest.param([allow(**BY_SERVICE)], "no", id="for AWS services only, which hold no policy"),
    pytest.param([allow("*", BUCKET)], "no", id="* on a bucket"),
    pytest.param([allow("*", "arn:aws:iam::*:*")], "no", id="* on IAM alone"),
    pytest.param([allow("*", "arn:aws:*:*:999999999999:*")], "no", id="* in another account"),
    pytest.param([allow(["iam:*", "s3:*", "ec2:*"])], "no", id="many services"),
    pytest.param([all_but("iam:*")], "no", id="NotAction that leaves out IAM: a power user"),
    pytest.param([all_but("*")], "no", id="NotAction of everything"),
    pytest.param([allow(), deny("iam:*")], "no", id="IAM is denied"),
    pytest.param([allow(), deny("IAM:*")], "no", id="a denial ignores letter case"),
    pytest.param([allow(), deny()], "no", id="everything is denied"),
    pytest.param([allow(), deny_all_but("sts:*")], "no", id="all but one service is denied"),
    pytest.param([allow(), outside(BUCKET, effect="Deny")], "no", id="all but one bucket is denied"),
    pytest.param([deny()], "no", id="nothing but a denial"),
    pytest.param([], "no", id="no statement"),
]


@pytest.mark.parametrize(("statements", "expected"), ADMIN)
def test_an_administrator_may_do_everything_or_give_it_to_themselves(statements, expected):
    assert answer(administers(read(*statements), account())) == expected


def test_another_partition_is_no_hiding_place():
    china = account(partition="aws-cn")

    assert answer(administers(read(allow("*", "arn:aws-cn:*")), china)) == "yes"
    assert answer(administers(read(allow("*", "arn:aws:*")), china)) == "no"


DECRYPT = [
    pytest.param([allow("kms:Decrypt")], "yes", id="on *"),
    pytest.param([allow("KMS:DECRYPT")], "yes", id="letter case"),
    pytest.param([allow("kms:?ecrypt")], "yes", id="question mark"),
    pytest.param([allow("kms:*", [ONE_KEY, KEYS])], "yes", id="on a list with all keys of the account in it"),
    pytest.param([allow("kms:Decrypt", "arn:aws:kms")], "yes", id="fields left out of an ARN"),
    pytest.param([outside(ONE_KEY, "kms:Decrypt")], "yes", id="on all but one key"),
    pytest.param([allow("kms:Decrypt"), deny("kms:Decrypt", ONE_KEY)], "yes", id="one key is denied"),
    pytest.param(
        [allow("kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "s3"}})], "kms:viaservice"
    ),
    pytest.param(
        [allow("kms:*"), deny("kms:*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})],
        "aws:requestedregion",
        id="denied outside a Region",
    ),
    pytest.param(
        [allow("kms:*"), deny("kms:*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})],
        "yes",
        id="denied in one Region is open in the others",
    ),
    pytest.param(
        [allow("kms:Decrypt", **WITH_MFA), deny("kms:*", **WITH_MFA)], "no", id="denied whenever allowed"
    ),
    pytest.param([allow("kms:Decrypt", ONE_KEY)], "no", id="on one key"),
    pytest.param(
        [allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:key/*")], "no", id="in one Region"
    ),
    pytest.param([allow("kms:Decrypt", "arn:aws:kms:*:111122223333:key/*")], "no", id="in another account"),
    pytest.param(
        [allow("kms:Decrypt", "arn:aws:kms:*:*:key/${aws:username}")], "no", id="on a key of one's own"
    ),
    pytest.param([allow("kms:Encrypt")], "no", id="another action"),
    pytest.param([allow("kms:*"), outside(ONE_KEY, "kms:*", "Deny")], "no", id="all but one key is denied"),
]


@pytest.mark.parametrize(("statements", "expected"), DECRYPT)
def test_what_is_allowed_on_a_key_that_is_not_named_is_allowed_on_all(statements, expected):
    found = allowed_anywhere(read(*statements), ("kms:Decrypt",), account())

    assert answer(found.get("kms:Decrypt")) == expected


@pytest.mark.parametrize(
    ("action", "resource", "open_to_all"),
    [
        pytest.param("s3:GetObject", "arn:aws:s3:::*", True, id="every bucket"),
        pytest.param("s3:GetObject", "arn:aws:s3:::logs-*/*", False, id="some buckets"),
        pytest.param(
            "ssm:GetParameter", f"arn:aws:ssm:*:{ACCOUNT_ID}:parameter/*", True, id="every parameter"
        ),
        pytest.param(
            "ssm:GetParameter", f"arn:aws:ssm:*:{ACCOUNT_ID}:parameter/app/*", False, id="some parameters"
        ),
        pytest.param("iam:CreateAccessKey", "arn:aws:iam::*:user/*", True, id="every user"),
        pytest.param("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}", False, id="oneself"),
        pytest.param(
            "aws-marketplace:Subscribe", "arn:aws:s3:::*", False, id="about no resource, so only * counts"
        ),
        pytest.param("aws-marketplace:Subscribe", "*", True, id="about no resource"),
        pytest.param("newservice:Do", "*", True, id="an action that nobody has heard of"),
        pytest.param(
            "bedrock-agentcore:GetWorkloadAccessToken",
            f"arn:aws:bedrock-agentcore:*:{ACCOUNT_ID}:workload-identity-directory/default/workload-identity/*",
            True,
            id="every identity in the one directory there is",
        ),
    ],
)
def test_the_kind_of_resource_decides_what_is_all_of_them(action, resource, open_to_all):
    assert bool(allowed_anywhere(read(allow(action, resource)), (action,), account())) is open_to_all


def test_a_variable_is_plain_text_without_the_version_that_knows_them():
    own = allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")

    assert not allowed_anywhere(read(own, version="2008-10-17"), ("iam:CreateAccessKey",), account())


def test_only_what_is_asked_for_is_answered():
    found = allowed_anywhere(read(allow("*")), ("kms:Decrypt", "s3:GetObject"), account())

    assert list(found) == ["kms:Decrypt", "s3:GetObject"]


def test_of_actions_on_the_same_things_each_is_answered():
    policy = read(allow("kms:*"), deny("kms:Decrypt", KEYS))

    assert list(allowed_anywhere(policy, ("kms:Decrypt", "kms:Encrypt", "kms:GenerateMac"), account())) == [
        "kms:Encrypt",
        "kms:GenerateMac",
    ]


MIXED = [
    pytest.param([allow("*"), deny("kms:*", KEYS)], id="a service is denied"),
    pytest.param([allow(["kms:*", "s3:*"], [KEYS, BUCKET])], id="all of one kind, and one of another"),
    pytest.param([allow("*"), outside(BUCKET, "s3:*", "Deny")], id="all but one bucket is denied"),
    pytest.param([outside(KEYS), allow("kms:Encrypt")], id="everything but keys, and one action on them"),
    pytest.param([allow("iam:*", "arn:aws:iam::*:user/*"), allow("kms:*", **WITH_MFA)], id="users"),
    pytest.param([allow("*", "arn:aws:?am::*"), deny("iam:PutUserPolicy")], id="a service with a wildcard"),
    pytest.param([allow("newservice:*"), allow("s3:*", "arn:aws:s3:::*")], id="a service of tomorrow"),
]
MANY = (
    "s3:PutObject",
    "kms:Encrypt",
    "iam:PutUserPolicy",
    "iam:PutRolePolicy",
    "newservice:Do",
    "kms:Decrypt",
)


@pytest.mark.parametrize("statements", MIXED)
def test_many_actions_together_get_the_answers_of_each_alone(statements):
    policy = read(*statements)
    together = {name: answer(grant) for name, grant in allowed_anywhere(policy, MANY, account()).items()}

    alone = {name: answer(allows_anywhere(policy, name, account())) for name in MANY}
    assert together == {name: said for name, said in alone.items() if said != "no"}
    assert together
    assert list(together) == [name for name in MANY if name in together]


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:*",
        "?rn:aws:*",
        "*:key/*",
        "*key*",
        "arn:aws:s3",
        "arn:aws:s3:::*",
        "arn:aws:s3:::logs*",
        "arn:*:s3:::*/*",
        "arn:aws:ec2:*:*:instance/*",
        "arn:aws:ec2:eu-*:*:*",
        "arn:aws:ec2:*:*:instance/i-*",
        f"arn:aws:iam::{ACCOUNT_ID}:user/*",
        f"arn:aws:iam::{ACCOUNT_ID}:*/${{aws:username}}",
        KEYS,
        ONE_KEY,
    ],
)
@pytest.mark.parametrize("written", [lambda where: allow("*", where), outside])
def test_the_first_look_at_a_document_misses_nothing_that_is_allowed(resource, written):
    actions = ("ec2:RunInstances", "iam:PutUserPolicy", "kms:Decrypt", "s3:GetObject", "s3:ListAllMyBuckets")
    policy = read(written(resource))

    one_by_one = [
        name for name in actions if any(allows(policy, name, where) for where in somewhere(name, account()))
    ]
    assert list(allowed_anywhere(policy, actions, account())) == one_by_one


def test_an_action_is_answered_as_often_as_it_is_spelled_in_another_way():
    found = granted_anywhere(read(allow("kms:*")), asked_about(("KMS:Decrypt", "kms:Decrypt")), account())

    assert [*found.names] == ["KMS:Decrypt", "kms:Decrypt"]
    assert found.count == 2


def test_a_wildcard_in_the_name_of_a_service_is_read_as_it_looks():
    assert allowed_anywhere(read(allow("k*:Decrypt")), ("kms:Decrypt",), account())


FULL = [
    pytest.param([allow("kms:*")], "yes", id="kms:*"),
    pytest.param([allow("*")], "yes", id="*"),
    pytest.param([allow("kms:*", KEYS)], "yes", id="on all keys"),
    pytest.param([all_but("iam:*")], "yes", id="NotAction of another service"),
    pytest.param([allow("kms:[a]"), allow("kms:D*"), allow("kms:*")], "yes", id="several statements"),
    pytest.param([all_but("kms:Decrypt"), allow("kms:Decrypt")], "yes", id="put together"),
    pytest.param([allow("kms:*", **WITH_MFA)], "aws:multifactorauthpresent", id="with MFA"),
    pytest.param(
        [all_but("kms:Decrypt"), allow("kms:Decrypt", **WITH_MFA)],
        "aws:multifactorauthpresent",
        id="partly with MFA",
    ),
    pytest.param([allow("kms:*"), deny("s3:*", **WITH_MFA)], "yes", id="a denial elsewhere"),
    pytest.param(
        [allow("kms:*"), deny("kms:*", **UNLESS_MFA)], "aws:multifactorauthpresent", id="denied without MFA"
    ),
    pytest.param([allow("kms:*"), deny("kms:ScheduleKeyDeletion", ONE_KEY)], "yes", id="denied on one key"),
    pytest.param([allow("kms:*"), deny("kms:ScheduleKeyDeletion")], "no", id="one action is denied"),
    pytest.param([allow("kms:De*")], "no", id="some actions"),
    pytest.param([all_but("kms:Decrypt")], "no", id="all but one action"),
    pytest.param([allow("kms:*", ONE_KEY)], "no", id="one key"),
    pytest.param([allow("kms:*"), deny("kms:*")], "no", id="denied again"),
    pytest.param([allow("cloudtrail:*")], "no", id="another service"),
]


@pytest.mark.parametrize(("statements", "expected"), FULL)
def test_a_whole_service_is_what_is_left_of_all_statements(statements, expected):
    assert answer(allows_service(read(*statements), "kms", account())) == expected


def test_a_resource_that_is_asked_about_belongs_to_the_account_and_has_no_known_name():
    assert somewhere("kms:Decrypt", account(partition="aws-us-gov")) == (
        f"arn:aws-us-gov:kms:xx-nowhere-9:{ACCOUNT_ID}:key/unheard-of-0b5e7a",
    )


def test_a_trust_policy_has_no_resources_and_allows_nothing_on_any():
    trust = parse_trust(document({"Effect": "Allow", "Principal": "*", "Action": "*"}))

    assert administers(trust, account()) is None
