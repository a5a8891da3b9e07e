output "bucket_name" {
  description = "Where reports and tables are."
  value       = aws_s3_bucket.reports.id
}

output "function_name" {
  description = "Invoke it to audit at once."
  value       = aws_lambda_function.audit.function_name
}

output "function_role_arn" {
  description = "For an organization, the role that the member role must trust."
  value       = aws_iam_role.function.arn
}

output "ledger_table_name" {
  description = "What was said to whom, and what is still to be delivered."
  value       = aws_dynamodb_table.ledger.name
}
