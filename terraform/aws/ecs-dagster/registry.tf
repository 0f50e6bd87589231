locals {
  # An image from another registry than ECR needs no permission to be pulled.
  _ecr_image = "^([0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.[a-z0-9.-]+/([^:@]+)"

  registry_statements = flatten([for match in regexall(local._ecr_image, var.image) : [
    {
      Sid      = "LogInToRegistry"
      Effect   = "Allow"
      Action   = ["ecr:GetAuthorizationToken"]
      Resource = ["*"]
    },
    {
      Sid      = "PullImage"
      Effect   = "Allow"
      Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource = ["arn:${local.partition}:ecr:${match[1]}:${match[0]}:repository/${match[2]}"]
    },
  ]])
}
