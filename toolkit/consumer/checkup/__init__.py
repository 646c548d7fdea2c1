"""What `doctor` asks of a project and of a machine, and what it finds."""
