locals {
  secrets = { for name, reference in var.secrets : name => {
    name = split("/", reference)[0]
    key  = split("/", reference)[1]
  } }

  secret_env = [for name in sort(keys(local.secrets)) : {
    name      = name
    valueFrom = { secretKeyRef = local.secrets[name] }
  }]
}
