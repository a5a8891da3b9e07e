"""The commands and console steps that several remedies for access keys share."""

OPEN = "IAM > Users > {user} > Security credentials > Access keys"

LIST = "aws iam list-access-keys --user-name {user}"
CREATE = "aws iam create-access-key --user-name {user}"
LAST_USED = "aws iam get-access-key-last-used --access-key-id {key}"
DEACTIVATE = "aws iam update-access-key --user-name {user} --access-key-id {key} --status Inactive"
REACTIVATE = "aws iam update-access-key --user-name {user} --access-key-id {key} --status Active"
DELETE = "aws iam delete-access-key --user-name {user} --access-key-id {key}"

REVOKE_UNUSED = (
    "The AWS Config rule iam-user-unused-credentials-check finds these; its remediation with the Systems"
    " Manager document AWSConfigRemediation-RevokeUnusedIAMUserCredentials deactivates the unused keys of a"
    " user and deletes an unused password. It gives no notice and keeps no way back to the password."
)
