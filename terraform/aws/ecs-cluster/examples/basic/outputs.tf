output "cluster_arn" {
  description = "ARN of the cluster."
  value       = module.cluster.arn
}
