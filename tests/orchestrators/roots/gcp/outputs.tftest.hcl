# For the real provider, which would ask its cloud.

mock_provider "google" {}

run "outputs" {
  command = plan
}
