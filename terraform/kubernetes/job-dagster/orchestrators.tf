locals {
  # A `for` drops what is not set, as Dagster and Airflow refuse null here, and keeps the types that a conditional
  # between objects would make alike.
  _pod_spec = { for name, value in {
    serviceAccountName           = local.service_account
    automountServiceAccountToken = false
    restartPolicy                = "Never"
    nodeSelector                 = length(local.node_selector) > 0 ? local.node_selector : null
    imagePullSecrets             = length(var.image_pull_secrets) > 0 ? local._pull_secrets : null
    activeDeadlineSeconds        = var.job.compute.max_runtime_seconds
    tolerations                  = length(local._tolerations) > 0 ? local._tolerations : null
    affinity                     = one(local._affinity)
    volumes                      = length(local.pod_volumes) > 0 ? local.pod_volumes : null
    securityContext = { for field, setting in {
      runAsNonRoot   = true
      runAsUser      = var.run_as_user
      seccompProfile = { type = "RuntimeDefault" }
    } : field => setting if setting != null }
  } : name => value if value != null }

  _pod_container = { for name, value in {
    command      = var.entrypoint
    args         = local.command
    env          = length(local.secret_env) > 0 ? local.secret_env : null
    resources    = local.resources
    volumeMounts = length(local.volume_mounts) > 0 ? local.volume_mounts : null
    securityContext = {
      allowPrivilegeEscalation = false
      capabilities             = { drop = ["ALL"] }
    }
  } : name => value if value != null }

  _pull_secrets = [for name in var.image_pull_secrets : { name = name }]

  _tolerations = [for toleration in var.tolerations : { for field, value in {
    key               = toleration.key
    operator          = toleration.operator
    value             = toleration.value
    effect            = toleration.effect
    tolerationSeconds = toleration.seconds
  } : field => value if value != null }]

  # One element, or none.
  _affinity = [for expressions in [[for expression in var.node_affinity : { for field, value in {
    key      = expression.key
    operator = expression.operator
    values   = length(expression.values) > 0 ? expression.values : null
    } : field => value if value != null }]] : {
    nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms = [{ matchExpressions = expressions }] }
    }
  } if length(expressions) > 0]

  # Secrets, security, nodes, volumes, time and annotations, for which the launcher has no arguments.
  _run_k8s_config = {
    container_config = { for field, value in local._pod_container :
      field => value if contains(["env", "securityContext", "volumeMounts"], field)
    }
    pod_spec_config = { for field, value in local._pod_spec :
      field => value if !contains(["serviceAccountName", "imagePullSecrets"], field)
    }
    pod_template_spec_metadata = { annotations = local.annotations }
    job_metadata               = { annotations = local.annotations }
  }

  dagster_k8s_config = { for name, value in {
    job_namespace         = local.namespace
    service_account_name  = local.service_account
    instance_config_map   = var.dagster_instance_config_map
    dagster_home          = "/opt/dagster/dagster_home"
    job_image             = var.image
    image_pull_policy     = "IfNotPresent"
    image_pull_secrets    = length(var.image_pull_secrets) > 0 ? local._pull_secrets : null
    load_incluster_config = var.in_cluster
    labels                = local.pod_labels
    env_vars              = [for name in sort(keys(local.environment)) : "${name}=${local.environment[name]}"]
    resources             = local.resources
    run_k8s_config        = local._run_k8s_config
  } : name => value if value != null }

  dagster_pipes_k8s_params = {
    namespace     = local.namespace
    image         = var.image
    env           = local.environment
    base_pod_meta = { labels = local.pod_labels, annotations = local.annotations }
    base_pod_spec = merge(local._pod_spec, { containers = [local._pod_container] })
  }

  airflow_kubernetes_pod_kwargs = { for name, value in {
    name                 = local.name
    namespace            = local.namespace
    image                = var.image
    image_pull_policy    = "IfNotPresent"
    service_account_name = local.service_account
    cmds                 = var.entrypoint
    arguments            = local.command
    env_vars             = local.environment
    labels               = local.pod_labels
    annotations          = local.annotations
    container_resources  = local.resources
    on_finish_action     = "delete_pod"
    in_cluster           = var.in_cluster

    # Secrets, security, nodes and volumes have no arguments. Airflow names the container `base`.
    pod_template_dict = {
      apiVersion = "v1"
      kind       = "Pod"
      metadata   = { name = local.name, namespace = local.namespace }
      spec = merge(local._pod_spec, {
        containers = [merge({ name = "base", image = var.image }, local._pod_container)]
      })
    }
  } : name => value if value != null }
}
