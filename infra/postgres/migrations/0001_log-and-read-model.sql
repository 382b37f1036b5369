-- Up Migration

-- Whose log this database follows. One row, written by set-up; another epoch in the log stops every service.
create table log_identity (
  single boolean primary key default true check (single),
  epoch text not null,
  partitions integer not null
);

-- How far each partition is applied. `position` is the offset of the last record applied (-1: none), `record_id` names that
-- record so that a truncated or exchanged log is noticed, `journal_pos` is the last journalled position.
create table checkpoints (
  partition integer primary key,
  position bigint not null,
  record_id text,
  journal_pos bigint
);

-- Every accepted event, in the order of the log. `prev` chains the journalled positions of a partition: offsets have holes.
-- `author` is who created the note, for the feed of an author's notes. `data` is json, not jsonb: it is given back as it
-- came, and jsonb refuses escapes that an event of a newer type may hold.
create table journal (
  partition integer not null,
  pos bigint not null,
  prev bigint,
  note_id uuid not null,
  version integer not null,
  type text not null,
  event_id uuid not null,
  command_id uuid not null,
  fingerprint text not null,
  actor text not null,
  author text not null,
  time timestamptz(3) not null,
  traceparent text,
  data json not null,
  primary key (partition, pos),
  unique (note_id, version)
);
create index journal_command on journal (note_id, command_id);

-- Read models live side by side, each version in a schema of its own (rm_<version>); views in the public schema point at
-- the live one, so that a switch is one transaction.
create table read_models (
  version integer primary key,
  state text not null check (state in ('building', 'ready', 'live', 'retired')),
  created_at timestamptz not null default now()
);
create unique index read_models_live on read_models (state) where state = 'live';

create schema rm_1;

-- The notes, deleted ones too. `version` is that of the state shown and `event_id` the event that gave it. A stale row
-- belongs to a frozen note: its head is further on, in the journal.
create table rm_1.notes (
  id uuid primary key,
  title text not null,
  description text not null,
  priority integer not null,
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version integer not null,
  deleted_at timestamptz(3),
  event_id uuid not null,
  stale boolean not null default false
);
create index notes_updated_at on rm_1.notes (updated_at desc, id) where deleted_at is null;

create view notes as select * from rm_1.notes;

insert into read_models (version, state) values (1, 'live');

-- Down Migration

drop view notes;
drop schema rm_1 cascade;
drop table read_models;
drop table journal;
drop table checkpoints;
drop table log_identity;
