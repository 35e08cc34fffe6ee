"""Paths of influence: exactly those that the rule allows, in order, and bounded where there are too many."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from qda.core.influence import Path, paths

NODES = range(6)


def by_force(
    arrows: dict[int, list[tuple[int, int]]], starts: list[int], ends: set[int], pivot: int, longest: int
) -> list[Path]:
    """Every path, found by trying all orders of nodes."""
    out = []
    for n in range(2, longest + 2):
        for nodes in permutations(NODES, min(n, len(NODES))):
            if len(nodes) != n or nodes[0] not in starts or nodes[-1] not in ends or pivot not in nodes:
                continue
            ways: list[tuple[int, ...]] = [()]
            for tail, head in pairwise(nodes):
                ways = [(*way, number) for way in ways for number, at in arrows.get(tail, ()) if at == head]
            out += [Path(nodes, way) for way in ways]
    return out


edge = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] != e[1])


@settings(max_examples=80, deadline=None)
@given(st.lists(edge, max_size=14), st.sets(st.sampled_from(NODES)), st.sets(st.sampled_from(NODES)),
       st.sampled_from(NODES), st.integers(1, 6))  # fmt: skip
def test_they_are_those_of_the_rule(
    edges: list[tuple[int, int]], starts: set[int], ends: set[int], pivot: int, longest: int
) -> None:
    arrows: dict[int, list[tuple[int, int]]] = {}
    for number, (tail, head) in enumerate(edges, 1):
        arrows.setdefault(tail, []).append((number, head))
    found = paths(arrows, sorted(starts), ends, pivot, longest=longest, most=10_000)
    assert sorted(found.paths) == sorted(by_force(arrows, sorted(starts), ends, pivot, longest))
    assert not found.more and not found.stopped
    assert [len(p.arrows) for p in found.paths] == sorted(len(p.arrows) for p in found.paths)
    fewer = paths(arrows, sorted(starts), ends, pivot, longest=longest, most=2)
    assert fewer.paths == found.paths[:2] and fewer.more == (len(found.paths) > 2)


def test_a_dense_graph_is_no_more_work_than_allowed() -> None:
    """A hundred nodes, all joined: the answer is cut; where next to nothing answers, the looking is."""
    n = 100
    dense = {a: [(a * n + b, b) for b in range(n) if b != a] for a in range(n)}
    assert len(paths(dense, [0], {99}, 50, most=1000).paths) == 1000
    # the pivot is reached and left over one node alone, so that no path meets it once
    trap = {a: [(a * n + b, b) for b in range(n) if b not in (a, 50, 99)] for a in range(n) if a not in (50, 51)}
    trap[51] = [(1, 50), (3, 99), *((51 * n + b, b) for b in range(52, 60))]
    trap[50] = [(2, 51)]
    found = paths(trap, [0], {99}, 50, work=20_000)
    assert found.paths == [] and found.stopped
