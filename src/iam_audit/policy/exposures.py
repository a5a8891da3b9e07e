"""Actions by what they give away to whoever may use them everywhere.

Gathered from the API references of the services; the test of this list holds it against the catalogue.
"""

from functools import lru_cache

from iam_audit.policy.catalogue import catalogue

CREDENTIALS = (
    "appsync:ListApiKeys",
    "bedrock-agentcore:GetResourceApiKey",
    "bedrock-agentcore:GetResourceOauth2Token",
    "codepipeline:PollForJobs",
    "cognito-identity:GetCredentialsForIdentity",
    "cognito-identity:GetOpenIdToken",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
    "cognito-idp:DescribeUserPoolClient",
    "connect:GetFederationToken",
    "datazone:GetEnvironmentCredentials",
    "ec2-instance-connect:SendSSHPublicKey",
    "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
    "ec2:GetPasswordData",
    "eks-auth:AssumeRoleForPodIdentity",
    "elasticmapreduce:GetClusterSessionCredentials",
    "emr-containers:GetManagedEndpointSessionCredentials",
    "gamelift:GetComputeAccess",
    "gamelift:GetComputeAuthToken",
    "gamelift:GetInstanceAccess",
    "glue:GetConnection",
    "glue:GetConnections",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateLoginProfile",
    "lightsail:CreateBucketAccessKey",
    "lightsail:DownloadDefaultKeyPair",
    "lightsail:GetBucketAccessKeys",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "mediapackage:RotateIngestEndpointCredentials",
    "redshift-serverless:GetCredentials",
    "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM",
    "sagemaker:CreatePresignedDomainUrl",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "snowball:GetJobUnlockCode",
    "storagegateway:DescribeChapCredentials",
    "sts:AssumeRoot",
    "sts:GetFederationToken",
)
"""What answers with a password, a key, a token or an open session of somebody else."""
HARMLESS = frozenset({"iam:createservicelinkedrole", "iam:passrole"})
"""Count as managing permissions, and change no policy of a resource; passing roles is asked about apart."""


@lru_cache(maxsize=1)
def permission_managing() -> tuple[str, ...]:
    """Return the actions that decide who may use a resource or an identity."""
    known = catalogue()
    bits = known.levels["p"]
    names = (name for place, name in enumerate(known.names) if bits >> place & 1)
    return tuple(sorted(name for name in names if name not in HARMLESS))
