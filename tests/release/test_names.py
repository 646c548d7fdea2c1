"""Names of archives: the short way to a yes agrees with the long one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.pack.limits import MAX_PATH_BYTES, MAX_PATH_DEPTH
from toolkit.release.names import _first_problem, name_problem

SEGMENTS = st.sampled_from(
    ["a", "A-1", "rules", ".github", ".gitignore", "con", "NUL.txt", "x.pth", "conftest.py", "..",
     ".", "", "a.", "a ", "a:b", "a\\b", "é", "\x1b", "x" * 91, "x" * 92, "x" * 100, "x" * 101,
     "-a", "+", "_", "a+b", "lpt1.yaml", "aux", "A.PTH", "ConfTest.py"]
)  # fmt: skip


@given(
    segments=st.lists(SEGMENTS, min_size=1, max_size=MAX_PATH_DEPTH + 3), top_folder=st.booleans()
)
@example(segments=["a"] * MAX_PATH_DEPTH, top_folder=False)
@example(segments=["a"] * (MAX_PATH_DEPTH + 1), top_folder=False)
@example(segments=["x" * 91, "y" * (MAX_PATH_BYTES - 92)], top_folder=False)
@example(segments=["x" * 99, "y" * 99, "zz"], top_folder=True)
@example(segments=["a", ".gitignore"], top_folder=True)
def test_the_short_way_agrees_with_the_long_one(segments: list[str], *, top_folder: bool) -> None:
    """A plain path is one in which the full judgment finds nothing; all others take it."""
    path = "/".join(segments)

    assert name_problem(path, top_folder=top_folder) == _first_problem(path, top_folder=top_folder)
