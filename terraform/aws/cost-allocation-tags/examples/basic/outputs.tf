output "keys" {
  description = "Keys of the tags that are activated."
  value       = module.cost_allocation_tags.keys
}
