output "jobs" {
  description = "Each job by its key (its path under the root without the extension, `@tenant` for shared jobs), resolved."
  value       = local.jobs
}

output "tags" {
  description = "Each job's tag map by the job's key, as its cloud accepts it."
  value       = { for key, job in local.jobs : key => job.tags }
}

output "warnings" {
  description = "What was noticed about the jobs, one line each."
  value       = local.warnings
}
