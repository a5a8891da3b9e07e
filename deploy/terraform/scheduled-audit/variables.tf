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
  description = "When to audit, as EventBridge Scheduler writes it."
  type        = string
  default     = "cron(0 5 * * ? *)"
}

variable "schedule_timezone" {
  description = "The time zone of the schedule, such as Europe/Berlin."
  type        = string
  default     = "UTC"
}

variable "config_file" {
  description = "Optional. A settings file, with the channels and routes of alerts; the module uploads it."
  type        = string
  default     = ""
}

variable "secret_arns" {
  description = "The secrets of Secrets Manager that the channels name."
  type        = list(string)
  default     = []
}

variable "parameter_arns" {
  description = "The parameters of the Parameter Store that the channels name."
  type        = list(string)
  default     = []
}

variable "key_arns" {
  description = "Customer managed KMS keys that encrypt those secrets and parameters, or the topic."
  type        = list(string)
  default     = []
}

variable "message_topic_arns" {
  description = "The SNS topics of channels of the kind sns."
  type        = list(string)
  default     = []
}

variable "event_bus_arns" {
  description = "The event buses of channels of the kind eventbridge."
  type        = list(string)
  default     = []
}

variable "security_hub" {
  description = "Whether there is a channel of the kind security-hub."
  type        = bool
  default     = false
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

variable "report_channels" {
  description = "Optional. Channels that get the report of all users, at the hours of report_schedule_expression."
  type        = list(string)
  default     = []
}

variable "report_schedule_expression" {
  description = "When to send that report."
  type        = string
  default     = "cron(0 6 ? * MON *)"
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

variable "log_retention_days" {
  description = "Days after which logs are deleted."
  type        = number
  default     = 90
}

variable "one_at_a_time" {
  description = "Reserve a concurrency of 1, so that no two audits send messages at the same time."
  type        = bool
  default     = true
}
