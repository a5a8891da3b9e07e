"""`iam-audit explain`: the tier, the ways, and the statements."""

import json

import pytest
from front import NOW, cli

ME = "arn:aws:iam::123456789012:user/climber"
ADMIN = "arn:aws:iam::123456789012:user/admin"
SOMEBODY = "arn:aws:iam::123456789012:user/dev-john-doe"
STATEMENTS = [
    {"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": ADMIN},
    {
        "Effect": "Deny",
        "Action": "iam:CreateAccessKey",
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    },
    {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    },
]


def user(name: str, *statements: dict) -> dict:
    return {
        "Path": "/",
        "UserName": name,
        "UserId": f"AIDA{name.upper():0>12}",
        "Arn": f"arn:aws:iam::123456789012:user/{name}",
        "CreateDate": "2025-01-01T00:00:00+00:00",
        "UserPolicyList": [
            {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}
        ],
        "GroupList": [],
        "AttachedManagedPolicies": [],
    }


@pytest.fixture
def saved(tmp_path) -> str:
    """A folder with the answer that lists users, roles and policies, and nothing else."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    details = {
        "UserDetailList": [user("climber", *STATEMENTS), user("admin", everything)],
        "GroupDetailList": [],
        "RoleDetailList": [],
        "Policies": [],
    }
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "account-authorization-details.json").write_text(json.dumps(details))
    return str(tmp_path / "bundle")


def explain(*args: str, code: int = 0):
    ended = cli("explain", *args)
    assert ended.code == code, ended.err
    return ended


def test_the_mock_tells_a_tier_per_credential():
    out = explain(SOMEBODY, "--mock", *NOW).out

    assert "Can do: none, perhaps data (secrets, or the content of data stores)" in out
    assert "  with an access key alone: none, perhaps data" in out


def test_the_ways_to_more_are_told_in_words(saved):
    out = explain(ME, "--from-dir", saved).out

    assert "Ways to more" in out
    assert f"iam:CreateAccessKey on {ADMIN}, which gives admin (possible)" in out


def test_what_depends_on_the_credential_is_told_for_each(saved):
    out = explain(ME, "--from-dir", saved, "--action", "s3:GetObject").out

    denied, allowed = out.index("denied, because no policy"), out.index("allowed, because statement 3")
    assert denied < out.index("with an access key alone, signed in without MFA") < allowed
    assert "condition Bool aws:multifactorauthpresent true: holds" in out.lower().replace(
        "condition bool", "condition Bool"
    )


def test_an_action_is_told_statement_by_statement(saved):
    out = explain(ME, "--from-dir", saved, "--action", "iam:CreateAccessKey", "--resource", ADMIN).out

    assert "possible, because statement 1 of the inline policy own of the user allows it" in out
    assert "Allow, statement 1 of the inline policy own of the user: applies\n" in out
    assert "Deny, statement 2 of the inline policy own of the user: applies in some cases" in out
    assert "203.0.113.0/24: depends on the request" in out


def test_json_is_for_programs(saved):
    told = json.loads(explain(ME, "--from-dir", saved, "--format", "json").out)
    asked = json.loads(explain(ME, "--from-dir", saved, "--format", "json", "--action", "s3:GetObject").out)

    assert (told["principal"]["arn"], told["explanation"]) == (ME, None)
    assert told["principal"]["privilege"]["paths"][0]["target"] == ADMIN
    assert [one["decision"] for one in asked["explanation"]["contexts"]] == ["denied", "denied", "allowed"]


def test_an_unheard_of_action_is_doubted_and_answered(saved):
    ended = explain(ME, "--from-dir", saved, "--action", "s3:GetObjet")

    assert "Did you mean 's3:getobject'?" in ended.err
    assert "denied" in ended.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([f"{SOMEBODY[:-1]}"], f"Did you mean '{SOMEBODY}'?"),
        ([SOMEBODY.upper().replace("ARN:AWS:IAM", "arn:aws:iam")], f"Did you mean '{SOMEBODY}'?"),
        (["arn:aws:iam::123456789012:user/zz"], "Users, roles and permission sets that were read"),
        (["arn:aws:sts::123456789012:assumed-role/ops/x"], "give the ARN of the role"),
        (["arn:aws:iam::123456789012:group/team"], "give the ARN of a user in it"),
        (["arn:aws:iam::aws:policy/ReadOnlyAccess"], "is a policy, which does nothing by itself"),
        (["alice"], "'alice' is no ARN"),
        (["arn:aws:iam::111122223333:user/alice"], "not among the accounts to read"),
        (["arn:aws:iam::123456789012:root"], "is root"),
        ([SOMEBODY, "--resource", "*"], "--resource is of use with --action only"),
        ([SOMEBODY, "--action", "s3"], "is not the name of one action"),
        ([SOMEBODY, "--action", "s3:*"], "is not the name of one action"),
        ([SOMEBODY, "--format", "jsn"], "Did you mean 'json'?"),
        ([SOMEBODY, "--profile", "x"], "--profile is of no use"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_what_cannot_be_answered_is_one_line(args, says):
    ended = explain(*args, "--mock", code=2)

    assert ended.is_one_line
    assert says in ended.err


@pytest.fixture
def report_alone(tmp_path) -> str:
    """A folder with nothing but a credential report."""
    columns = (
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
        "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
        "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
        "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,"
        "cert_2_active,cert_2_last_rotated"
    )
    made = "2025-01-01T00:00:00+00:00"
    row = f"climber,{ME},{made},false,N/A,N/A,N/A,false,true,{made},N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,"
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "credential-report.csv").write_text(f"{columns}\n{row}false,N/A,false,N/A\n")
    return str(tmp_path / "report")


def test_policies_that_were_not_read_are_unknown_with_the_reason(report_alone):
    out = explain(ME, "--from-dir", report_alone).out

    assert "Can do: unknown (what would decide it could not be read)" in out
    assert "could not be read" in out[out.index("Why") :]


def test_without_policies_no_action_is_denied_for_certain(report_alone):
    out = explain(ME, "--from-dir", report_alone, "--action", "iam:PassRole").out

    assert "denied" not in out
    assert "possible, because" in out


def test_somebody_missing_where_roles_were_not_read_is_not_called_absent(report_alone):
    ended = explain("arn:aws:iam::123456789012:role/web", "--from-dir", report_alone, code=2)

    assert "roles could not be read" in ended.err


def test_names_cannot_act_on_the_terminal(tmp_path):
    hostile = user("climber", {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:\x1b[31m\nred"})
    details = {"UserDetailList": [hostile], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    (tmp_path / "account-authorization-details.json").write_text(json.dumps(details))
    hostile["UserPolicyList"][0]["PolicyName"] = "\x1b[31mred\nline"
    (tmp_path / "account-authorization-details.json").write_text(json.dumps(details))
    out = explain(ME, "--from-dir", str(tmp_path), "--action", "s3:GetObject").out

    assert "\x1b" not in out
    assert "red\\nline" in out
