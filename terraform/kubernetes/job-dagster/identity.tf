locals {
  account_given = var.job.runtime.service_account

  # An identity of a cloud is not a name in the cluster: it becomes the annotation of an account made for the job.
  _cloud_identity = {
    for annotation, form in {
      "eks.amazonaws.com/role-arn"        = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$"
      "iam.gke.io/gcp-service-account"    = "^[^@]+@([a-z0-9-]+\\.)+gserviceaccount\\.com$"
      "azure.workload.identity/client-id" = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
    } : annotation => local.account_given
    if local.account_given == null ? false : can(regex(form, local.account_given))
  }
  identity_labels = { for annotation in keys(local._cloud_identity) :
    "azure.workload.identity/use" => "true" if startswith(annotation, "azure.")
  }

  account_made    = local.account_given == null || length(local._cloud_identity) > 0
  service_account = local.account_made ? local.name : local.account_given
}

resource "kubernetes_service_account_v1" "this" {
  count = local.account_made ? 1 : 0

  # The pods don't call the cluster's API. The clouds' webhooks bring tokens of their own.
  automount_service_account_token = false

  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = merge(local.annotations, local._cloud_identity)
  }

  depends_on = [terraform_data.checks]
}

# An orchestrator needs these rights to start, watch and stop runs, and no more.
resource "kubernetes_role_v1" "launcher" {
  metadata {
    name        = "${local.name}-launcher"
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = local.annotations
  }

  rule {
    api_groups     = ["batch"]
    resources      = ["cronjobs"]
    resource_names = [local.name]
    verbs          = ["get"]
  }

  rule {
    api_groups = ["batch"]
    resources  = ["jobs"]
    verbs      = ["create", "delete", "get", "list", "watch"]
  }

  rule {
    api_groups = ["batch"]
    resources  = ["jobs/status"]
    verbs      = ["get"]
  }

  rule {
    api_groups = [""]
    resources  = ["pods"]
    verbs      = ["create", "delete", "get", "list", "patch", "watch"]
  }

  rule {
    api_groups = [""]
    resources  = ["pods/log", "pods/status"]
    verbs      = ["get"]
  }

  rule {
    api_groups = [""]
    resources  = ["events"]
    verbs      = ["list", "watch"]
  }

  depends_on = [terraform_data.checks]
}

resource "kubernetes_role_binding_v1" "launcher" {
  count = length(var.launcher_service_accounts) > 0 ? 1 : 0

  metadata {
    name        = "${local.name}-launcher"
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = local.annotations
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.launcher.metadata[0].name
  }

  dynamic "subject" {
    for_each = var.launcher_service_accounts

    content {
      kind      = "ServiceAccount"
      namespace = split("/", subject.value)[0]
      name      = split("/", subject.value)[1]
    }
  }

  depends_on = [terraform_data.checks]
}
