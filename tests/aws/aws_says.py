"""Error answers of AWS, for tests."""

from botocore.exceptions import ClientError

SCP = "arn:aws:organizations::123456789012:policy/o-exampleorgid/service_control_policy/p-examplepolicyid1"
DENIED = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:ListUsers on resource: *"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def answer(code, message="", operation="ListUsers", status=400, retries=0):
    metadata = {"HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)
