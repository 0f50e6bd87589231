# Each provider finds its credentials where it always does. The root quick-start plans without any cloud.

provider "aws" {
  region = "eu-west-1"
}

provider "google" {
  project = "acme-analytics"
  region  = "europe-west1"
}

provider "azurerm" {
  features {}
}

provider "kubernetes" {
  config_path = "~/.kube/config"
}
