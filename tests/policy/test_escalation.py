"""The ways from some permissions to more: which count, on which targets, and how sure they are."""

import pytest
from judged import (
    ADMIN,
    DATA,
    ESCALATES,
    KEY,
    MFA_SESSION,
    NONE,
    READ,
    ROLE_SESSION,
    UNKNOWN,
    WRITE,
    bounds,
    judged,
    ways,
)
from msgspec.structs import replace

from accounts import (
    ALICE,
    ROOT,
    allow,
    attached,
    deny,
    deny_all_but,
    document,
    group,
    holder,
    inline,
    managed,
    role,
    trusting,
)
from builders import NO_PASSWORD, NOW, access_key, account, password, permissions, snapshot, user
from iam_audit.model import Role, SamlProvider, Section
from iam_audit.policy import privileges
from iam_audit.policy.document import KEPT, forget_documents, parse_policy
from iam_audit.policy.standing import cases_of

IAM = "arn:aws:iam::123456789012:"
OWN = IAM + "user/${aws:username}"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
FROM_OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
LAMBDA = {"Service": "lambda.amazonaws.com"}


def holding(made: Role, *statements, **fields):
    """The role, with an inline policy of these statements."""
    return replace(made, inline=inline(document(*statements)), **fields)


ADMIN_USER = holder(allow(), name="root-like", arn=IAM + "user/root-like")
READER = holder(allow("s3:ListAllMyBuckets"), name="reader", arn=IAM + "user/reader")
OPS = holding(role(trusting({"AWS": ROOT}), name="ops"), allow())
WORKER = holding(role(trusting(LAMBDA), name="worker"), allow())
POOR_WORKER = holding(role(trusting(LAMBDA), name="poor-worker"), allow("logs:PutLogEvents"))
PASSING = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]


@pytest.mark.parametrize(
    ("statements", "around", "expected"),
    [
        pytest.param(
            [allow("iam:CreateAccessKey")],
            {"users": (ADMIN_USER,)},
            (ESCALATES, ESCALATES),
            id="a key for an administrator",
        ),
        pytest.param(
            [allow("iam:CreateAccessKey")],
            {"users": (READER,)},
            (WRITE, WRITE),
            id="a key for somebody who may do less",
        ),
        pytest.param(
            [allow("iam:CreateAccessKey", IAM + "user/team/*")],
            {"users": (ADMIN_USER,)},
            (WRITE, WRITE),
            id="keys of others only",
        ),
        pytest.param(
            [allow("iam:CreateAccessKey", OWN)],
            {"users": (ADMIN_USER,)},
            (WRITE, WRITE),
            id="56 one's own keys only",
        ),
        pytest.param(
            [allow("iam:CreateAccessKey"), deny("iam:*", IAM + "user/root-*")],
            {"users": (ADMIN_USER,)},
            (NONE, WRITE),
            id="the administrator is spared by a denial",
        ),
        pytest.param(
            [allow("iam:CreateAccessKey")],
            {
                "users": (ADMIN_USER,),
                "access_keys": tuple(access_key(user_name="root-like", slot=n) for n in (1, 2)),
            },
            (WRITE, WRITE),
            id="no third key can be made",
        ),
        pytest.param(
            [allow(["iam:CreateAccessKey", "iam:DeleteAccessKey"])],
            {
                "users": (ADMIN_USER,),
                "access_keys": tuple(access_key(user_name="root-like", slot=n) for n in (1, 2)),
            },
            (ESCALATES, ESCALATES),
            id="unless one is deleted first",
        ),
        pytest.param(
            [allow("iam:CreateLoginProfile")],
            {"users": (ADMIN_USER,)},
            (ESCALATES, ESCALATES),
            id="a password for who has none",
        ),
        pytest.param(
            [allow("iam:UpdateLoginProfile")],
            {"users": (ADMIN_USER,)},
            (WRITE, WRITE),
            id="no password to change",
        ),
        pytest.param(
            [allow("iam:UpdateLoginProfile")],
            {"users": (replace(ADMIN_USER, password=password()),)},
            (ESCALATES, ESCALATES),
            id="a password to change",
        ),
        pytest.param(
            [allow("iam:UpdateLoginProfile")],
            {"users": (replace(ADMIN_USER, password=password(enabled=None)),)},
            (WRITE, ESCALATES),
            id="perhaps a password to change",
        ),
        pytest.param(
            [allow("iam:UpdateAssumeRolePolicy")],
            {"roles": (WORKER,)},
            (ESCALATES, ESCALATES),
            id="rewriting trust",
        ),
        pytest.param(
            [allow("iam:UpdateAssumeRolePolicy")],
            {"roles": (replace(WORKER, path="/aws-service-role/lambda.amazonaws.com/"),)},
            (WRITE, WRITE),
            id="57 roles of services cannot be changed",
        ),
        pytest.param(
            [allow("iam:UpdateSAMLProvider")],
            {
                "roles": (
                    holding(
                        role(
                            trusting(
                                {"Federated": IAM + "saml-provider/idp"}, action="sts:AssumeRoleWithSAML"
                            )
                        ),
                        allow(),
                    ),
                ),
                "saml_providers": (SamlProvider(arn=IAM + "saml-provider/idp", account_id="123456789012"),),
            },
            (WRITE, ESCALATES),
            id="the identity provider of an administrator's role",
        ),
        pytest.param(
            [allow(PASSING)],
            {"roles": (WORKER,)},
            (ESCALATES, ESCALATES),
            id="54 a strong role can be passed",
        ),
        pytest.param(
            [allow(PASSING)],
            {"roles": (POOR_WORKER,)},
            (WRITE, WRITE),
            id="54 only a weak role can be passed",
        ),
        pytest.param(
            [allow(PASSING)], {"roles": (OPS,)}, (WRITE, WRITE), id="54 the role does not let the service in"
        ),
        pytest.param(
            [allow(PASSING, "*", Condition=MFA)], {"roles": (WORKER,)}, (NONE, ESCALATES), id="54 with MFA"
        ),
        pytest.param(
            [allow(PASSING[1:]), allow("iam:PassRole", IAM + "role/poor-*")],
            {"roles": (WORKER, POOR_WORKER)},
            (WRITE, WRITE),
            id="54 only weak roles may be passed",
        ),
        pytest.param(
            [
                allow(PASSING[1:]),
                allow(
                    "iam:PassRole",
                    Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
                ),
            ],
            {"roles": (WORKER,)},
            (ESCALATES, ESCALATES),
            id="54 to that service",
        ),
        pytest.param(
            [
                allow(PASSING[1:]),
                allow(
                    "iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
                ),
            ],
            {"roles": (WORKER,)},
            (WRITE, WRITE),
            id="54 to another service",
        ),
        pytest.param(
            [
                allow(PASSING[1:]),
                allow("iam:PassRole"),
                deny(
                    "iam:PassRole",
                    Condition={"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
                ),
            ],
            {"roles": (WORKER,)},
            (WRITE, WRITE),
            id="54 denied to that service",
        ),
        pytest.param(
            [allow("lambda:UpdateFunctionCode")],
            {"roles": (WORKER,)},
            (WRITE, WRITE),
            id="what runs already is only possible",
        ),
        pytest.param(
            [allow("sts:AssumeRole")],
            {"roles": (OPS,)},
            (ESCALATES, ESCALATES),
            id="62 a role that trusts the account",
        ),
        pytest.param([], {"roles": (OPS,)}, (NONE, NONE), id="62 without permission to ask for it"),
        pytest.param(
            [allow("sts:AssumeRole", IAM + "role/dev-*")],
            {"roles": (OPS,)},
            (READ, READ),
            id="62 only for others",
        ),
        pytest.param(
            [allow("sts:AssumeRole")],
            {"roles": (WORKER,)},
            (READ, READ),
            id="63 a role that trusts a service only",
        ),
        pytest.param(
            [],
            {"roles": (holding(role(trusting({"AWS": ALICE}), name="ops"), allow()),)},
            (ESCALATES, ESCALATES),
            id="61 named by a role",
        ),
        pytest.param(
            [deny("sts:*")],
            {"roles": (holding(role(trusting({"AWS": ALICE}), name="ops"), allow()),)},
            (NONE, NONE),
            id="61 named, but denied",
        ),
        pytest.param(
            [],
            {
                "roles": (
                    holding(
                        role(trusting({"AWS": ALICE}), trusting({"AWS": "*"}, "Deny"), name="ops"), allow()
                    ),
                )
            },
            (NONE, NONE),
            id="61 named, but the role denies everybody",
        ),
        pytest.param(
            [],
            {
                "roles": (
                    holding(
                        role(
                            trusting({"AWS": ALICE}),
                            trusting(
                                {"AWS": "*"},
                                "Deny",
                                Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
                            ),
                            name="ops",
                        ),
                        allow(),
                    ),
                )
            },
            (NONE, ESCALATES),
            id="61 named, but the role denies some addresses",
        ),
        pytest.param(
            [],
            {"roles": (role(trusting({"AWS": ALICE})),)},
            (NONE, READ),
            id="61 named by a role without permissions",
        ),
        pytest.param(
            [],
            {"roles": (holding(role(trusting({"AWS": "*"})), allow()),)},
            (NONE, ESCALATES),
            id="64 a role that trusts anybody",
        ),
        pytest.param(
            [allow("sts:AssumeRole")],
            {
                "roles": (
                    holding(
                        role(trusting({"AWS": ROOT}, Condition={"StringEquals": {"sts:ExternalId": "x"}})),
                        allow(),
                    ),
                )
            },
            (READ, ESCALATES),
            id="a role that asks for a secret",
        ),
        pytest.param(
            [allow("sts:AssumeRole")],
            {"roles": (role(trusting({"AWS": ROOT})),)},
            (READ, READ),
            id="a role without permissions",
        ),
        pytest.param(
            [allow("iam:AddUserToGroup")],
            {"groups": (group("admins", inline=inline(document(allow("iam:*")))),)},
            (ESCALATES, ESCALATES),
            id="joining administrators",
        ),
        pytest.param(
            [allow("iam:AddUserToGroup")],
            {"groups": (group("writers", inline=inline(document(allow("iam:PutUserPolicy")))),)},
            (ESCALATES, ESCALATES),
            id="joining those who write policies of users",
        ),
        pytest.param(
            [allow("iam:AddUserToGroup"), deny("iam:PutUserPolicy")],
            {"groups": (group("writers", inline=inline(document(allow("iam:PutUserPolicy")))),)},
            (WRITE, WRITE),
            id="joining those who write policies of users, which one is denied",
        ),
        pytest.param(
            [allow("iam:AddUserToGroup"), deny("iam:PutUserPolicy", OWN)],
            {"groups": (group("writers", inline=inline(document(allow("iam:PutUserPolicy")))),)},
            (WRITE, WRITE),
            id="joining those who write policies of users, which one is denied for oneself",
        ),
        pytest.param(
            [allow("iam:AddUserToGroup")],
            {"groups": (group("readers", inline=inline(document(allow("s3:List*")))),)},
            (WRITE, WRITE),
            id="joining readers",
        ),
        pytest.param(
            [allow(["iam:AddUserToGroup", "iam:PutGroupPolicy"])],
            {"groups": (group("any"),)},
            (ADMIN, ADMIN),
            id="joining a group that one writes policies for",
        ),
        pytest.param([allow(["iam:CreateRole", "iam:PutRolePolicy"])], {}, (ADMIN, ADMIN), id="a new role"),
        pytest.param(
            [allow(["iam:CreateRole", "iam:PutRolePolicy"], IAM + "role/app-*")],
            {},
            (ADMIN, ADMIN),
            id="a new role of some name",
        ),
        pytest.param(
            [allow("iam:CreateRole", IAM + "role/app-*"), allow("iam:PutRolePolicy", IAM + "role/web-*")],
            {},
            (WRITE, WRITE),
            id="no name fits both",
        ),
        pytest.param(
            [
                allow("iam:PutRolePolicy"),
                allow(
                    "iam:CreateRole",
                    Condition={"StringEquals": {"iam:PermissionsBoundary": IAM + "policy/b"}},
                ),
            ],
            {},
            (WRITE, ESCALATES),
            id="60 a new role that has to have a boundary",
        ),
        pytest.param(
            [
                allow(
                    "iam:PutUserPolicy",
                    Condition={"StringEquals": {"iam:PermissionsBoundary": IAM + "policy/b"}},
                )
            ],
            {},
            (NONE, ESCALATES),
            id="60 policies only for those with a boundary",
        ),
        pytest.param(
            [allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], IAM + "user/reader")],
            {"users": (READER,)},
            (ESCALATES, ESCALATES),
            id="somebody is made strong and taken over",
        ),
        pytest.param(
            [allow(["iam:AttachRolePolicy", "sts:AssumeRole"], IAM + "role/weak")],
            {"roles": (role(trusting({"AWS": ROOT}), name="weak"),)},
            (ESCALATES, ESCALATES),
            id="a role is made strong and taken on",
        ),
        pytest.param(
            [allow(["iam:AttachRolePolicy", "sts:AssumeRole"], IAM + "role/weak")],
            {"roles": (role(trusting(LAMBDA), name="weak"),)},
            (WRITE, WRITE),
            id="a role is made strong and lets nobody in",
        ),
        pytest.param(
            [
                allow(
                    "iam:AttachUserPolicy",
                    Condition={"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
                )
            ],
            {},
            (NONE, WRITE),
            id="59 only a harmless policy can be attached",
        ),
        pytest.param(
            [
                allow(
                    "iam:AttachUserPolicy",
                    Condition={"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/Admin*"}},
                )
            ],
            {},
            (ADMIN, ADMIN),
            id="59 the policy of administrators can be attached",
        ),
        pytest.param(
            [allow("iam:AttachUserPolicy", Condition={"ArnLike": {"iam:PolicyARN": IAM + "policy/*"}})],
            {"policies": (managed("everything", document(allow())),)},
            (ADMIN, ADMIN),
            id="59 a policy of one's own that allows everything",
        ),
    ],
)
def test_ways_up(statements, around, expected):
    assert bounds(*statements, around=around) == expected


def versioned(*statements, default=-1):
    return managed("team-rights", *(document(*each) for each in statements), default=default)


@pytest.mark.parametrize(
    ("statement", "policy", "expected"),
    [
        pytest.param(
            allow("iam:CreatePolicyVersion"),
            versioned([allow("s3:List*")]),
            ADMIN,
            id="58 a policy that one holds",
        ),
        pytest.param(
            allow("iam:CreatePolicyVersion", IAM + "policy/team-*"),
            versioned([allow("s3:List*")]),
            ADMIN,
            id="58 by pattern",
        ),
        pytest.param(
            allow("iam:CreatePolicyVersion", IAM + "policy/web-*"),
            versioned([allow("s3:List*")]),
            WRITE,
            id="58 other policies",
        ),
        pytest.param(
            allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/*"),
            versioned([allow("s3:List*")]),
            WRITE,
            id="57 AWS's own policies",
        ),
        pytest.param(
            allow("iam:SetDefaultPolicyVersion"),
            versioned([allow()], [allow("s3:List*")]),
            ESCALATES,
            id="50 an earlier version allows more",
        ),
        pytest.param(
            allow("iam:SetDefaultPolicyVersion"),
            versioned([allow("s3:Get*Acl")], [allow("s3:List*")]),
            WRITE,
            id="50 an earlier version does not",
        ),
        pytest.param(
            allow("iam:SetDefaultPolicyVersion"),
            managed("team-rights", "{", document(allow("s3:List*"))),
            WRITE,
            id="50 nor one that cannot be read",
        ),
    ],
)
def test_versions_of_policies(statement, policy, expected):
    assert bounds(statement, attached=attached(policy), around={"policies": (policy,)}) == (
        expected,
        expected,
    )


def test_a_version_is_replaced_also_where_its_document_was_let_go_of_and_read_anew():
    only = deny_all_but("iam:SetDefaultPolicyVersion")
    policy = versioned([allow()], [allow("s3:List*"), only])
    alice = holder(allow("iam:SetDefaultPolicyVersion"), attached=attached(policy))
    here = snapshot(users=(alice,), policies=(policy,))
    cases_of(here, NOW)  # has read the documents, before an audit of another account lets go of them

    for number in range(KEPT + 1):
        parse_policy(document(allow(f"s3:Get{number}")))
    forget_documents()

    assert privileges(here, NOW)[alice.arn].lower is ESCALATES


def test_58_a_policy_held_by_a_group_or_by_nobody():
    policy = versioned([allow("s3:List*")])
    team = group(attached=attached(policy))
    around = {"policies": (policy,), "groups": (team,)}

    assert bounds(allow("iam:CreatePolicyVersion"), groups=("team",), around=around) == (ADMIN, ADMIN)
    assert bounds(allow("iam:CreatePolicyVersion"), around=around) == (WRITE, WRITE)


def test_55_two_halves_of_a_way_in_two_policies_make_a_whole_one():
    half = managed("half", document(allow("iam:PassRole")))
    team = group(inline=inline(document(allow(PASSING[1:]))))
    around = {"policies": (half,), "groups": (team,), "roles": (WORKER,)}

    assert bounds(groups=("team",), attached=attached(half), around=around) == (ESCALATES, ESCALATES)


def test_power_is_carried_back_over_several_steps():
    first = holding(role(trusting({"AWS": ROOT}), name="first"), allow("sts:AssumeRole", IAM + "role/second"))
    second = holding(
        role(trusting({"AWS": IAM + "role/first"}), name="second"), allow("sts:AssumeRole", IAM + "role/ops")
    )
    found = privileges(
        snapshot(users=(holder(allow("sts:AssumeRole", IAM + "role/first")),), roles=(first, second, OPS)),
        NOW,
    )

    assert [found[arn].lower for arn in (ALICE, first.arn, second.arn, OPS.arn)] == [
        ESCALATES,
        ESCALATES,
        ESCALATES,
        ADMIN,
    ]
    assert found[ALICE].paths[0].target == first.arn


def test_what_is_reached_counts_even_below_administrators():
    data = holding(role(trusting({"AWS": ROOT}), name="data"), allow("s3:GetObject"))

    assert bounds(allow("sts:AssumeRole"), around={"roles": (data,)}) == (DATA, DATA)


def test_a_role_that_cannot_be_read_makes_unknown_who_can_take_it_on():
    gone = role(trusting({"AWS": ROOT}), name="gone")
    gone = replace(gone, attached=attached(managed("missing", document())))

    assert bounds(allow("sts:AssumeRole"), around={"roles": (gone,)}) == (READ, UNKNOWN)


def test_a_trust_policy_that_cannot_be_understood_may_let_anybody_in():
    broken = replace(OPS, trust="{")

    assert bounds(around={"roles": (broken,)}) == (NONE, ESCALATES)


def test_roles_that_were_not_read_leave_open_who_may_ask_for_them():
    def upper(*statements):
        return judged(*statements, around={"gaps": (Section.ROLES,)}).upper

    assert [upper(), upper(allow("sts:AssumeRole")), upper(allow("s3:List*")), upper(allow())] == [
        UNKNOWN,
        UNKNOWN,
        READ,
        ADMIN,
    ]


def test_a_role_that_asks_for_mfa_is_open_to_sessions_with_mfa():
    strict = holding(role(trusting({"AWS": ROOT}, Condition=MFA), name="strict"), allow())
    found = judged(allow("sts:AssumeRole"), around={"roles": (strict,)})

    assert [found.contexts[each].upper for each in (KEY, MFA_SESSION)] == [READ, ESCALATES]
    assert found.paths[0].contexts == (MFA_SESSION,)


def test_25_a_boundary_binds_a_role_too():
    boundary = managed("boundary", document(allow("s3:List*")))
    bound = replace(OPS, boundary=boundary.arn)
    found = privileges(snapshot(roles=(bound,), policies=(boundary,)), NOW)[OPS.arn]

    assert (found.lower, found.upper) == (READ, READ)
    assert list(found.contexts) == [ROLE_SESSION]


def test_a_role_rewrites_itself():
    own = holding(role(trusting(LAMBDA), name="own"), allow("iam:AttachRolePolicy", IAM + "role/own"))

    assert privileges(snapshot(roles=(own,)), NOW)[own.arn].lower is ADMIN


def test_70_roles_of_identity_center_are_judged_and_cannot_rewrite_themselves():
    reserved = replace(
        role(trusting(LAMBDA), name="AWSReservedSSO_x"), path="/aws-reserved/sso.amazonaws.com/"
    )
    reserved = holding(reserved, allow("iam:PutRolePolicy"))

    assert privileges(snapshot(roles=(reserved,)), NOW)[reserved.arn].upper is WRITE


def test_71_accounts_are_judged_together_and_kept_apart_by_arn():
    other = "arn:aws:iam::111122223333:"
    there = replace(
        holding(role(trusting({"AWS": ROOT}), name="ops"), allow()),
        arn=other + "role/ops",
        account_id="111122223333",
    )
    namesake = user("alice", arn=other + "user/alice", account_id="111122223333")
    here = snapshot(users=(holder(allow("sts:AssumeRole", other + "role/ops")),))
    found = privileges(
        (here, snapshot(account=account(id="111122223333"), users=(namesake,), roles=(there,))), NOW
    )

    assert found[ALICE].lower is ESCALATES
    assert found[namesake.arn].upper is NONE
    assert privileges(here, NOW)[ALICE].upper is READ


def test_a_role_of_another_account_that_names_somebody_still_has_to_be_asked_for():
    other = "arn:aws:iam::111122223333:"
    there = replace(
        holding(role(trusting({"AWS": ALICE}), name="ops"), allow()),
        arn=other + "role/ops",
        account_id="111122223333",
    )
    both = (snapshot(users=(holder(),)), snapshot(account=account(id="111122223333"), roles=(there,)))

    assert privileges(both, NOW)[ALICE].upper is NONE


def test_identity_center_counts_in_the_account_that_manages_it():
    statement = allow("sso:PutInlinePolicyToPermissionSet")
    manager = {"account": account(management=True)}

    assert bounds(statement) == (WRITE, WRITE)
    assert bounds(statement, around=manager) == (WRITE, ESCALATES)
    assert [each.decides for each in judged(statement).paths] == [False]


def test_paths_say_which_actions_on_whom_and_what_that_gains():
    found = judged(
        allow(["iam:CreateAccessKey", "lambda:UpdateFunctionCode"]), around={"users": (ADMIN_USER,)}
    )
    first, second = found.paths

    assert (first.id, first.target, first.gains, first.certain) == (
        "create-access-key",
        ADMIN_USER.arn,
        ADMIN,
        True,
    )
    assert (second.id, second.target, second.gains, second.decides) == (
        "lambda-update-function-code",
        None,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("held", "gains", "certain"),
    [
        pytest.param([allow()], ADMIN, True, id="an administrator"),
        pytest.param([allow(Condition=FROM_OFFICE)], ADMIN, False, id="perhaps an administrator"),
        pytest.param(
            [allow("s3:GetObject"), allow(Condition=FROM_OFFICE)], ADMIN, False, id="less, perhaps more"
        ),
    ],
)
def test_a_way_is_as_certain_as_what_its_target_can_do(held, gains, certain):
    named = holding(role(trusting({"AWS": ALICE}), name="ops"), *held)
    (way,) = judged(around={"roles": (named,)}).paths

    assert (way.gains, way.certain) == (gains, certain)


def test_a_sure_way_to_more_promises_no_more_than_is_sure():
    named = holding(role(trusting({"AWS": ALICE}), name="ops"), allow(Condition=FROM_OFFICE))
    next_step = holding(role(trusting({"AWS": named.arn}), name="boss"), allow())
    (way,) = judged(around={"roles": (named, next_step)}).paths

    assert (way.target, way.gains, way.certain) == (named.arn, ESCALATES, True)


def test_administrators_need_no_way():
    assert judged(allow(), around={"users": (ADMIN_USER,), "roles": (OPS, WORKER)}).paths == ()


def test_a_pair_is_named_as_others_name_it():
    found = judged(
        allow(["iam:AttachUserPolicy", "iam:CreateAccessKey"], IAM + "user/reader"),
        around={"users": (READER,)},
    )

    assert ways(found) == ["attach-user-policy+create-access-key"]


def test_nobody_is_signed_in_as_by_their_key():
    locked = replace(
        ADMIN_USER,
        permissions=permissions(inline=inline(document(allow(Condition=MFA)))),
        password=NO_PASSWORD,
    )

    assert bounds(allow("iam:CreateAccessKey"), around={"users": (locked,)}) == (WRITE, WRITE)


def test_somebody_behind_a_boundary_is_only_perhaps_worth_making_strong():
    boundary = managed("boundary", document(allow("s3:List*")))
    bound = replace(READER, permissions=replace(READER.permissions, boundary=boundary.arn))
    ability = allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], IAM + "user/reader")

    assert bounds(ability, around={"users": (bound,), "policies": (boundary,)}) == (WRITE, ESCALATES)


def test_a_role_that_names_somebody_is_not_certain_where_asking_may_be_denied():
    named = holding(role(trusting({"AWS": ALICE}), name="ops"), allow())
    doubt = deny("sts:AssumeRole", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})

    assert bounds(doubt, around={"roles": (named,)}) == (NONE, ESCALATES)


def test_a_role_cannot_be_rewritten_by_an_action_for_users():
    assert bounds(allow("iam:PutUserPolicy"), allow("sts:AssumeRole"), around={"roles": (OPS,)}) == (
        ADMIN,
        ADMIN,
    )
    worker = holding(role(trusting(LAMBDA), name="worker"), allow("iam:PutUserPolicy"))

    assert privileges(snapshot(roles=(worker,)), NOW)[worker.arn].upper is WRITE
