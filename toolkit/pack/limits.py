"""The sizes beyond which an input is refused, in one place.

They are generous: the largest real pack has six files and 3 KB of YAML. They
exist so that hostile input ends in a message and never in a hang or in
exhausted memory (upstream-contract.md, "Where we go further", 2).
"""

from __future__ import annotations

from typing import Final

MAX_ENTRIES: Final = 20_000
"""Files in one pack."""
MAX_FILE_BYTES: Final = 4 * 1024 * 1024
"""Bytes in one file of a pack."""
MAX_TREE_BYTES: Final = 16 * 1024 * 1024
"""Bytes in all files of a pack together."""
MAX_PATH_BYTES: Final = 200
"""Bytes of one path, UTF-8, relative to the pack."""
MAX_PATH_DEPTH: Final = 16
"""Segments of one path."""
MAX_YAML_BYTES: Final = 1024 * 1024
"""Bytes of one YAML file."""
MAX_YAML_DEPTH: Final = 64
"""Collections inside collections in one YAML file."""
MAX_YAML_NODES: Final = 100_000
"""Nodes of one YAML file, counting what aliases repeat."""
MAX_GROUP_DEPTH: Final = 64
"""Gate groups inside gate groups; the runtime's own limit (contract, Group expansion)."""
MAX_GATES_PER_FILE: Final = 10_000
"""Gates in one document after group expansion; the runtime's own limit."""
MAX_IMPORT_DEPTH: Final = 64
"""Files that import each other in one chain; the runtime has no limit and overflows."""
MAX_IMPORTED_FILES: Final = 2_000
"""Imports followed in one policy, repeats counted, so that a fan of fans ends."""
MAX_POLICY_BYTES: Final = 1024 * 1024
"""Bytes of all documents of one policy together: each of them must be parsed."""
MAX_FINDINGS: Final = 1_000
"""Faults after which an examination stops looking for more of the same kind."""
