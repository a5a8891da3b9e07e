"""The member role, made by CloudFormation on moto's server from the template that people deploy."""

import ast
import re
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from iam_audit.workflows import permissions_for

HOME = Path(__file__).parents[2] / "deploy"
RUNNER = "arn:aws:iam::111122223333:root"


@pytest.fixture(scope="module")
def session():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        yield boto3.Session("AKIAIOSFODNN7EXAMPLE", "test", region_name="us-east-1")
    server.stop()


@pytest.fixture
def made(session):
    """Make the role with some parameters and return it and the document of its policy."""

    def make(name, **parameters):
        given = {"TrustedPrincipalArn": RUNNER, "RoleName": name, **parameters}
        session.client("cloudformation").create_stack(
            StackName=name,
            TemplateBody=(HOME / "member-role.yaml").read_text(),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        iam = session.client("iam")
        role = iam.get_role(RoleName=name)["Role"]
        policy = iam.get_role_policy(RoleName=name, PolicyName="iam-audit-read")["PolicyDocument"]
        # moto's server hands back the document of an inline policy as the text of a Python value.
        return role, ast.literal_eval(policy) if isinstance(policy, str) else policy

    return make


def needed_actions():
    statements = permissions_for(["audit", "events"])["Statement"]
    return sorted(action for statement in statements for action in statement["Action"])


def test_the_role_may_do_what_the_tool_does_and_nothing_else(made):
    _, policy = made("reader")

    assert [(one["Effect"], sorted(one["Action"])) for one in policy["Statement"]] == [
        ("Allow", needed_actions())
    ]


def test_only_the_named_principal_may_assume_it(made):
    role, _ = made("trusting")

    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": RUNNER}
    assert "Condition" not in statement


def test_an_external_id_is_demanded_when_one_is_given(made):
    role, _ = made("careful", ExternalId="example-external-id")

    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "example-external-id"}}


def test_the_terraform_module_allows_the_same():
    text = (HOME / "terraform" / "member-role" / "main.tf").read_text()

    assert re.findall(r'^\s+"([a-z-]+:[A-Z]\w+)",$', text, flags=re.MULTILINE) == needed_actions()
