# The namespace of an estate's jobs: they write `runtime.namespace: dativo-etl`.

provider "kubernetes" {
  config_path = "~/.kube/config"
}

module "namespace" {
  source = "../.."

  name   = "dativo-etl"
  labels = { team = "data-platform" }
}
