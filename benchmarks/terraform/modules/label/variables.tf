variable "context" {
  description = "What a label further up has set; each variable here that isn't null wins over it."
  type        = any
  default     = {}
}

variable "enabled" {
  description = "Whether there is an id, and tags."
  type        = bool
  default     = null
}

variable "prefix" {
  description = "What comes before the colon in the keys of the label's own tags."
  type        = string
  default     = null
}

variable "namespace" {
  description = "The organization."
  type        = string
  default     = null
}

variable "tenant" {
  description = "Whom it works for."
  type        = string
  default     = null
}

variable "environment" {
  description = "The stage."
  type        = string
  default     = null
}

variable "name" {
  description = "What it is."
  type        = string
  default     = null
}

variable "attributes" {
  description = "What tells it from others of its name."
  type        = list(string)
  default     = []
}

variable "delimiter" {
  description = "What stands between the parts of an id."
  type        = string
  default     = null
}

variable "label_order" {
  description = "The parts of an id, in order."
  type        = list(string)
  default     = null
}

variable "labels_as_tags" {
  description = "Labels that become tags."
  type        = set(string)
  default     = null
}

variable "label_value_case" {
  description = "The case of an id's parts: lower, upper or none."
  type        = string
  default     = null
}

variable "replaced_characters" {
  description = "A regular expression for what is left out of an id's parts."
  type        = string
  default     = null
}

variable "replaced_in_tags" {
  description = "A regular expression for what becomes a hyphen in values of tags."
  type        = string
  default     = null
}

variable "id_length_limit" {
  description = "The longest id; 0 is any."
  type        = number
  default     = null
}

variable "separator" {
  description = "What stands between the items of a list in a tag."
  type        = string
  default     = null
}

variable "tags" {
  description = "More tags; a list is joined."
  type        = any
  default     = {}
}

variable "additional_tag_map" {
  description = "What each element of the list of tags has besides."
  type        = map(string)
  default     = {}
}
