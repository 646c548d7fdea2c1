"""The house keeps its arrows: data flows one way, and effects stay at the edge.

Each folder (or module) of `toolkit` has a floor; a module imports only from
floors below its own, and siblings on one floor do not import each other. A new
folder that is not placed here fails the test: place it, with a thought.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOOLKIT = Path(__file__).parent.parent / "toolkit"

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "texts", "spans", "__init__"}),
    frozenset({"faults", "versions", "ranges", "schemas"}),
    frozenset({"gates"}),
    frozenset({"pack"}),
    frozenset({"smoke", "diff", "replay", "release", "scaffold"}),
    frozenset({"consumer", "catalog", "evidence"}),
    frozenset({"render", "host"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

EFFECTS = frozenset(
    {"getpass", "os", "random", "shutil", "socket", "subprocess", "tempfile", "time"}
)
"""Standard modules that touch the world; only `host` may import them."""
EFFECTS_ALLOWED = {
    ("cli", "os"): "POLICY_PACK_DEBUG is read at the last line of defence",
}


def modules() -> list[Path]:
    return sorted(TOOLKIT.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(TOOLKIT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every imported module, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "toolkit":
                yield from (f"toolkit.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(TOOLKIT)))
def test_a_module_imports_only_from_below(path: Path) -> None:
    here = room(path)
    assert here in FLOOR_OF, f"{here} has no floor: place it in FLOORS"

    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "toolkit" or len(parts) == 1 or parts[1] == here or parts[1][:2] == "__":
            continue
        assert FLOOR_OF[parts[1]] < FLOOR_OF[here], f"{path.name} imports {name} from above"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(TOOLKIT)))
def test_only_the_edge_touches_the_world(path: Path) -> None:
    here = room(path)

    for name in imports(path):
        if name in EFFECTS and here != "host":
            assert (here, name) in EFFECTS_ALLOWED, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(TOOLKIT)))
def test_nothing_prints_or_exits_but_the_command_line(path: Path) -> None:
    called = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    allowed = {"sys.exit"} if room(path) in ("cli", "__main__") else set()

    assert called & {"print", "sys.exit", "exit", "quit", "input"} <= allowed


def test_modules_and_functions_stay_short() -> None:
    """House numbers: no module over 400 lines of code, no function over 60."""
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        code = {
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.expr | ast.stmt) and not isinstance(node, ast.Constant)
        }
        assert len(code) <= 400, f"{path.name} has {len(code)} lines of code: split it"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 60, f"{path.name}: {node.name} has {length} lines"


def test_public_names_have_docstrings() -> None:
    """Meaning, errors and sources are part of the product."""
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{path} has no docstring"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_":
                assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"
