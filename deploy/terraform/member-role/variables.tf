variable "trusted_principal_arn" {
  description = "Who may assume the role: the ARN of the role or account that runs iam-audit."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(root|role/.+|user/.+)$", var.trusted_principal_arn))
    error_message = "Give the ARN of an account root, a role or a user, such as arn:aws:iam::111122223333:root."
  }
}

variable "role_name" {
  description = "The same name in every account, given to iam-audit as --role."
  type        = string
  default     = "iam-audit-reader"
}

variable "external_id" {
  description = "Optional; when set, iam-audit must be run with the same --external-id."
  type        = string
  default     = ""
  sensitive   = true
}

variable "max_session_duration" {
  description = "Seconds a session of the role may last."
  type        = number
  default     = 3600
}
