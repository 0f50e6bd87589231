"""A YAML file as data with positions."""
