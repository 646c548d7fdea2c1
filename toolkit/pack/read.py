"""The one reader of packs: a tree of files, from wherever, becomes a `Reading`."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import ENTRYPOINT, Manifest, Pack, Policy
from toolkit.pack.policy import load_policy
from toolkit.pack.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tree gave: as much of a pack as could be read, and every fault.

    ``entrypoint`` is the file that was loaded: the manifest's, or
    ``qanstitution.yaml`` where the manifest names none that is local.
    """

    tree: Tree
    entrypoint: str
    manifest: Manifest | None
    manifest_faults: tuple[Fault, ...]
    policy: Policy | None
    policy_faults: tuple[Fault, ...]

    def pack(self) -> Pack:
        """Return the complete pack.

        Raises:
            ToolkitError: The pack could not be read completely.
        """
        faults = [*self.manifest_faults, *self.policy_faults]
        if faults or self.manifest is None or self.policy is None:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise ToolkitError(
                f"the pack cannot be read: {faults[0]}{more}",
                where=self.tree.name,
                hint="run `policy-pack smoke --strict` on it for the whole list",
            )
        return Pack(tree=self.tree, manifest=self.manifest, policy=self.policy)


def read_pack(tree: Tree) -> Reading:
    """Read the manifest, then the entrypoint and all it imports."""
    manifest, manifest_faults = read_manifest(tree)
    entrypoint = local_path(manifest.entrypoint) if manifest else None
    policy, policy_faults = load_policy(tree, entrypoint or ENTRYPOINT)
    return Reading(
        tree=tree,
        entrypoint=entrypoint or ENTRYPOINT,
        manifest=manifest,
        manifest_faults=tuple(manifest_faults),
        policy=policy,
        policy_faults=tuple(policy_faults),
    )


def local_path(text: str) -> str | None:
    """Return ``text`` as a path inside the pack, normalised, or None where it leads elsewhere."""
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if not parts or text.startswith("/") or ".." in parts:
        return None
    return "/".join(parts)
