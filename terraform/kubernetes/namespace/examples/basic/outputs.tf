output "namespace" {
  description = "Name of the namespace."
  value       = module.namespace.name
}
