"""A new pack from a few answers: the plan and the templates."""
