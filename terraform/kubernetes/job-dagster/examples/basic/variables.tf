variable "kubeconfig" {
  description = "The file that says which cluster, and as whom."
  type        = string
  default     = "~/.kube/config"
}
