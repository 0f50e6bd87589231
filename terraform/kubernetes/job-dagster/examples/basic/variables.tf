variable "kubeconfig" {
  description = "Kubeconfig with the cluster and the user."
  type        = string
  default     = "~/.kube/config"
}
