locals {
  _keys = toset(flatten([for tags in values(var.tags) : keys(tags)]))
}

# Only a management account, or an account without an organization, can activate tags.
resource "aws_ce_cost_allocation_tag" "this" {
  for_each = setsubtract(local._keys, var.except)

  tag_key = each.value
  status  = "Active"
}
