"""The policy in force in a project: where it comes from, and how two of them differ."""
