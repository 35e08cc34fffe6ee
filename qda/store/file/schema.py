"""The tables of a study, step by step: `TABLES` is what the first step made, `STEP_2` what the second added, and so on.

`migrations.py` runs the steps. A landed step is never edited; a later one adds tables, or columns at the end of a table.
The fourth step adds nothing: it writes `references source` as `references source(id)` wherever an earlier one left the
column out (`references.py`). Further steps name the column themselves. Longer than 400 lines, because all tables stand here.

Every table is strict and has `id integer primary key autoincrement`, so that a number is never used again; every
foreign key has an index, and what travels has a `uuid`. Offsets are code points into `source.text`, end exclusive.
`start` and `"end"` of a coding never move with the text, because the text never changes.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

VERSION = 7
APPLICATION_ID = 0x71646131  # "qda1": tells a study from any other SQLite file

TABLES = """
create table coder(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null unique,
  created_at text not null) strict;

create table setting(
  id integer primary key autoincrement, name text not null unique, value text) strict;

create table source(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null unique,
  kind text not null, title text not null, language text not null, text text not null, characters integer not null,
  words integer not null, sha256 text not null, origin text not null, date text, imported_at text not null,
  metadata text not null, sentence_rules integer not null) strict;
create index source_sha256 on source(sha256);

create table participant(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null,
  source integer references source on delete cascade, site text not null,
  role text not null check (role in ('participant','researcher','quoted','organisation')),
  created_at text not null) strict;
create unique index participant_key on participant(key, site, coalesce(source, 0));
create index participant_source on participant(source);

create table segment(
  id integer primary key autoincrement, source integer not null references source on delete cascade,
  n integer not null, kind text not null, parent integer references segment on delete set null,
  participant integer references participant, author text, date text,
  reply_to integer references segment on delete set null, start integer not null, "end" integer not null,
  words integer not null, metadata text) strict;
create index segment_source on segment(source, n);
create index segment_participant on segment(participant);
create index segment_parent on segment(parent) where parent is not null;
create index segment_reply_to on segment(reply_to) where reply_to is not null;

create table variable(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null,
  holder text not null check (holder in ('source','participant')), created_at text not null,
  unique(key, holder)) strict;

create table value(
  id integer primary key autoincrement, variable integer not null references variable on delete cascade,
  source integer references source on delete cascade, participant integer references participant on delete cascade,
  value text not null, check ((source is null) <> (participant is null))) strict;
create unique index value_holder on value(variable, coalesce(source, 0), coalesce(participant, 0));
create index value_source on value(source);
create index value_participant on value(participant);

create table code(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null,
  parent integer references code, level text not null check (level in ('code','focused','category','core')),
  definition text not null default '', include text not null default '', exclude text not null default '',
  example text not null default '', colour text, origin text not null, coder integer references coder,
  created_at text not null) strict;
create unique index code_key on code(key, coalesce(parent, 0));
create index code_parent on code(parent);
create index code_coder on code(coder);

create table code_alias(
  id integer primary key autoincrement, code integer not null references code on delete cascade,
  name text not null, key text not null, unique(code, key)) strict;

create table membership(
  id integer primary key autoincrement, code integer not null references code on delete cascade,
  category integer not null references code on delete cascade, unique(code, category)) strict;
create index membership_category on membership(category);

create table coding(
  id integer primary key autoincrement, uuid text not null unique,
  source integer not null references source on delete cascade, start integer not null, "end" integer not null,
  code integer not null references code on delete cascade, coder integer not null references coder,
  note text not null default '',
  origin text not null check (origin in ('hand','in-vivo','autocode','discover','suggest','import')),
  confirmed integer not null, pinned integer not null default 0, created_at text not null,
  words integer not null, segment integer references segment, last_segment integer references segment) strict;
create unique index coding_place on coding(source, start, "end", code, coder);
create index coding_code on coding(code, source, start, "end", words, segment, confirmed);
create index coding_coder on coding(coder);
create index coding_segment on coding(segment);
create index coding_last_segment on coding(last_segment);

create table property(
  id integer primary key autoincrement, uuid text not null unique,
  category integer not null references code on delete cascade, name text not null, key text not null,
  kind text not null check (kind in ('range','kinds')), points text not null, created_at text not null,
  unique(category, key)) strict;

create table placement(
  id integer primary key autoincrement, coding integer not null references coding on delete cascade,
  property integer not null references property on delete cascade, coder integer not null references coder,
  value text not null, position real, note text not null default '', created_at text not null,
  unique(coding, property, coder)) strict;
create index placement_property on placement(property);
create index placement_coder on placement(coder);

create table relation_type(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null unique,
  role text not null default '') strict;

create table relation(
  id integer primary key autoincrement, uuid text not null unique, a integer not null references code on delete cascade,
  type integer not null references relation_type, b integer not null references code on delete cascade,
  status text not null check (status in ('hypothesis','supported','qualified','refuted')),
  note text not null default '', coder integer not null references coder, created_at text not null,
  unique(a, type, b)) strict;
create index relation_type_of on relation(type);
create index relation_b on relation(b);
create index relation_coder on relation(coder);

create table evidence(
  id integer primary key autoincrement, relation integer not null references relation on delete cascade,
  coding integer not null references coding on delete cascade,
  side text not null check (side in ('for','against')), unique(relation, coding, side)) strict;
create index evidence_coding on evidence(coding);

create table judgement(
  id integer primary key autoincrement, category integer not null references code on delete cascade,
  coder integer not null references coder, explains_variation text, abstract text, note text not null default '',
  created_at text not null, unique(category, coder)) strict;
create index judgement_coder on judgement(coder);

create table memo(
  id integer primary key autoincrement, uuid text not null unique, title text not null, type text not null,
  text text not null, date text, coder integer not null references coder, created_at text not null,
  updated_at text not null) strict;
create index memo_coder on memo(coder);

create table memo_version(
  id integer primary key autoincrement, memo integer not null references memo on delete cascade,
  title text not null, type text not null, text text not null, coder integer not null references coder,
  saved_at text not null) strict;
create index memo_version_memo on memo_version(memo);
create index memo_version_coder on memo_version(coder);

create table storyline(
  id integer primary key autoincrement, uuid text not null unique, text text not null,
  coder integer not null references coder, created_at text not null) strict;
create index storyline_coder on storyline(coder);

create table link(
  id integer primary key autoincrement,
  memo integer references memo on delete cascade, storyline integer references storyline on delete cascade,
  place text not null check (place in ('on','text')), kind text not null, uuid text not null, label text not null,
  source integer references source on delete set null, segment integer references segment on delete set null,
  coding integer references coding on delete set null, code integer references code on delete set null,
  property integer references property on delete set null, relation integer references relation on delete set null,
  participant integer references participant on delete set null, other integer references memo on delete set null,
  created_at text not null,
  check ((memo is null) <> (storyline is null))) strict;
create index link_memo on link(memo);
create index link_storyline on link(storyline);
create index link_source on link(source);
create index link_segment on link(segment);
create index link_coding on link(coding);
create index link_code on link(code);
create index link_property on link(property);
create index link_relation on link(relation);
create index link_participant on link(participant);
create index link_other on link(other);
"""

# `characters` is what counts of a coding's stretch, as `words` is; null in codings that schema 1 wrote: counted when asked.
STEP_2 = """
alter table coding add column characters integer;
drop index coding_code;
create index coding_code on coding(code, source, start, "end", words, characters, segment, confirmed);

create table comparison(
  id integer primary key autoincrement, uuid text not null unique,
  coding integer not null references coding on delete cascade,
  other integer references coding on delete cascade, code integer references code on delete cascade,
  outcome text not null check (outcome in ('same','differs','new-property','recode')),
  property integer references property on delete set null, note text not null,
  coder integer not null references coder, created_at text not null,
  check ((other is null) <> (code is null))) strict;
create index comparison_coding on comparison(coding);
create index comparison_other on comparison(other);
create index comparison_code on comparison(code);
create index comparison_property on comparison(property);
create index comparison_coder on comparison(coder);

alter table link add column comparison integer references comparison on delete set null;
create index link_comparison on link(comparison);
"""

# `candidate` and `suggestion` are what the program offered: they name things by uuid, without foreign keys, so that an offer
# never stands in the way of undoing what it was about. `language_pass` is a cache of what was found out about a text.
STEP_3 = """
create table negative(
  id integer primary key autoincrement, uuid text not null unique,
  coding integer not null references coding on delete cascade,
  code integer references code on delete cascade, property integer references property on delete cascade,
  relation integer references relation on delete cascade, memo integer references memo on delete cascade,
  note text not null, outcome text check (outcome in ('revised','bounded','exception','not-negative')),
  resolution text not null default '', coder integer not null references coder, created_at text not null,
  resolver integer references coder, resolved_at text,
  check ((code is not null) + (property is not null) + (relation is not null) + (memo is not null) = 1)) strict;
create index negative_coding on negative(coding);
create index negative_code on negative(code);
create index negative_property on negative(property);
create index negative_relation on negative(relation);
create index negative_memo on negative(memo);
create index negative_coder on negative(coder);
create index negative_resolver on negative(resolver);

create table sampling(
  id integer primary key autoincrement, uuid text not null unique, text text not null,
  category integer not null references code on delete cascade, property integer references property on delete set null,
  seek text not null default '', changed text not null default '', coder integer not null references coder,
  created_at text not null, closer integer references coder, closed_at text) strict;
create index sampling_category on sampling(category);
create index sampling_property on sampling(property);
create index sampling_coder on sampling(coder);
create index sampling_closer on sampling(closer);

create table sampling_source(
  id integer primary key autoincrement, sampling integer not null references sampling on delete cascade,
  source integer not null references source on delete cascade, unique(sampling, source)) strict;
create index sampling_source_source on sampling_source(source);

create table candidate(
  id integer primary key autoincrement, uuid text not null unique, label text not null, name text not null default '',
  terms text not null, quotes text not null, status text not null check (status in ('open','accepted','rejected','merged')),
  joined integer references candidate on delete set null, code text, coder integer not null references coder,
  created_at text not null, decided_at text) strict;
create index candidate_joined on candidate(joined);
create index candidate_coder on candidate(coder);

create table suggestion(
  id integer primary key autoincrement, uuid text not null unique, kind text not null check (kind in ('code','quote')),
  code text not null, name text not null, source text not null, start integer not null, "end" integer not null,
  rank integer not null, because text not null, decision text check (decision in ('accepted','rejected')),
  coder integer not null references coder, created_at text not null, decided_at text,
  unique(source, start, "end", code, coder)) strict;
create index suggestion_code on suggestion(code);
create index suggestion_coder on suggestion(coder);

create table language_pass(
  id integer primary key autoincrement, source integer not null references source on delete cascade,
  pipeline text not null, data blob not null, unique(source, pipeline)) strict;

alter table link add column negative integer references negative on delete set null;
alter table link add column sampling integer references sampling on delete set null;
create index link_negative on link(negative);
create index link_sampling on link(sampling);
"""

# `carried` is what came with a project of another program and has no place in the study: an export gives it back. `thing`
# is what the table of an import calls it, `guid` its identifier in the file, `holder` the uuid of what it belongs to (a
# source's number stands in `source` too), `xml` a piece of REFI-QDA, `files` a JSON list of {path, sha256, bytes, name} that
# lie in the folder of media, `why` the reason. A code whose `codable` is 0 came as a category that nobody can code with.
# What only a history tells comes along with a study from elsewhere: since when a code belongs to a further category (null: this
# study's own history tells), and a category's last change before it came.
STEP_5 = """
alter table code add column codable integer not null default 1;

create table carried(
  id integer primary key autoincrement, uuid text not null unique, thing text not null, guid text not null,
  source integer references source(id) on delete cascade, holder text not null default '', xml text not null,
  files text not null default '[]', why text not null default '', program text not null default '',
  created_at text not null) strict;
create index carried_source on carried(source);

alter table membership add column created_at text;

create table category_change(
  id integer primary key autoincrement, category integer not null references code(id) on delete cascade,
  at text not null, what text not null, unique(category)) strict;
"""

# A summary says what one source, one participant, or those with one value of a variable (`variable` by its name, so that it
# outlasts a value that is taken away) said about a code: the cell of a framework matrix. Version n of `summary_version` is
# what stood until `coder` replaced it at `saved_at`.
STEP_6 = """
create table summary(
  id integer primary key autoincrement, uuid text not null unique,
  source integer references source(id) on delete cascade,
  participant integer references participant(id) on delete cascade,
  variable text not null default '', value text not null default '',
  code integer not null references code(id) on delete cascade, text text not null,
  coder integer not null references coder(id), created_at text not null, updated_at text not null,
  check ((source is not null) + (participant is not null) + (variable <> '') = 1)) strict;
create unique index summary_cell
  on summary(code, coalesce(source, 0), coalesce(participant, 0), variable, value, coder);
create index summary_source on summary(source);
create index summary_participant on summary(participant);
create index summary_coder on summary(coder);

create table summary_version(
  id integer primary key autoincrement, summary integer not null references summary(id) on delete cascade,
  text text not null, coder integer not null references coder(id), saved_at text not null) strict;
create index summary_version_summary on summary_version(summary);
create index summary_version_coder on summary_version(coder);

alter table link add column summary integer references summary(id) on delete cascade;
create index link_summary on link(summary);
"""

# What an earlier step wrote of a table and a later one writes otherwise, without touching a row: step -> table -> (was, is).
REWRITTEN = {
    6: {
        "link": (
            "check ((memo is null) <> (storyline is null))",
            "check ((memo is not null) + (storyline is not null) + (summary is not null) = 1)",
        )
    },
    7: {
        "link": (
            "check ((memo is not null) + (storyline is not null) + (summary is not null) = 1)",
            "check ((memo is not null) + (storyline is not null) + (summary is not null) + (decision is not null) = 1)",
        )
    },
}

# Agreement between coders. `source_done`: `coder` has read the source whole, as `teller` said. A `decision` settles places of
# disagreement, one code in one source each (`decision_place`): `coding` is the lowest coding of the place, by which it is
# named, `state` as JSON which codings and readers it had, by uuid. What it decided are the codings of `decision_coding`, made
# by the coder whose `consensus` is 1: that layer counts beside no coder.
STEP_6_AGREEMENT = """
alter table coder add column consensus integer not null default 0;

create table source_done(
  id integer primary key autoincrement, uuid text not null unique,
  source integer not null references source(id) on delete cascade, coder integer not null references coder(id),
  teller integer not null references coder(id), created_at text not null, unique(source, coder)) strict;
create index source_done_coder on source_done(coder);
create index source_done_teller on source_done(teller);

create table decision(
  id integer primary key autoincrement, uuid text not null unique,
  how text not null check (how in ('keep','to','boundary','drop','agreed')),
  keeper integer references coder(id), code integer references code(id) on delete set null,
  start integer, "end" integer, note text not null default '', coder integer not null references coder(id),
  created_at text not null) strict;
create index decision_keeper on decision(keeper);
create index decision_code on decision(code);
create index decision_coder on decision(coder);

create table decision_place(
  id integer primary key autoincrement, uuid text not null unique,
  decision integer not null references decision(id) on delete cascade,
  source integer not null references source(id) on delete cascade, code integer not null references code(id) on delete cascade,
  coding integer references coding(id) on delete set null, asked integer not null, state text not null) strict;
create index decision_place_coding on decision_place(coding);
create index decision_place_decision on decision_place(decision);
create index decision_place_source on decision_place(source, code);
create index decision_place_code on decision_place(code);

create table decision_coding(
  id integer primary key autoincrement, decision integer not null references decision(id) on delete cascade,
  coding integer not null references coding(id) on delete cascade, unique(decision, coding)) strict;
create index decision_coding_coding on decision_coding(coding);
"""

# Work in teams. `handout` has a row a copy that was handed out: `line` and `hash` are those of the line of the log on which it
# stands, `study` is the first line of that log. `merged` has a row a file that was merged, while the merge is in effect:
# `line` is the last line of that file's log, `merged_line` has all that came with it. `same_thing` remembers the uuid that a
# thing had elsewhere before it became one with a thing here. `conflict` keeps what a merge could not decide, by uuid and
# without foreign keys, so that it never stands in the way of undoing what it is about: `tbl` and `row` say which row,
# `raw` has as JSON what settling it needs.
STEP_6_TEAMS = """
create table handout(
  id integer primary key autoincrement, uuid text not null unique, receiver text not null, file text not null,
  sources text not null, without text not null, change integer not null, line text not null, hash text not null,
  study text not null, created_at text not null) strict;

create table merged(
  id integer primary key autoincrement, uuid text not null unique, file text not null, handout text not null,
  line text not null, hash text not null, change integer not null, created_at text not null) strict;

create table merged_line(
  id integer primary key autoincrement, merged integer not null references merged(id) on delete cascade,
  line text not null) strict;
create index merged_line_merged on merged_line(merged);
create index merged_line_line on merged_line(line);

create table same_thing(
  id integer primary key autoincrement, tbl text not null, uuid text not null, thing text not null,
  unique(tbl, uuid)) strict;

create table conflict(
  id integer primary key autoincrement, uuid text not null unique, merged integer not null, kind text not null,
  thing text not null, tbl text not null, "row" integer not null, item text not null, name text not null,
  "column" text not null, base text, ours text, theirs text, raw text not null, coder text not null, file text not null,
  created_at text not null, done text not null, status text not null check (status in ('open','settled')),
  note text not null default '', settler text not null default '', settled_at text) strict;
create index conflict_row on conflict(tbl, "row");
create index conflict_item on conflict(tbl, item);
"""

# Links in the note of a decision.
STEP_7_TEAMS = """
alter table link add column decision integer references decision(id) on delete cascade;
create index link_decision on link(decision);
"""

# The conditional matrix: a category is a condition or a consequence at a level, by a relation perhaps, as codings show. A level
# stands here by its name: which there are, and in which order, is a setting.
STEP_7_CONDITIONS = """
create table condition(
  id integer primary key autoincrement, uuid text not null unique,
  category integer not null references code(id) on delete cascade,
  role text not null check (role in ('condition','consequence')), level text not null,
  relation integer references relation(id) on delete set null, note text not null default '',
  coder integer not null references coder(id), created_at text not null, unique(category, role, level)) strict;
create index condition_relation on condition(relation);
create index condition_coder on condition(coder);

create table condition_coding(
  id integer primary key autoincrement, condition integer not null references condition(id) on delete cascade,
  coding integer not null references coding(id) on delete cascade, unique(condition, coding)) strict;
create index condition_coding_coding on condition_coding(coding);
"""

# Coding again blind. A `stability` is a draw: with `seed` out of `pool` stretches that `coder` had coded, `asked` says in words
# among which. An item is one of them; `first_at` is when its last coding of then was made. `stability_then` keeps the codes
# that it had, whatever became of the codings since. `stability_coded` says that it was coded again, `stability_now` with which
# codes (none: with nothing). These are no codings, so that no count, listing or export takes them for some.
STEP_7_STABILITY = """
create table stability(
  id integer primary key autoincrement, uuid text not null unique, coder integer not null references coder(id),
  seed integer not null, pool integer not null, asked text not null default '', created_at text not null) strict;
create index stability_coder on stability(coder);

create table stability_item(
  id integer primary key autoincrement, uuid text not null unique,
  stability integer not null references stability(id) on delete cascade,
  source integer not null references source(id) on delete cascade, start integer not null, "end" integer not null,
  first_at text not null) strict;
create index stability_item_stability on stability_item(stability);
create index stability_item_source on stability_item(source);

create table stability_then(
  id integer primary key autoincrement, item integer not null references stability_item(id) on delete cascade,
  code integer not null references code(id) on delete cascade, unique(item, code)) strict;
create index stability_then_code on stability_then(code);

create table stability_coded(
  id integer primary key autoincrement, uuid text not null unique,
  item integer not null unique references stability_item(id) on delete cascade, created_at text not null) strict;

create table stability_now(
  id integer primary key autoincrement, coded integer not null references stability_coded(id) on delete cascade,
  code integer not null references code(id) on delete cascade, unique(coded, code)) strict;
create index stability_now_code on stability_now(code);
"""

# `confirmed_at`: when a person last said of the coding that it stands; null: never since it was made.
STEP_7_STALE = """
alter table coding add column confirmed_at text;
"""

# Sorting of memos. A `pile` is a heading of the draft; `rank` orders those with one parent. `sorting` has a row a memo that was
# ever sorted: the pile in which it lies, null once it was taken out, and its `rank` there. A rank is any number: a memo that
# is put between two others gets one between theirs, so that no other row changes, and positions are counted when asked.
# `sorting_move` keeps every move by uuid and name, without foreign keys, so that it outlasts what it is about.
STEP_7_SORTING = """
create table pile(
  id integer primary key autoincrement, uuid text not null unique, name text not null, key text not null,
  parent integer references pile(id), rank real not null, coder integer not null references coder(id),
  created_at text not null) strict;
create unique index pile_key on pile(key, coalesce(parent, 0));
create index pile_parent on pile(parent);
create index pile_coder on pile(coder);

create table sorting(
  id integer primary key autoincrement, uuid text not null unique,
  memo integer not null references memo(id) on delete cascade, pile integer references pile(id), rank real not null,
  because text not null, coder integer not null references coder(id), created_at text not null, unique(memo)) strict;
create index sorting_pile on sorting(pile);
create index sorting_coder on sorting(coder);

create table sorting_move(
  id integer primary key autoincrement, uuid text not null unique, memo text not null, title text not null,
  was text not null, was_name text not null, now text not null, now_name text not null, because text not null,
  coder integer not null references coder(id), created_at text not null) strict;
create index sorting_move_memo on sorting_move(memo);
create index sorting_move_coder on sorting_move(coder);
"""

# A reason that was given after a change was made. `line` is the uuid of the change's line in the log, without a foreign key:
# the log is no recorded table, and a reason stands in the way of undoing nothing.
STEP_7_AUDIT = """
create table reason(
  id integer primary key autoincrement, uuid text not null unique, line text not null, text text not null,
  coder integer not null references coder(id), created_at text not null) strict;
create index reason_line on reason(line);
create index reason_coder on reason(coder);
"""

# What answers an item of a reporting checklist: a text, or a memo. One whose memo is gone has neither, and `check` names it.
STEP_7_CHECKLIST = """
create table checklist(
  id integer primary key autoincrement, uuid text not null unique, standard text not null, item text not null,
  text text not null default '', memo integer references memo(id) on delete set null,
  coder integer not null references coder(id), created_at text not null, updated_at text not null,
  check (text = '' or memo is null), unique(standard, item)) strict;
create index checklist_memo on checklist(memo);
create index checklist_coder on checklist(coder);
"""

# By schema the columns that it added to tables that were there: a row is digested with the columns of its change's schema.
ADDED: dict[int, dict[str, tuple[str, ...]]] = {
    2: {"coding": ("characters",), "link": ("comparison",)},
    3: {"link": ("negative", "sampling")},
    5: {"code": ("codable",), "membership": ("created_at",)},
    6: {"link": ("summary",), "coder": ("consensus",)},
    7: {"link": ("decision",), "coding": ("confirmed_at",)},
}

HISTORY = """
create table change(
  id integer primary key autoincrement, uuid text not null unique, at text not null, coder text not null,
  command text not null, summary text not null, because text not null default '',
  kind text not null check (kind in ('base','do','undo','redo','theirs')),
  target integer references change, schema integer not null, hash text) strict;
create unique index change_target on change(target) where target is not null;
create index change_coder on change(kind, coder);

create table change_row(
  id integer primary key autoincrement, change integer not null references change, tbl text not null,
  key integer not null, last integer, op text not null check (op in ('I','U','D')), before any, after text) strict;
create index change_row_change on change_row(change);
create index change_row_key on change_row(tbl, key);
create index change_row_range on change_row(tbl, last) where last is not null;

create table change_now(
  one integer primary key check (one = 1), change integer, bulk text) strict;
insert into change_now(one) values (1);
"""

FULL_TEXT = """
create virtual table source_fts using fts5(
  text, content='source', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
"""

# The tables whose every change is recorded, in an order in which parents come before children.
RECORDED = (
    "coder", "setting", "source", "participant", "segment", "variable", "value", "code", "code_alias", "membership", "coding",
    "property", "placement", "relation_type", "relation", "evidence", "comparison", "judgement", "memo", "memo_version",
    "checklist", "storyline", "negative", "sampling", "sampling_source", "candidate", "suggestion", "summary",
    "summary_version", "source_done", "decision", "decision_place", "decision_coding", "link", "carried", "category_change",
    "condition", "condition_coding", "stability", "stability_item", "stability_then", "stability_coded", "stability_now",
    "handout", "pile", "sorting", "sorting_move", "merged", "merged_line", "same_thing", "conflict", "reason",
)  # fmt: skip

# The paradigm of Strauss and Corbin (1990): type, and the role that A plays for the phenomenon B.
PARADIGM = (
    ("causes", "causal_conditions"),
    ("is-context-of", "context"),
    ("intervenes-in", "intervening_conditions"),
    ("is-strategy-for", "strategies"),
    ("is-consequence-of", "consequences"),
)


def columns(db: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Names and types of a table's columns, in order, `id` first."""
    return [(r[1], r[2].upper()) for r in db.execute(f"pragma table_info({table})")]


def columns_then(db: sqlite3.Connection, table: str, version: int) -> list[str]:
    """Names of the columns, `id` left out, that the table had in an older schema, in order."""
    later = {n for v, tables in ADDED.items() if v > version for n in tables.get(table, ())}
    return [n for n, _ in columns(db, table) if n != "id" and n not in later]


def defaults(db: sqlite3.Connection, table: str) -> dict[str, Any]:
    """By column what a row gets that says nothing of it: such a row was written before the column was added."""
    given = [(r[1], r[4]) for r in db.execute(f"pragma table_info({table})")]
    return {n: None if d is None else db.execute(f"select {d}").fetchone()[0] for n, d in given}


def unique_keys(db: sqlite3.Connection, table: str) -> list[list[str]]:
    """The columns of each unique index of a table; one that has `coalesce(parent, 0)` counts as one of `parent`."""
    out = []
    for _, index, unique, *_ in db.execute(f"pragma index_list({table})").fetchall():
        if not unique:
            continue
        names = [n for (_, _, n) in db.execute(f"pragma index_info({index})") if n is not None]
        sql = db.execute("select sql from sqlite_master where name = ?", (index,)).fetchone()
        names += re.findall(r"coalesce\((\w+)", sql[0] or "") if sql else []
        out.append(names)
    return out
