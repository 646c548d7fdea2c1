"""How documents merge: order, overrides in place, what is recorded of them."""

from __future__ import annotations

from toolkit.pack.policy import load_policy
from toolkit.pack.tree import Tree


def _document(*gates: str, imports: tuple[str, ...] = (), extra: str = "") -> bytes:
    lines = ["project: p", "imports: [" + ", ".join(imports) + "]", "gates:"]
    for gate in gates:
        name, _, rest = gate.partition(" ")
        lines.append(
            f'  - {{id: {name}, condition: "true", gate: status < 500, enforcement: block{rest}}}'
        )
    if not gates:
        lines[-1] = "gates: []"
    return ("\n".join(lines) + f"\n{extra}").encode()


def _load(**files: bytes) -> tuple[list[str], list[str], list[str]]:
    tree = Tree.of_files({f"{name}.yaml": data for name, data in files.items()})
    policy, faults = load_policy(tree, "q.yaml")
    if policy is None:
        return [], [], [fault.message for fault in faults]
    return (
        [f"{gate.id}@{gate.at.path}" for gate in policy.gates],
        [f"{one.gate_id}: {one.imported} -> {one.local}" for one in policy.overrides],
        [],
    )


def test_imports_first_then_local() -> None:
    """Gates stand in the order of the imports, local ones last."""
    gates, _, _ = _load(
        q=_document("z", imports=("b.yaml", "a.yaml")), a=_document("a"), b=_document("b")
    )

    assert gates == ["b@b.yaml", "a@a.yaml", "z@q.yaml"]


def test_an_override_keeps_the_place() -> None:
    """A local gate takes the place of the imported one, and both places are recorded."""
    gates, overrides, _ = _load(q=_document("c", "a", imports=("a.yaml",)), a=_document("a", "b"))

    assert gates == ["a@q.yaml", "b@a.yaml", "c@q.yaml"]
    assert overrides == ["a: a.yaml:4:10 -> q.yaml:5:10"]


def test_an_override_may_become_final() -> None:
    """Then whoever imports the overriding file cannot override it again."""
    _, _, told = _load(
        q=_document("a", imports=("m.yaml",)),
        m=_document("a , final: true", imports=("a.yaml",)),
        a=_document("a"),
    )

    assert told == ["Cannot override final imported gate 'a' while merging local gate from q.yaml"]


def test_equal_gates_from_two_files_are_twins() -> None:
    """Also where the two imports lead to one file, at once or by a detour."""
    _, _, direct = _load(q=_document(imports=("a.yaml", "./a.yaml")), a=_document("a"))
    _, _, detour = _load(
        q=_document(imports=("a.yaml", "m.yaml")),
        m=_document(imports=("a.yaml",)),
        a=_document("a"),
    )

    assert direct == ["Duplicate imported gate id 'a' from a.yaml; already defined in a.yaml"]
    assert detour == ["Duplicate imported gate id 'a' from m.yaml; already defined in a.yaml"]


def test_all_documents_are_reported() -> None:
    """A fault in one file does not hide those of the next, and each is told once."""
    _, _, told = _load(
        q=_document(imports=("a.yaml", "b.yaml", "a.yaml")),
        a=_document(extra="x: 1\n"),
        b=_document(extra="y: 1\n"),
    )

    assert told == [
        "Invalid QAnstitution config in a.yaml: x: Extra inputs are not permitted",
        "Invalid QAnstitution config in b.yaml: y: Extra inputs are not permitted",
    ]
