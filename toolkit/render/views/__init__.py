"""One file per report: a report value becomes a neutral `Document`."""
