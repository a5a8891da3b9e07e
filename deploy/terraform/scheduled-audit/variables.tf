variable "name" {
  description = "What the function is called, and what the names of the other resources begin with."
  type        = string
  default     = "iam-audit"
}

variable "zip_file" {
  description = "The zip file that `make lambda` built."
  type        = string
}

variable "architecture" {
  description = "What the zip file was built for: arm64 or x86_64."
  type        = string
  default     = "arm64"
}

variable "whole_organization" {
  description = "Audit every account of the organization; the accounts then need the role of ../member-role."
  type        = bool
  default     = false
}

variable "audit_role_name" {
  description = "The name of the role to assume in each account."
  type        = string
  default     = "iam-audit-reader"
}

variable "external_id" {
  description = "Optional. The external id that the role asks for."
  type        = string
  default     = ""
  sensitive   = true
}

variable "schedule_expression" {
  description = "When to audit, in UTC, as EventBridge Scheduler writes it."
  type        = string
  default     = "cron(0 5 * * ? *)"
}

variable "report_formats" {
  description = "The formats of the report, as iam-audit audit --format takes them."
  type        = list(string)
  default     = ["json", "csv", "html"]
}

variable "mask_keys" {
  description = "Show only the first and the last four characters of key ids."
  type        = bool
  default     = false
}

variable "retention_days" {
  description = "Days after which reports, tables and shards are deleted."
  type        = number
  default     = 400
}

variable "memory_size" {
  description = "Megabytes of the function; more memory also means more processor."
  type        = number
  default     = 1024
}

variable "alarm_topic_arn" {
  description = "Optional. The SNS topic to tell when an audit fails."
  type        = string
  default     = ""
}
