output "role_assignments" {
  description = "Roles that the identity needs, to assign where the identity is managed."
  value       = module.contacts.role_assignments
}
