"""The plan by itself: what is asked for beside what is there, and any bytes in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consumer.layouts import documents
from tests.make import GATES, NO_5XX, G, make_pack
from toolkit.consumer.project import CONFIG, Project, load_project
from toolkit.consumer.vendor_lock import LOCK, Source, SourceKind, VendorLock
from toolkit.consumer.vendoring.addition import plan_vendoring
from toolkit.consumer.vendoring.plan import Action, Plan, Wish
from toolkit.consumer.vendoring.removal import plan_removal
from toolkit.consumer.vendoring.report import Outcome, VendorReport, payload
from toolkit.pack.tree import Tree

HEAD = b'project: "shop"\nversion: "4.1"\n'
PLACE = Source(kind=SourceKind.FOLDER, place="pack")


def wish(version: str = "1.0.0", gates: tuple[G, ...] = GATES, **asked: bool) -> Wish:
    pack = make_pack(gates, version=version)
    return Wish(name="api", pack=pack, source=PLACE, **asked)


def project(files: Mapping[str, bytes]) -> Project:
    return load_project(Tree.of_files({CONFIG: HEAD, **files}))


def afterwards(plan: Plan) -> Project:
    assert plan.after is not None, plan.faults
    return plan.after


def vendored(version: str = "1.0.0") -> Project:
    return afterwards(plan_vendoring(project({}), wish(version)))


FEWER = (NO_5XX,)
STEPS = [
    (wish("1.0.0"), Action.NOTHING),
    (wish("1.0.1", upgrade=True), Action.UPGRADE),
    (wish("1.0.1"), Action.REFUSE),
    (wish("0.9.0", allow_downgrade=True), Action.DOWNGRADE),
    (wish("0.9.0", upgrade=True), Action.REFUSE),
    (wish("1.0.0-rc.1", allow_downgrade=True), Action.DOWNGRADE),
    (wish("1.0.0", FEWER, upgrade=True, allow_downgrade=True, adopt=True), Action.REFUSE),
]


@pytest.mark.parametrize(("asked", "action"), STEPS)
def test_what_is_asked_for_beside_what_is_there(asked: Wish, action: Action) -> None:
    plan = plan_vendoring(vendored(), asked)

    assert plan.action is action
    assert bool(plan.faults) is (action is Action.REFUSE)
    assert (plan.edits is None) is (action in {Action.REFUSE, Action.NOTHING})


def test_a_plan_names_every_byte_and_its_way_back() -> None:
    before = project({})
    there = plan_vendoring(before, wish())
    back = plan_removal(afterwards(there), "api")

    assert there.edits is not None
    assert back.edits is not None
    assert there.edits.paths == ["policy-packs/api/", LOCK, CONFIG]
    assert afterwards(back).tree.digests == before.tree.digests
    assert {path: (new, old) for path, (old, new) in there.edits.files.items()} == back.edits.files


@pytest.mark.parametrize("version", ["abcde", "1.0.0.0", "\u0661.0.0"])
def test_a_version_in_the_lock_that_is_none_is_refused(version: str) -> None:
    there = vendored()
    spoilt = VendorLock({"api": replace(there.lock.packs["api"], version=version)})

    plan = plan_vendoring(replace(there, lock=spoilt), wish("2.0.0", upgrade=True))

    assert [fault.code for fault in plan.faults] == ["vendor-version"]


CONFIGS = st.one_of(documents(), st.binary(max_size=80), st.text(max_size=80).map(str.encode))


@settings(max_examples=150, deadline=None)
@given(CONFIGS)
def test_any_config_gives_a_plan_and_a_report(config: bytes) -> None:
    """Faults with a place, or a project that loads with one import more."""
    there = load_project(Tree.of_files({CONFIG: config}))

    plan = plan_vendoring(there, wish())

    assert payload(VendorReport(plan=plan, outcome=Outcome.PLANNED, source=PLACE))
    if plan.action is Action.ADD:
        policy = afterwards(plan).policy
        assert policy is not None
        assert NO_5XX.id in policy.by_id
    else:
        assert all(fault.where.path for fault in plan.faults)
        assert plan.faults
