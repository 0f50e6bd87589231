output "jobs" {
  description = "Resolved jobs by key: path under the project root without extension, `@tenant` for shared jobs."
  value       = local.jobs
}

output "tags" {
  description = "Tags of each job by its key, as the job's cloud accepts them."
  value       = { for key, job in local.jobs : key => try(job.tags, {}) }
}

output "warnings" {
  description = "Warnings of all jobs, one per line."
  value       = local.warnings
}
