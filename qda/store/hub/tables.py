"""The statements that make a hub: tables that only grow, and who may read and add to them.

Rows are kept apart by row-level security on the login; nobody has the right to alter or delete one, the owner's own rights
are taken away as well. There is no function and no trigger: what a policy asks of another table it asks through a view,
which reads with the rights of the owner, so that no policy asks itself. The number of a push is the next one, and parts
belong to a push of the same transaction: a push is there whole, or not at all, and nothing is added to it later.
"""

from __future__ import annotations

VERSION = 1
MARK = f"qda hub {VERSION}"

_TABLES = (
    """create table qda.study(
  id uuid primary key, name text not null, made_by name not null default session_user,
  at timestamptz not null default now())""",
    """create table qda.member(
  study uuid not null, n bigint generated always as identity, login name not null, coder text not null,
  role text not null check (role in ('lead','coder','reader','none')), by_login name not null default session_user,
  at timestamptz not null default now(), primary key (study, n))""",
    """create table qda.blind(
  study uuid not null, n bigint generated always as identity, blind boolean not null,
  by_login name not null default session_user, at timestamptz not null default now(), primary key (study, n))""",
    """create table qda.push(
  study uuid not null, n integer not null, uuid uuid not null, login name not null default session_user,
  coder text not null, at timestamptz not null default now(), format integer not null, parts integer not null,
  things bigint not null, digest text not null, primary key (study, n), unique (study, uuid))""",
    """create table qda.part(
  study uuid not null, n integer not null, part integer not null, shared boolean not null, owner text not null,
  author text not null, things integer not null check (things between 1 and 1000), digest text not null,
  body text not null, primary key (study, n, part))""",
    """create table qda.skipped(
  study uuid not null, n integer not null, because text not null default '', by_login name not null default session_user,
  at timestamptz not null default now(), primary key (study, n))""",
)

# Of each login the last row counts, and 'none' is no member.
_VIEWS = (
    """create view qda.me as select study, coder, role from (select distinct on (study) study, coder, role from qda.member
  where login = session_user order by study, n desc) m where role <> 'none'""",
    """create view qda.head as select m.study, coalesce((select max(p.n) from qda.push p where p.study = m.study), 0) as n
  from qda.me m""",
    """create view qda.hidden as select m.study from qda.me m where m.role <> 'lead' and coalesce((select b.blind
  from qda.blind b where b.study = m.study order by b.n desc limit 1), false)""",
)

_MEMBER = "exists (select 1 from qda.me m where m.study = {table}.study)"
_LEAD = "exists (select 1 from qda.me m where m.study = {table}.study and m.role = 'lead')"
_POLICIES = (
    (
        "study",
        "select",
        "made_by = session_user or exists (select 1 from qda.me m where m.study = study.id)",
    ),
    ("study", "insert", "made_by = session_user"),
    ("member", "select", _MEMBER),
    (
        "member",
        "insert",
        f"by_login = session_user and ({_LEAD} or exists (select 1 from qda.study s where s.id = member.study "
        "and s.made_by = session_user))",
    ),
    ("blind", "select", _MEMBER),
    ("blind", "insert", f"by_login = session_user and {_LEAD}"),
    ("skipped", "select", _MEMBER),
    ("skipped", "insert", f"by_login = session_user and {_LEAD}"),
    ("push", "select", _MEMBER),
    (
        "push",
        "insert",
        "login = session_user and exists (select 1 from qda.me m where m.study = push.study and (m.role = 'lead' "
        "or (m.role = 'coder' and m.coder = push.coder))) "
        "and n = (select h.n + 1 from qda.head h where h.study = push.study)",
    ),
    (
        "part",
        "select",
        "exists (select 1 from qda.me m where m.study = part.study and (part.shared or part.owner = m.coder "
        "or part.author = m.coder or not exists (select 1 from qda.hidden h where h.study = part.study)))",
    ),
    (
        "part",
        "insert",
        "exists (select 1 from qda.me m where m.study = part.study and (m.role = 'lead' or (m.role = 'coder' "
        "and m.coder = part.author))) and exists (select 1 from qda.push p where p.study = part.study and p.n = part.n "
        "and p.login = session_user and p.xmin = pg_current_xact_id()::xid)",
    ),
)


def statements(lead: str = "") -> list[str]:
    """Return the statements that make a hub, in order; `lead` is a login that may put studies into it besides the owner."""
    names = [sql.split("(")[0].rpartition(".")[2] for sql in _TABLES]
    out = ["create schema qda", f"comment on schema qda is '{MARK}'", *_TABLES, *_VIEWS]
    for name in names:
        out.append(f"alter table qda.{name} enable row level security")
    for table, what, where in _POLICIES:
        clause = "using" if what == "select" else "with check"
        out.append(
            f"create policy {table}_{what} on qda.{table} for {what} to public {clause} ({where.format(table=table)})"
        )
    out.append("grant usage on schema qda to public")
    for name in names:
        out.append(f"revoke all on qda.{name} from current_user")
        out.append(f"grant select, insert on qda.{name} to current_user")
        out.append(f"grant {'select' if name == 'study' else 'select, insert'} on qda.{name} to public")
    out.append("grant select on qda.me, qda.head, qda.hidden to public")
    if lead:
        quoted = lead.replace('"', '""')
        out.append(f'grant insert on qda.study to "{quoted}"')
    return out
