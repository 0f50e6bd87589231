output "id" {
  description = "The id, cut where it is too long."
  value       = local.id
}

output "id_full" {
  description = "The whole id."
  value       = local.id_full
}

output "enabled" {
  description = "Whether there is an id, and tags."
  value       = local.enabled
}

output "namespace" {
  description = "The organization, as an id has it."
  value       = local.cased.namespace
}

output "tenant" {
  description = "Whom it works for, as an id has it."
  value       = local.cased.tenant
}

output "environment" {
  description = "The stage, as an id has it."
  value       = local.cased.environment
}

output "name" {
  description = "The name, as an id has it."
  value       = local.cased.name
}

output "attributes" {
  description = "The attributes, as an id has them."
  value       = local.attributes
}

output "delimiter" {
  description = "What stands between the parts of an id."
  value       = local.delimiter
}

output "label_order" {
  description = "The parts of an id, in order."
  value       = local.label_order
}

output "id_length_limit" {
  description = "The longest id."
  value       = local.id_length_limit
}

output "replaced_characters" {
  description = "What is left out of an id's parts."
  value       = local.replaced_characters
}

output "additional_tag_map" {
  description = "What each element of the list of tags has besides."
  value       = local.additional_tag_map
}

output "tags" {
  description = "The tags."
  value       = local.tags
}

output "tags_as_list_of_maps" {
  description = "The tags, as a list of objects."
  value       = local.tags_as_list_of_maps
}

output "context" {
  description = "All of it, for labels further down."
  value       = local.context
}
