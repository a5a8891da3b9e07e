"""Makes stacks of the templates that people deploy."""

import io
import zipfile
from pathlib import Path
from typing import Any

from cfnlint.decode import decode
from cloud import Cloud

DEPLOY = Path(__file__).parents[2] / "deploy"
CODE = {"CodeBucket": "example-code", "CodeKey": "iam-audit-lambda.zip"}


def make_stack(cloud: Cloud, template: str, name: str, **parameters: str) -> dict[str, str]:
    """Create a stack and return its outputs. The zip it points at holds nothing: the cloud runs the code here."""
    _upload_code(cloud)
    cloudformation = cloud.client("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=(DEPLOY / template).read_text(encoding="utf-8"),
        Parameters=[
            {"ParameterKey": key, "ParameterValue": value} for key, value in (CODE | parameters).items()
        ],
        Capabilities=["CAPABILITY_IAM"],
    )
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def here(cloud: Cloud) -> dict[str, str]:
    """Return the variables that lead the services of the cloud to it, and all others to a simulated AWS."""
    services = ("S3", "DYNAMODB", "SECRETS_MANAGER", "SSM")
    return {f"AWS_ENDPOINT_URL_{one}": cloud.url for one in services} | {"AWS_MAX_ATTEMPTS": "1"}


def forget(cloud: Cloud, table: str) -> None:
    """Empty a ledger."""
    dynamodb = cloud.client("dynamodb")
    for item in dynamodb.scan(TableName=table)["Items"]:
        dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})


def functions(cloud: Cloud, stack: str) -> dict[str, dict[str, Any]]:
    """Return the functions of a stack by the name that the template gives them."""
    found = cloud.client("lambda").list_functions()["Functions"]
    return {
        one["FunctionName"].split("-")[1]: one for one in found if one["FunctionName"].startswith(f"{stack}-")
    }


def resources(template: str) -> dict[str, Any]:
    """Return the resources as the template has them: moto leaves some of their properties out."""
    return dict(decode(str(DEPLOY / template))[0]["Resources"])


def statements(template: str, role: str) -> dict[str, Any]:
    """Return the actions of each statement of a role's own policies."""
    policies = resources(template)[role]["Properties"]["Policies"]
    return {one["Sid"]: one["Action"] for each in policies for one in each["PolicyDocument"]["Statement"]}


def _upload_code(cloud: Cloud) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("nothing.py", "")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=CODE["CodeBucket"])
    s3.put_object(Bucket=CODE["CodeBucket"], Key=CODE["CodeKey"], Body=archive.getvalue())
