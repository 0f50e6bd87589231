# A label module as many organizations have one: a context comes in, is overridden, becomes an id and tags, and goes out.

terraform {
  required_version = ">= 1.5"
}

locals {
  defaults = {
    delimiter           = "-"
    label_order         = ["namespace", "tenant", "environment", "name", "attributes"]
    labels_as_tags      = ["tenant", "environment", "name"]
    label_value_case    = "lower"
    replaced_characters = "/[^-a-zA-Z0-9]/"
    replaced_in_tags    = "/[^\\p{L}\\p{Z}\\p{N}_.:/=+@-]+/"
    id_length_limit     = 0
    separator           = ":"
    prefix              = "org"
  }

  input = {
    enabled             = try(coalesce(var.enabled, try(var.context.enabled, null)), true)
    prefix              = try(coalesce(var.prefix, try(var.context.prefix, null)), local.defaults.prefix)
    namespace           = try(coalesce(var.namespace, try(var.context.namespace, null)), "")
    tenant              = try(coalesce(var.tenant, try(var.context.tenant, null)), "")
    environment         = try(coalesce(var.environment, try(var.context.environment, null)), "")
    name                = try(coalesce(var.name, try(var.context.name, null)), "")
    attributes          = compact(distinct(concat(try(var.context.attributes, []), var.attributes)))
    delimiter           = try(coalesce(var.delimiter, try(var.context.delimiter, null)), local.defaults.delimiter)
    label_order         = try(coalescelist(var.label_order, try(var.context.label_order, [])), local.defaults.label_order)
    labels_as_tags      = try(coalescelist(tolist(var.labels_as_tags), try(var.context.labels_as_tags, [])), local.defaults.labels_as_tags)
    label_value_case    = try(coalesce(var.label_value_case, try(var.context.label_value_case, null)), local.defaults.label_value_case)
    replaced_characters = try(coalesce(var.replaced_characters, try(var.context.replaced_characters, null)), local.defaults.replaced_characters)
    replaced_in_tags    = try(coalesce(var.replaced_in_tags, try(var.context.replaced_in_tags, null)), local.defaults.replaced_in_tags)
    id_length_limit     = try(coalesce(var.id_length_limit, try(var.context.id_length_limit, null)), local.defaults.id_length_limit)
    separator           = try(coalesce(var.separator, try(var.context.separator, null)), local.defaults.separator)
    tags                = merge(try(var.context.tags, {}), var.tags)
    additional_tag_map  = merge(try(var.context.additional_tag_map, {}), var.additional_tag_map)
  }

  enabled             = local.input.enabled
  replaced_characters = local.input.replaced_characters
  delimiter           = local.input.delimiter
  label_order         = local.input.label_order
  id_length_limit     = local.input.id_length_limit
  additional_tag_map  = local.input.additional_tag_map

  written = { for label in ["namespace", "tenant", "environment", "name"] : label => local.input[label] }

  cleaned = { for label, value in local.written : label => replace(value, local.replaced_characters, "") }

  cased = {
    for label, value in local.cleaned :
    label => local.input.label_value_case == "upper" ? upper(value) : local.input.label_value_case == "lower" ? lower(value) : value
  }

  attributes = [for attribute in local.input.attributes : lower(replace(attribute, local.replaced_characters, ""))]

  id_context = merge(local.cased, { attributes = join(local.delimiter, local.attributes) })

  parts   = [for label in local.label_order : local.id_context[label] if length(local.id_context[label]) > 0]
  id_full = join(local.delimiter, local.parts)

  hash       = substr(md5(local.id_full), 0, 5)
  id_cut     = "${substr(local.id_full, 0, max(local.id_length_limit - 6, 0))}${local.delimiter}${local.hash}"
  id_limited = local.id_length_limit != 0 && length(local.id_full) > local.id_length_limit ? local.id_cut : local.id_full
  id         = local.enabled ? local.id_limited : ""

  generated_tags = {
    for label in local.input.labels_as_tags :
    "${local.input.prefix}:${label == "name" ? "job" : label}" => local.written[label] if length(local.written[label]) > 0
  }

  lists = { for key, value in local.input.tags : key => try(tolist(value), [tostring(value)]) }

  joined = {
    for key, items in local.lists :
    key => join(local.input.separator, [for item in items : key == "${local.input.prefix}:classification" ? lower(item) : item])
  }

  tags = local.enabled ? {
    for key, value in merge(local.generated_tags, local.joined) : key => trimspace(replace(value, local.input.replaced_in_tags, "-"))
  } : {}

  tags_as_list_of_maps = [for key, value in local.tags : merge({ key = key, value = value }, local.additional_tag_map)]

  context = merge(local.input, { tags = local.input.tags, attributes = local.input.attributes })
}
