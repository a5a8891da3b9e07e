"""An organization whose accounts lead to each other, for the simulated AWS."""

import json

from builders import NOW

MANAGEMENT, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
ASK = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_IAM = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def role(account, name, lets_in, *statements):
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": lets_in}}
    return {
        "Path": "/",
        "RoleName": name,
        "RoleId": f"AROA{name.upper():0>16}",
        "Arn": f"arn:aws:iam::{account}:role/{name}",
        "CreateDate": NOW,
        "AssumeRolePolicyDocument": document(trust),
        "InstanceProfileList": [],
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document(*statements)}],
        "AttachedManagedPolicies": [],
        "Tags": [],
    }


ORGANIZATION = {
    "policies": {THIRD: document(ASK), SECOND: document(ALL), MANAGEMENT: document(ASK)},
    "guardrails": {"p-no-iam": document(NO_IAM)},
    "roles": {
        SECOND: [role(SECOND, "door", THIRD, ASK), role(SECOND, "odd", "000000000000", ASK)],
        MANAGEMENT: [role(MANAGEMENT, "ops", f"arn:aws:iam::{SECOND}:role/door", ALL)],
    },
}
"""From the third account the role `door` of the second leads on to the role `ops` of the first."""
