"""What is drawn, as data: the words and numbers of a picture, without shapes or colours.

A report puts a drawing beside its table, or into its document; `qda.render` makes a picture of it and asks nothing more.
Texts from the study are as they are stored. Whatever names something by number counts from 0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each label, as long as its value. `unit` says what the values count."""

    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Numbers in a grid: `cells` are (row, column, value), by their places in `rows` and `columns`; others are 0.

    `alike` says that rows and columns are the same things, so that nothing stands where one meets itself.
    """

    title: str
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, int, float], ...]
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted in a name, and how many of it there are in each period."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts over the same periods, a strip for each series. `unit` is a period in a word: day, week, month."""

    title: str
    unit: str
    periods: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A coded stretch of a text: its lane, where it begins and ends as a share of the text (0..1), and its coding."""

    lane: int
    start: float
    end: float
    coding: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """A text from its beginning to its end, a lane for each code with the stretches that it marks."""

    title: str
    lanes: tuple[str, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A code in a network, with its level: code, focused, category or core."""

    label: str
    level: str


@dataclass(frozen=True, slots=True)
class Edge:
    """What connects node `a` with node `b`: of `kind` relation, cooccurrence or member.

    A cooccurrence has no direction. `status`, `supporting` and `opposing` (numbers of quotes) are those of a relation.
    """

    kind: str
    a: int
    type: str | None
    b: int
    weight: int
    status: str | None = None
    supporting: int | None = None
    opposing: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Codes and what connects them. Edges name their ends by place in `nodes`."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """One of the five places of a paradigm: its name, the question that it answers, and the relations that it has."""

    name: str
    question: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A category in a role: for the phenomenon, or for `of`, a strategy of it. Counts are of quotes."""

    category: str
    of: str
    status: str
    supporting: int
    opposing: int


@dataclass(frozen=True, slots=True)
class Paradigm:
    """A phenomenon and the five roles around it: causal conditions, context, intervening conditions, strategies,
    consequences, in this order."""

    title: str
    phenomenon: str
    roles: tuple[Role, ...]


Drawing = Bars | Heat | Timeline | Portrait | Network | Paradigm
DRAWINGS = (Bars, Heat, Timeline, Portrait, Network, Paradigm)
