locals {
  # A Secrets Manager reference may go on with `:json-key:stage:version`; the policy needs the secret's own ARN.
  secret_arns    = sort(distinct([for arn in values(var.secrets) : join(":", slice(split(":", arn), 0, 7)) if strcontains(arn, ":secretsmanager:")]))
  parameter_arns = sort(distinct([for arn in values(var.secrets) : arn if strcontains(arn, ":ssm:")]))

  secret_statements = [for statement in [
    {
      Sid      = "ReadSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = local.secret_arns
    },
    {
      Sid      = "ReadParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameters"]
      Resource = local.parameter_arns
    },
  ] : statement if length(statement.Resource) > 0]
}
