output "keys" {
  description = "Keys of the tags that are activated."
  value       = sort([for tag in aws_ce_cost_allocation_tag.this : tag.tag_key])
}
