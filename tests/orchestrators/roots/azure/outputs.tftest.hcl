# For the real provider, which would ask its cloud.

mock_provider "azurerm" {}

run "outputs" {
  command = plan
}
