"""The edge: the only folder that touches disk, git, other programs, the terminal and the clock."""
