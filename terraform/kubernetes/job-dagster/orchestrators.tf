locals {
  resources_given = { for kind, quantities in local.resources : kind => quantities if length(quantities) > 0 }

  secret_env = [for name in sort(keys(var.secrets)) : {
    name      = name
    valueFrom = { secretKeyRef = { name = split("/", var.secrets[name])[0], key = split("/", var.secrets[name])[1] } }
  }]

  # What isn't set is left out: Dagster and Airflow take no null here. A `for` keeps the types that a conditional
  # between objects would make alike.
  pod_spec = { for name, value in {
    serviceAccountName           = local.service_account
    automountServiceAccountToken = false
    restartPolicy                = "Never"
    nodeSelector                 = length(local.node_selector) > 0 ? local.node_selector : null
    imagePullSecrets             = length(var.image_pull_secrets) > 0 ? local.pull_secrets : null
    activeDeadlineSeconds        = var.job.compute.max_runtime_seconds
    securityContext = { for field, setting in {
      runAsNonRoot   = true
      runAsUser      = var.run_as_user
      seccompProfile = { type = "RuntimeDefault" }
    } : field => setting if setting != null }
  } : name => value if value != null }

  pod_container = { for name, value in {
    command   = var.entrypoint
    args      = local.command
    env       = length(local.secret_env) > 0 ? local.secret_env : null
    resources = local.resources_given
    securityContext = {
      allowPrivilegeEscalation = false
      capabilities             = { drop = ["ALL"] }
    }
  } : name => value if value != null }

  pull_secrets = [for name in var.image_pull_secrets : { name = name }]

  # The launcher has no arguments for the rest of a run: secrets, security, nodes, time, annotations.
  run_k8s_config = {
    container_config           = { for field, value in local.pod_container : field => value if contains(["env", "securityContext"], field) }
    pod_spec_config            = { for field, value in local.pod_spec : field => value if !contains(["serviceAccountName", "imagePullSecrets"], field) }
    pod_template_spec_metadata = { annotations = local.annotations }
    job_metadata               = { annotations = local.annotations }
  }

  dagster_k8s_config = { for name, value in {
    job_namespace         = local.namespace_name
    service_account_name  = local.service_account
    instance_config_map   = var.dagster_instance_config_map
    dagster_home          = "/opt/dagster/dagster_home"
    job_image             = var.image
    image_pull_policy     = "IfNotPresent"
    image_pull_secrets    = length(var.image_pull_secrets) > 0 ? local.pull_secrets : null
    load_incluster_config = true
    labels                = local.pod_labels
    env_vars              = [for name in sort(keys(local.environment)) : "${name}=${local.environment[name]}"]
    resources             = local.resources_given
    run_k8s_config        = local.run_k8s_config
  } : name => value if value != null }

  dagster_pipes_k8s_params = {
    namespace     = local.namespace_name
    image         = var.image
    env           = local.environment
    base_pod_meta = { labels = local.pod_labels, annotations = local.annotations }
    base_pod_spec = merge(local.pod_spec, { containers = [local.pod_container] })
  }

  airflow_kubernetes_pod_kwargs = { for name, value in {
    name                 = local.name
    namespace            = local.namespace_name
    image                = var.image
    image_pull_policy    = "IfNotPresent"
    service_account_name = local.service_account
    cmds                 = var.entrypoint
    arguments            = local.command
    env_vars             = local.environment
    labels               = local.pod_labels
    annotations          = local.annotations
    container_resources  = local.resources_given
    on_finish_action     = "delete_pod"
    in_cluster           = true

    # What has no argument of its own: secrets, security, nodes. Airflow names the container `base`.
    pod_template_dict = {
      apiVersion = "v1"
      kind       = "Pod"
      metadata   = { name = local.name, namespace = local.namespace_name }
      spec       = merge(local.pod_spec, { containers = [merge({ name = "base", image = var.image }, local.pod_container)] })
    }
  } : name => value if value != null }
}
