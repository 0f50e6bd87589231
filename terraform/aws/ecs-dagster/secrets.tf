locals {
  # A reference to Secrets Manager may end in `:json-key:stage:version`; a policy needs the ARN of the secret.
  _secret_arns = sort(distinct([for arn in values(var.secrets) :
    join(":", slice(split(":", arn), 0, 7)) if strcontains(arn, ":secretsmanager:")
  ]))
  _parameter_arns = sort(distinct([for arn in values(var.secrets) : arn if strcontains(arn, ":ssm:")]))

  secret_statements = [for statement in [
    {
      Sid      = "ReadSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = local._secret_arns
    },
    {
      Sid      = "ReadParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameters"]
      Resource = local._parameter_arns
    },
  ] : statement if length(statement.Resource) > 0]
}
