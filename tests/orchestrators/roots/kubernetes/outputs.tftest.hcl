# For the real provider, which would ask its cloud.

mock_provider "kubernetes" {}

run "outputs" {
  command = plan
}
