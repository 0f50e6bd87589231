include "root" {
  path = find_in_parent_directories("root.hcl")
}
