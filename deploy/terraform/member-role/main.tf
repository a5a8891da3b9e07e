# The read-only role that iam-audit assumes in an account. Apply it in every member account, for example with one
# provider alias per account, or use the CloudFormation StackSet template beside this folder.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal_arn]
    }
    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [var.external_id]
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "ReadCredentialsAndTheirUse"
    resources = ["*"]
    actions = [
      # [[[cog
      # from docs.blocks import member_actions
      # member_actions('      "{action}",')
      # ]]]
      "access-analyzer:ListAnalyzers",
      "access-analyzer:ListFindings",
      "account:GetAlternateContact",
      "account:GetContactInformation",
      "cloudtrail:LookupEvents",
      "iam:GenerateCredentialReport",
      "iam:GenerateServiceLastAccessedDetails",
      "iam:GetAccessKeyLastUsed",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetAccountPasswordPolicy",
      "iam:GetAccountSummary",
      "iam:GetCredentialReport",
      "iam:GetLoginProfile",
      "iam:GetOpenIDConnectProvider",
      "iam:GetSAMLProvider",
      "iam:GetServiceLastAccessedDetails",
      "iam:ListAccessKeys",
      "iam:ListAccountAliases",
      "iam:ListMFADevices",
      "iam:ListOpenIDConnectProviders",
      "iam:ListRoles",
      "iam:ListSAMLProviders",
      "iam:ListSSHPublicKeys",
      "iam:ListServerCertificateTags",
      "iam:ListServerCertificates",
      "iam:ListServiceSpecificCredentials",
      "iam:ListUsers",
      "iam:ListVirtualMFADevices",
      "organizations:DescribeOrganization",
      "rolesanywhere:ListProfiles",
      "rolesanywhere:ListTrustAnchors",
      "sso:ListInstances",
      # [[[end]]]
    ]
  }
}

resource "aws_iam_role" "audit" {
  name                 = var.role_name
  description          = "Read-only, for iam-audit - lists credentials and their use, changes nothing."
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = var.max_session_duration
}

resource "aws_iam_role_policy" "read" {
  name   = "iam-audit-read"
  role   = aws_iam_role.audit.id
  policy = data.aws_iam_policy_document.read.json
}
