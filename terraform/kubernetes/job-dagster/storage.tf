locals {
  # As the Kubernetes API has them, for the orchestrators. A `for` keeps the types that a conditional makes alike.
  pod_volumes = [for name in sort(keys(var.volumes)) : { for field, value in {
    name      = name
    secret    = one([for secret in compact([var.volumes[name].secret]) : { secretName = secret }])
    configMap = one([for config_map in compact([var.volumes[name].config_map]) : { name = config_map }])
    emptyDir  = one([for size in compact([var.volumes[name].empty_dir]) : { sizeLimit = size }])
    persistentVolumeClaim = one([for claim in compact([var.volumes[name].persistent_volume_claim]) : {
      claimName = claim
      readOnly  = var.volumes[name].read_only
    }])
  } : field => value if value != null }]

  volume_mounts = [for name in sort(keys(var.volumes)) : {
    name      = name
    mountPath = var.volumes[name].mount_path
    readOnly  = var.volumes[name].read_only
  }]
}
