variable "tags" {
  description = "Tags of each job by its key, as `module.bridge.tags` returns them. Their keys are activated."
  type        = map(map(string))
  nullable    = false

  # docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/custom-tags.html (quota: 500 active tags)
  validation {
    condition     = length(distinct(flatten([for tags in values(var.tags) : keys(tags)]))) <= 500
    error_message = "The tags must have at most 500 keys: AWS activates no more."
  }
}

variable "except" {
  description = "Keys that are not activated, such as those that AWS has not seen on a resource yet."
  type        = set(string)
  default     = []
  nullable    = false
}
