"""Dates as chrono reads and writes them: RFC 2822, RFC 3339, and its own ``strftime`` formats."""
