"""Reports become text: one neutral document, one file per output format."""
