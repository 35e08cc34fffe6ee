"""The views of a study, for whoever opens the file with another program: rows with names in place of numbers.

They are made anew at the end of every migration, so that they are today's in any study; nothing in qda reads them.
`participants_wide` has a column a variable, so the write door makes it again in each change that touches a variable.
"""

from __future__ import annotations

import sqlite3

MOST_VARIABLES = 1990  # SQLite shows at most 2,000 columns


def _name(p: str) -> str:
    """The name of a participant as `people.shown` has it, of the row that is called `p` in a query."""
    return (
        f"{p}.name || coalesce(' (' || (select o.name from source o where o.id = {p}.source) || ')', "
        f"case when {p}.source is null and {p}.site <> '' and (select count(*) from participant q where q.key = {p}.key "
        f"and q.source is null) > 1 then ' (' || {p}.site || ')' end, '')"
    )


_CODE_PATHS = (
    "code_path(id, path) as (select id, name from code where parent is null union all "
    "select c.id, a.path || '/' || c.name from code c join code_path a on a.id = c.parent)"
)
_CODE_NAME = (  # as a link calls a code: by its path where two have its name
    "(select case when (select count(*) from code e where e.key = d.key) > 1 then "
    "(select a.path from code_path a where a.id = d.id) else d.name end from code d where d.id = l.code)"
)
NAMED = {
    # The role is that of who speaks where the coding begins, or at its end where it begins with the label of a turn.
    "codings_named": f"""
  with recursive {_CODE_PATHS}
  select g.id, g.uuid, s.name as source, s.id as source_id, c.name as code, a.path, c.id as code_id, k.name as coder,
    g.start, g."end", g.note, g.origin, g.confirmed, g.pinned, g.created_at, g.words, m.n as segment, m.kind, m.author,
    {_name("who")} as participant,
    coalesce(who.role, case when m.kind = 'boilerplate' then (select p.role from segment l join participant p
      on p.id = l.participant where l.id = g.last_segment) end) as role,
    coalesce(m.date, s.date) as date, m.participant as participant_id
  from coding g join source s on s.id = g.source join code c on c.id = g.code join code_path a on a.id = c.id
    join coder k on k.id = g.coder left join segment m on m.id = g.segment left join participant who
    on who.id = m.participant""",
    "segments_named": """
  select m.id, s.name as source, m.n, m.kind, m.author, p.name as participant, p.role, m.date, m.start, m."end",
    m.words
  from segment m join source s on s.id = m.source left join participant p on p.id = m.participant""",
    # A row a thing that the memo is on; of what was removed since, the name that it had.
    "memos_named": f"""
  with recursive {_CODE_PATHS}
  select m.id, m.uuid, m.title, m.type, l.kind as on_kind, coalesce(case l.kind
    when 'source' then (select s.name from source s where s.id = l.source)
    when 'segment' then (select s.name || '#' || t.n from segment t join source s on s.id = t.source
      where t.id = l.segment)
    when 'property' then (select d.name || '/' || t.name from property t join code d on d.id = t.category
      where t.id = l.property)
    when 'participant' then (select {_name("p")} from participant p where p.id = l.participant)
    when 'study' then (select value from setting where name = 'name')
    when 'code' then {_CODE_NAME} when 'category' then {_CODE_NAME}
    else cast(coalesce(l.coding, l.relation, l.other, l.comparison, l.negative, l.sampling) as text) end,
    l.label || ' (removed)') as on_name,
    k.name as coder, m.created_at, m.text
  from memo m join coder k on k.id = m.coder left join link l on l.memo = m.id and l.place = 'on'""",
    "relations_named": """
  select r.id, x.name as a, t.name as type, y.name as b, r.status,
    (select count(*) from evidence e where e.relation = r.id and e.side = 'for') as for_count,
    (select count(*) from evidence e where e.relation = r.id and e.side = 'against') as against_count, k.name as coder
  from relation r join code x on x.id = r.a join relation_type t on t.id = r.type join code y on y.id = r.b
    join coder k on k.id = r.coder""",
}


def make(db: sqlite3.Connection) -> None:
    """Make all views; those that are there are replaced."""
    for name, sql in NAMED.items():
        _make(db, name, sql)
    participants_wide(db)


def participants_wide(db: sqlite3.Connection) -> None:
    """Make the view with a row a participant and a column a variable, of the variables that there are now.

    A variable that is called as one of the view's own columns gets ` (variable)` after its name.
    """
    variables = db.execute(
        "select id, name from variable where holder = 'participant' order by id limit ?", (MOST_VARIABLES,)
    ).fetchall()
    taken = {"participant", "role", *(name.casefold() for _, name in variables)}
    columns = ""
    for id, name in variables:
        if name.casefold() in ("participant", "role"):
            while name.casefold() in taken:
                name += " (variable)"
        quoted = name.replace('"', '""')
        columns += f',\n    max(case v.variable when {id} then v.value end) as "{quoted}"'
    _make(
        db,
        "participants_wide",
        f"""
  select {_name("p")} as participant, p.role{columns}
  from participant p left join value v on v.participant = p.id group by p.id""",
    )


def _make(db: sqlite3.Connection, name: str, sql: str) -> None:
    db.execute(f"drop view if exists {name}")
    db.execute(f"create view {name} as{sql}")
