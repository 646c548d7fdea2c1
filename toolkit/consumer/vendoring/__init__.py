"""What a pack would change in a project: a plan with every byte, before one is written."""
