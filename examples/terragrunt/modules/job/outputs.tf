output "tags" {
  description = "Tags of the job's resources."
  value       = terraform_data.job.output.tags
}
