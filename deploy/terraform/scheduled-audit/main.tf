# iam-audit once a day, in one Lambda function: the account it runs in, or a small organization. What
# scheduled-audit.yaml makes with CloudFormation, this makes with Terraform.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

locals {
  config_key = "iam-audit/config/iam-audit.toml"
}

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "reports" {
  bucket_prefix = "${var.name}-"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id
  dynamic "rule" {
    for_each = ["runs", "tables"]
    content {
      id     = "expire-${rule.value}"
      status = "Enabled"
      filter {
        prefix = "iam-audit/${rule.value}/"
      }
      expiration {
        days = var.retention_days
      }
      abort_incomplete_multipart_upload {
        days_after_initiation = 1
      }
    }
  }
}

data "aws_iam_policy_document" "encrypted_transport_only" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.reports.arn, "${aws_s3_bucket.reports.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "reports" {
  bucket = aws_s3_bucket.reports.id
  policy = data.aws_iam_policy_document.encrypted_transport_only.json
}

data "aws_iam_policy_document" "lambda_may_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "audit" {
  statement {
    sid       = "ReadThisAccount"
    resources = ["*"]
    actions = [
      # [[[cog
      # from docs.blocks import actions
      # actions("audit", "ReadCredentialsAndTheirUse", '      "{action}",')
      # ]]]
      "access-analyzer:ListAnalyzers",
      "access-analyzer:ListFindings",
      "account:GetAlternateContact",
      "account:GetContactInformation",
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
  statement {
    sid       = "ReadWhatHoldsForAll"
    resources = ["*"]
    actions = [
      # [[[cog
      # actions("organization", "ReadWhatHoldsForAll", '      "{action}",')
      # ]]]
      "iam:ListOrganizationsFeatures",
      "identitystore:ListGroupMemberships",
      "identitystore:ListGroups",
      "identitystore:ListUsers",
      "organizations:DescribePolicy",
      "organizations:ListAccountsForParent",
      "organizations:ListDelegatedAdministrators",
      "organizations:ListDelegatedServicesForAccount",
      "organizations:ListOrganizationalUnitsForParent",
      "organizations:ListPolicies",
      "organizations:ListRoots",
      "organizations:ListTargetsForPolicy",
      "sso:DescribePermissionSet",
      "sso:GetApplicationAssignmentConfiguration",
      "sso:GetInlinePolicyForPermissionSet",
      "sso:GetPermissionsBoundaryForPermissionSet",
      "sso:ListAccountAssignments",
      "sso:ListAccountsForProvisionedPermissionSet",
      "sso:ListApplications",
      "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
      "sso:ListInstances",
      "sso:ListManagedPoliciesInPermissionSet",
      "sso:ListPermissionSets",
      "sso:ListTrustedTokenIssuers",
      # [[[end]]]
    ]
  }
  dynamic "statement" {
    for_each = var.whole_organization ? [1] : []
    content {
      sid       = "ListTheOrganization"
      resources = ["*"]
      actions = [
        # [[[cog
        # actions("organization", "ListTheOrganization", '        "{action}",')
        # ]]]
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
        # [[[end]]]
      ]
    }
  }
  dynamic "statement" {
    for_each = var.whole_organization ? [1] : []
    content {
      sid       = "EnterMemberAccounts"
      actions   = ["sts:AssumeRole"]
      resources = ["arn:${data.aws_partition.current.partition}:iam::*:role/${var.audit_role_name}"]
    }
  }
  statement {
    sid     = "KeepResults"
    actions = ["s3:GetObject", "s3:PutObject"]
    resources = [
      "${aws_s3_bucket.reports.arn}/iam-audit/runs/*",
      "${aws_s3_bucket.reports.arn}/iam-audit/tables/*",
    ]
  }
  statement {
    sid       = "TellWhatIsThere"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.reports.arn]
  }
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.audit.arn}:*"]
  }
  statement {
    sid       = "SayWhatFailed"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.undelivered.arn]
  }
}

resource "aws_iam_role" "function" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.lambda_may_assume.json
}

resource "aws_iam_role_policy" "audit" {
  name   = "audit"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.audit.json
}

data "aws_iam_policy_document" "alert" {
  statement {
    sid       = "RememberWhatWasSaid"
    resources = [aws_dynamodb_table.ledger.arn]
    actions = [
      # [[[cog
      # from docs.blocks import ledger_actions
      # ledger_actions('      "{action}",')
      # ]]]
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      # [[[end]]]
    ]
  }
  dynamic "statement" {
    for_each = var.config_file == "" ? [] : [1]
    content {
      sid       = "ReadSettings"
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.reports.arn}/${local.config_key}"]
    }
  }
  dynamic "statement" {
    for_each = length(var.secret_arns) == 0 ? [] : [1]
    content {
      sid       = "ReadSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = var.secret_arns
    }
  }
  dynamic "statement" {
    for_each = length(var.parameter_arns) == 0 ? [] : [1]
    content {
      sid       = "ReadParameters"
      actions   = ["ssm:GetParameter"]
      resources = var.parameter_arns
    }
  }
  dynamic "statement" {
    for_each = length(var.key_arns) == 0 ? [] : [1]
    content {
      sid       = "UseTheirKeys"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = var.key_arns
      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = [for service in ["secretsmanager", "ssm", "sns"] : "${service}.*.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.message_topic_arns) == 0 ? [] : [1]
    content {
      sid       = "PublishMessages"
      actions   = ["sns:Publish"]
      resources = var.message_topic_arns
    }
  }
  dynamic "statement" {
    for_each = length(var.event_bus_arns) == 0 ? [] : [1]
    content {
      sid       = "PutEvents"
      actions   = ["events:PutEvents"]
      resources = var.event_bus_arns
    }
  }
  dynamic "statement" {
    for_each = var.security_hub ? [1] : []
    content {
      sid       = "ImportFindings"
      actions   = ["securityhub:BatchImportFindings"]
      resources = ["*"]
    }
  }
}

resource "aws_iam_role_policy" "alert" {
  name   = "alert"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.alert.json
}

resource "aws_dynamodb_table" "ledger" {
  name         = "${var.name}-ledger"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled = true
  }
}

resource "aws_s3_object" "config" {
  count       = var.config_file == "" ? 0 : 1
  bucket      = aws_s3_bucket.reports.id
  key         = local.config_key
  source      = var.config_file
  source_hash = filemd5(var.config_file)
}

resource "aws_cloudwatch_log_group" "audit" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "audit" {
  function_name    = var.name
  description      = "Audits the credentials of this account, or of the organization."
  filename         = var.zip_file
  source_code_hash = filebase64sha256(var.zip_file)
  handler          = "iam_audit.aws_lambda.audit.handler"
  runtime          = "python3.13"
  architectures    = [var.architecture]
  role             = aws_iam_role.function.arn
  timeout          = 900
  memory_size      = var.memory_size

  reserved_concurrent_executions = var.one_at_a_time ? 1 : -1

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.audit.name
  }

  environment {
    variables = {
      IAM_AUDIT_CONFIG                    = var.config_file == "" ? "" : "s3://${aws_s3_bucket.reports.id}/${local.config_key}"
      IAM_AUDIT_SHARDS__LEDGER_TABLE      = aws_dynamodb_table.ledger.name
      IAM_AUDIT_SHARDS__BUCKET            = aws_s3_bucket.reports.id
      IAM_AUDIT_SHARDS__PREFIX            = "iam-audit"
      IAM_AUDIT_ORGANIZATION__ROLE        = var.whole_organization ? var.audit_role_name : ""
      IAM_AUDIT_ORGANIZATION__EXTERNAL_ID = var.external_id
      IAM_AUDIT_REPORT__FORMAT            = join(",", var.report_formats)
      IAM_AUDIT_REPORT__MASK_KEYS         = tostring(var.mask_keys)
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "attempts" {
  function_name                = aws_lambda_function.audit.function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 21600
  destination_config {
    on_failure {
      destination = aws_sqs_queue.undelivered.arn
    }
  }
}

resource "aws_sqs_queue" "undelivered" {
  name_prefix               = "${var.name}-"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

data "aws_iam_policy_document" "scheduler_may_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.audit.arn]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.undelivered.arn]
  }
}

resource "aws_iam_role" "schedule" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.scheduler_may_assume.json
}

resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_scheduler_schedule" "daily" {
  name_prefix                  = "${var.name}-"
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_lambda_function.audit.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ org = var.whole_organization })
    dead_letter_config {
      arn = aws_sqs_queue.undelivered.arn
    }
    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }
  }
}

resource "aws_scheduler_schedule" "report" {
  count                        = length(var.report_channels) == 0 ? 0 : 1
  name_prefix                  = "${var.name}-report-"
  schedule_expression          = var.report_schedule_expression
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_lambda_function.audit.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ org = var.whole_organization, send = var.report_channels })
    dead_letter_config {
      arn = aws_sqs_queue.undelivered.arn
    }
    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "audit_failed" {
  alarm_name          = "${var.name}-failed"
  alarm_description   = "An audit could not be started, or failed or was unfinished after its last attempt."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.undelivered.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "audit_errors" {
  alarm_name          = "${var.name}-errors"
  alarm_description   = "Every attempt of an audit ended with an error, or something else makes the function fail."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.audit.function_name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 1
  threshold           = 3
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
}
