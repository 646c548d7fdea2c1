"""Is the pack sound? The checks of both existing tools, the documented promises, the evidence."""
