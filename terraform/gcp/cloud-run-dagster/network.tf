locals {
  # The first subnet is a subnet for direct egress, or a Serverless VPC Access connector.
  first_subnet    = try(var.job.networking.subnet_ids[0], null)
  _subnet_named   = length(var.job.networking.subnet_ids) > 0
  _connector_form = "^projects/[^/]+/locations/[^/]+/connectors/[^/]+$"

  connector_named = local.first_subnet == null ? false : can(regex(local._connector_form, local.first_subnet))
  connector_made  = var.connector_cidr != null && !local._subnet_named
  connected       = local.connector_named || local.connector_made
  connector       = local.connector_made ? one(google_vpc_access_connector.this[*].id) : local.first_subnet

  subnet_given = local._subnet_named && !local.connector_named
  subnet       = local.first_subnet

  # The name of a subnet does not tell its region; its path does.
  subnet_region = try(regex("/(?:regions|locations)/([^/]+)/", local.first_subnet)[0], null)

  # A connector's name has at most 25 characters. cloud.google.com/vpc/docs/configure-serverless-vpc-access
  _connector_name = (
    length(local.name) <= 25 ? local.name :
    "${trim(substr(local.name, 0, 16), "-")}-${substr(sha256(local.name), 0, 8)}"
  )
}

# Connectors have no labels.
resource "google_vpc_access_connector" "this" {
  count = local.connector_made ? 1 : 0

  name          = local._connector_name
  project       = var.project_id
  region        = var.region
  network       = var.job.networking.vpc_id
  ip_cidr_range = var.connector_cidr
  machine_type  = "e2-micro"
  min_instances = 2
  max_instances = 3

  depends_on = [terraform_data.checks]
}

# Not refused: a Cloud Run job has no address that can be reached. But its traffic leaves through Google's network.
check "network" {
  assert {
    condition = !var.job.networking.private_networking || local._subnet_named || local.connector_made
    error_message = join(" ", [
      "${local.at} networking.subnet_ids must name a subnet for private_networking, got []: traffic does not use a",
      "VPC.",
    ])
  }
}
