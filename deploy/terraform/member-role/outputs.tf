output "role_arn" {
  description = "The role that was made."
  value       = aws_iam_role.audit.arn
}
