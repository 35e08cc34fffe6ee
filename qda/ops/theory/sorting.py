"""Sorting: piles of memos, which memos lie in them in which order, and why each was put there."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import QdaError, Refused, UsageError
from qda.core.message import Message, n_of, say
from qda.core.names import short, text
from qda.core.results import Said, Table
from qda.store.analysis import memos, piles, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study

COLUMNS = ("position", "pile", "memo", "title", "because", "coder", "at", "uuid")
PILES = ("pile", "under", "memos", "coder", "created_at", "uuid")
HISTORY = ("at", "coder", "memo", "title", "from", "to", "because", "uuid")
_BRIEF = COLUMNS[:-1]
_WRAP = ("title", "because")


# -- piles -------------------------------------------------------------------------------------------------------------


def pile(
    study: Study, name: str, *, under: str = "", top: bool = False, rename: str = "", remove: bool = False,
    after: str = "", first: bool = False,
) -> Said:  # fmt: skip
    """Make a pile, or change one: put it `under` another or at the `top`, `rename` it, `remove` it when it is empty.

    name: a name, or `parent/child`. after: the pile beside it that it comes after; first: it comes before all beside it. A
    new pile comes last. Return it as a row.
    """
    if remove and (rename or under or top or after or first):
        raise UsageError(Message("pile-one-thing", "a pile that is removed is not renamed or moved: one of the two"))
    if (under and top) or (after and first):
        raise UsageError(Message("pile-two-places", "say one place: under a pile or at the top, after a pile or first"))
    with study.change("sort pile") as c:
        known = _known(study, name, needed=bool(rename or remove))
        home = piles.find(c.db, under) if under else None
        said = []
        if known is None:
            parent, own = _new(study, name) if not (under or top) else (home, name)
            id = piles.make(c, own, parent)
            said.append("made")
        else:
            id = known
        was = piles.paths(c.db)[id]
        if remove:
            row = _piles(study, [id])
            piles.remove(c, id)
            c.summary = f"pile {was!r} removed"
            return Said(row, [c.summary])
        if rename:
            piles.rename(c, id, rename)
        if known is not None and (under or top):
            piles.move(c, id, home)
        if after or first:
            piles.reorder(c, id, piles.find(c.db, after) if after else None)
        now = piles.paths(c.db)[id]
        said += [f"now {now!r}"] if now != was else ["moved"] if not said else []
        c.summary = f"pile {was!r}: {', '.join(said)}"
    made = Said(_piles(study, [id]))
    if not c.changed:
        made.notes.append(f"the pile {now!r} is so already; nothing was changed")
    return made


def _known(study: Study, name: str, *, needed: bool) -> int | None:
    """Return the pile of that name; None for a new one, unless it must be there."""
    from qda.core.errors import NotFound

    try:
        return piles.find(study.db, name)
    except NotFound:
        if needed:
            raise
        return None


def _new(study: Study, name: str) -> tuple[int | None, str]:
    """Return where a new pile is made: `parent/child` under the parent, where there is one, else at the top."""
    from qda.core.errors import NotFound

    home, slash, last = name.rpartition("/")
    if slash and last.strip():
        try:
            return piles.find(study.db, home), last
        except NotFound:
            pass
    return None, name


def pile_list(study: Study) -> Table:
    """List the piles in the order of the draft, empty ones too: path, the pile above, how many memos lie in each."""
    return _piles(study)


def _piles(study: Study, ids: Sequence[int] | None = None) -> Table:
    held: dict[int, int] = {}
    for x in piles.placed(study.db):
        held[x.pile] = held.get(x.pile, 0) + 1
    made = piles.made(study.db)
    paths = {p.id: p for p in piles.outline(study.db)}
    rows = [
        (p.path, paths[p.parent].path if p.parent is not None else None, held.get(p.id, 0), *made[p.id], p.uuid)
        for p in paths.values()
        if ids is None or p.id in ids
    ]
    return Table(PILES, rows, brief=PILES[:4], times=("created_at",))


# -- memos in piles ----------------------------------------------------------------------------------------------------


def put(study: Study, memo: str | int, pile: str, *, after: str | int | None = None, first: bool = False) -> Said:
    """Put a memo into a pile, at its end, `after` a memo of it, or `first`; return it as a row.

    memo: a number or a title. One that lies in a pile moves; where it lay is kept. The reason goes with the change; without
    one it is refused.
    """
    if after is not None and first:
        raise UsageError(Message("pile-two-places", "say one place: under a pile or at the top, after a pile or first"))
    because = text(study.because, "reason").strip()
    with study.change("sort put") as c:
        id, into = memos.find(c.db, memo), piles.find(c.db, pile)
        path = piles.paths(c.db)[into]
        if not because:
            raise Refused(
                "sort-without-reason", "say why memo {memo} goes into {pile!r}: give a reason", memo=id, pile=path
            )
        beside = None if after is None else memos.find(c.db, after)
        if beside is not None:
            _beside(study, id, beside, into, path)
        piles.put(c, id, into, because, after=beside, first=first)
        (row,) = (x for x in piles.placed(c.db, [into]) if x.memo == id)
        c.summary = f"memo {id} “{short(row.title)}” into {path!r}, position {row.position}"
    return Said(_sorted(study, [row]))


def _beside(study: Study, memo: int, beside: int, pile: int, path: str) -> None:
    """Refuse a place behind a memo that lies elsewhere, or behind itself."""
    if beside == memo:
        raise QdaError(f"memo {memo} cannot come after itself")
    if piles.pile_of(study.db, beside) != pile:
        raise Refused("sort-after-elsewhere", "memo {after} does not lie in {pile!r}, so nothing can come after it there",
                      after=beside, pile=path)  # fmt: skip


def take(study: Study, memo: str | int) -> Said:
    """Take a memo out of its pile; the memo and the history of its places stay. Return it as a row."""
    with study.change("sort take") as c:
        id = memos.find(c.db, memo)
        was = piles.pile_of(c.db, id)
        if was is None:
            raise Refused("sort-in-no-pile", "memo {memo} lies in no pile", memo=id)
        path = piles.paths(c.db)[was]
        piles.take(c, id, text(study.because, "reason").strip())
        title = memos.one(c.db, id).title
        c.summary = f"memo {id} “{short(title)}” out of {path!r}"
    return Said(_loose(study, [id]), [c.summary])


def listing(study: Study, filters: Filters | None = None, *, unsorted: bool = False) -> Table:
    """List the memos in piles, in the order of the draft; with `unsorted` those that lie in none, by number.

    position is 1 for the first of a pile; because, coder and at are those of its last move.
    """
    over = scope.resolve(study.db, filters or Filters())
    if unsorted:
        table = _loose(study, None, over.coders)
        table.notes = [say("{memos} in no pile over {filters}", memos=n_of(len(list(table.rows)), "memo"),
                           filters=filters or Filters())]  # fmt: skip
        return table
    of = piles.coders(study.db)
    found = [x for x in piles.placed(study.db) if over.coders is None or of[x.memo] in over.coders]
    table = _sorted(study, found)
    table.notes = [
        say("{memos} in {piles} over {filters}; {left} in no pile", memos=n_of(len(found), "memo"),
            piles=n_of(len({x.pile for x in found}), "pile"), filters=filters or Filters(),
            left=n_of(len(piles.unsorted(study.db)), "memo"))
    ]  # fmt: skip
    return table


def _sorted(study: Study, found: Sequence[piles.Sorted]) -> Table:
    paths = piles.paths(study.db)
    rows = [(x.position, paths[x.pile], x.memo, x.title, x.because, x.coder, x.at, x.uuid) for x in found]
    return Table(COLUMNS, rows, brief=_BRIEF, wrap=_WRAP, times=("at",))


def _loose(study: Study, ids: Sequence[int] | None, coders: Sequence[int] | set[int] | None = None) -> Table:
    """Return memos that lie in no pile: of one that was taken out, why, by whom and when."""
    of = piles.coders(study.db)
    rows = [
        (None, None, x.memo, x.title, x.because, x.coder, x.at, x.uuid)
        for x in piles.unsorted(study.db)
        if (ids is None or x.memo in ids) and (coders is None or of.get(x.memo) in coders)
    ]
    return Table(COLUMNS, rows, brief=("memo", "title", "because", "coder", "at"), wrap=_WRAP, times=("at",))


def history(study: Study, memo: str | int | None = None, filters: Filters | None = None) -> Table:
    """List every move of the memos, or of one, the first first: when, by whom, from which pile to which, and why.

    A memo that was removed has no number any more; it is found by the title that it had.
    """
    over = scope.resolve(study.db, filters or Filters())
    names = piles.coder_names(study.db, over.coders)
    uuid = "" if memo is None else piles.uuid_of(study.db, memo)
    rows = [
        (x.at, x.coder, x.memo, x.title, x.was or None, x.now or None, x.because, x.uuid)
        for x in piles.moves(study.db, uuid)
        if names is None or x.coder in names
    ]
    return Table(
        HISTORY, rows, brief=HISTORY[:-1], wrap=_WRAP, times=("at",),
        notes=[say("{moves} over {filters}", moves=n_of(len(rows), "move"), filters=filters or Filters())],
    )  # fmt: skip
