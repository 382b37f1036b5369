-- Up Migration

-- Whoever applies records holds a row of the checkpoints first, so from here to the end of this migration nobody does, and
-- what is counted below is what is there. Reads go on.
lock table checkpoints in exclusive mode;

-- Numbers of notes and events. Every table has a row of its own for each partition of the log, and readers add them up: two
-- transactions that write the same row would have the same partition, and for that they wait in line already. A row is
-- there from the first event that has touched it, and stays when it comes to nothing. Only what is folded counts, so a
-- frozen note counts as its row shows it.
create table rm_1.stats_totals (
  partition integer primary key,
  notes bigint not null,
  deleted bigint not null,
  events bigint not null
);
create table rm_1.stats_authors (
  created_by text not null,
  partition integer not null,
  notes bigint not null,
  primary key (created_by, partition)
);
create table rm_1.stats_priorities (
  priority integer not null,
  partition integer not null,
  notes bigint not null,
  primary key (priority, partition)
);
-- The day is that of the event, in UTC.
create table rm_1.stats_days (
  day date not null,
  partition integer not null,
  created bigint not null,
  revised bigint not null,
  deleted bigint not null,
  restored bigint not null,
  primary key (day, partition)
);

-- What the notes that are there already amount to. Events beyond a row's version are those of a frozen note.
create temporary table folded on commit drop as
  select journal.partition, journal.version, journal.type, journal.time, journal.data, notes.created_by,
    notes.priority, notes.deleted_at
  from journal join rm_1.notes on notes.id = journal.note_id and journal.version <= notes.version;

insert into rm_1.stats_totals (partition, notes, deleted, events)
  select partition, count(*) filter (where version = 1 and deleted_at is null),
    count(*) filter (where version = 1 and deleted_at is not null), count(*)
  from folded group by partition;

insert into rm_1.stats_authors (created_by, partition, notes)
  select created_by, partition, count(*) filter (where deleted_at is null)
  from folded where version = 1 group by created_by, partition;

insert into rm_1.stats_priorities (priority, partition, notes)
  select priority, partition, sum(notes)
  from (
    select priority, partition, (deleted_at is null)::integer as notes from folded where version = 1
    union all
    select (data ->> 'priority')::integer, partition, 0 from folded where type = 'notes.NoteCreated.v1'
    union all
    select (data -> 'changes' ->> 'priority')::integer, partition, 0 from folded
    where type = 'notes.NoteRevised.v1' and data -> 'changes' ->> 'priority' is not null
  ) as touched
  group by priority, partition;

insert into rm_1.stats_days (day, partition, created, revised, deleted, restored)
  select (time at time zone 'UTC')::date as day, partition,
    count(*) filter (where type = 'notes.NoteCreated.v1'), count(*) filter (where type = 'notes.NoteRevised.v1'),
    count(*) filter (where type = 'notes.NoteDeleted.v1'), count(*) filter (where type = 'notes.NoteRestored.v1')
  from folded group by day, partition;

drop table folded;

-- A version of the read model is building until it has caught up, then ready, and written with every transaction from
-- then on; live while the views show it; retired, but written still, when another one has taken its place. It is so
-- `since` then. `events` and `per_second` are those of the build, `failure` is why it does not go on.
alter table read_models
  add column since timestamptz(3) not null default now(),
  add column events bigint not null default 0,
  add column per_second real not null default 0,
  add column failure text;
update read_models set since = created_at;

-- How far a build has come: the last position of the journal that it has folded, by partition.
create table read_model_positions (
  version integer not null references read_models on delete cascade,
  partition integer not null,
  pos bigint not null,
  primary key (version, partition)
);

-- Runs a statement for every version of the read model; `rm_n.` in it stands for the version's schema. Migrations use it,
-- for they cannot know which versions there are.
create function in_each_read_model(statement text) returns void language plpgsql as $$
declare
  model record;
begin
  for model in select version from read_models order by version loop
    execute replace(statement, 'rm_n.', format('rm_%s.', model.version));
  end loop;
end $$;

-- Makes the views in the public schema show a version: one for each of its tables.
create function show_read_model(shown integer) returns void language plpgsql as $$
declare
  model record;
begin
  for model in select tablename from pg_tables where schemaname = format('rm_%s', shown) order by tablename loop
    execute format('create or replace view public.%I as select * from rm_%s.%1$I', model.tablename, shown);
  end loop;
end $$;

-- Adds a version to be built, with the tables of the live one, empty, and answers with its number. Of the indexes only
-- the primary keys: the others cost less when all rows are there.
create function add_read_model() returns integer language plpgsql as $$
declare
  live integer;
  added integer;
  model record;
begin
  lock table read_models in share row exclusive mode;
  select version into strict live from read_models where state = 'live';
  select max(version) + 1 into added from read_models;
  insert into read_models (version, state) values (added, 'building');
  execute format('create schema rm_%s', added);
  for model in
    select relname, pg_get_constraintdef(pg_constraint.oid) as key
    from pg_class join pg_constraint on conrelid = pg_class.oid and contype = 'p'
    where relnamespace = format('rm_%s', live)::regnamespace and relkind = 'r'
    order by relname
  loop
    execute format('create table rm_%1$s.%2$I (like rm_%3$s.%2$I including all excluding indexes, %4$s)',
      added, model.relname, live, model.key);
  end loop;
  return added;
end $$;

-- Gives a version the indexes that the live one has, and it has not.
create function index_read_model(indexed integer) returns void language plpgsql as $$
declare
  live integer;
  model record;
begin
  select version into strict live from read_models where state = 'live';
  for model in
    select pg_get_indexdef(format('rm_%s.%I', live, indexname)::regclass) as definition
    from pg_indexes
    where schemaname = format('rm_%s', live)
      and indexname not in (select indexname from pg_indexes where schemaname = format('rm_%s', indexed))
    order by indexname
  loop
    execute replace(model.definition, format(' ON rm_%s.', live), format(' ON rm_%s.', indexed));
  end loop;
end $$;

select show_read_model(1);

-- Down Migration

drop function index_read_model(integer);
drop function add_read_model();
drop function show_read_model(integer);
drop function in_each_read_model(text);
drop table read_model_positions;
alter table read_models
  drop column since,
  drop column events,
  drop column per_second,
  drop column failure;
drop view stats_totals, stats_authors, stats_priorities, stats_days;
drop table rm_1.stats_totals, rm_1.stats_authors, rm_1.stats_priorities, rm_1.stats_days;
