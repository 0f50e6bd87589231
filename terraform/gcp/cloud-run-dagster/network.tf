locals {
  # The job's first subnet is a subnet for direct egress, or a Serverless VPC Access connector.
  first_subnet   = try(var.job.networking.subnet_ids[0], null)
  connector_form = "^projects/[^/]+/locations/[^/]+/connectors/[^/]+$"
  connected      = local.first_subnet == null ? false : can(regex(local.connector_form, local.first_subnet))
  connector      = local.connected ? local.first_subnet : null
  subnet         = local.connected ? null : local.first_subnet

  # A subnet's bare name says no region.
  subnet_region = try(regex("/(?:regions|locations)/([^/]+)/", local.first_subnet)[0], null)
}
