-- The schema after all migrations, for reading and for `notes db check`. Written by a test, not by hand; after a new migration:
--   npx vitest run --project int infra/postgres --update

create extension pg_trgm;

create schema rm_live;

CREATE OR REPLACE FUNCTION public.add_read_model()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.in_each_read_model(statement text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  model record;
begin
  for model in select version from read_models order by version loop
    execute replace(statement, 'rm_n.', format('rm_%s.', model.version));
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.index_read_model(indexed integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.show_read_model(shown integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  model record;
begin
  for model in select tablename from pg_tables where schemaname = format('rm_%s', shown) order by tablename loop
    execute format('create or replace view public.%I as select * from rm_%s.%1$I', model.tablename, shown);
  end loop;
end $function$;

create table public.checkpoints (
  partition integer not null,
  "position" bigint not null,
  record_id text,
  journal_pos bigint,
  families text,
  families_at bigint,
  constraint checkpoints_pkey PRIMARY KEY (partition)
);

create table public.dead_letters (
  partition integer not null,
  pos bigint not null,
  reason text not null,
  detail text not null,
  key bytea,
  key_bytes integer,
  value bytea,
  value_bytes integer,
  record_time timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone default now() not null,
  constraint dead_letters_pkey PRIMARY KEY (partition, pos)
);

create table public.frozen (
  subject uuid not null,
  partition integer not null,
  pos bigint not null,
  type text not null,
  frozen_at timestamp(3) with time zone default now() not null,
  asked_at timestamp(3) with time zone,
  tried_at timestamp(3) with time zone,
  trouble text,
  constraint frozen_pkey PRIMARY KEY (subject)
);

create table public.journal_entries (
  partition integer not null,
  pos bigint not null,
  prev bigint,
  subject uuid not null,
  version integer not null,
  type text not null,
  event_id uuid not null,
  command_id uuid not null,
  fingerprint text not null,
  actor text not null,
  author text not null,
  "time" timestamp(3) with time zone not null,
  traceparent text,
  data json not null,
  audience jsonb,
  constraint journal_entries_pkey PRIMARY KEY (partition, pos),
  constraint journal_entries_subject_version_key UNIQUE (subject, version)
);

create table public.log_identity (
  single boolean default true not null,
  epoch text not null,
  partitions integer not null,
  constraint log_identity_pkey PRIMARY KEY (single),
  constraint log_identity_single_check CHECK (single)
);

create table public.read_model_positions (
  version integer not null,
  partition integer not null,
  pos bigint not null,
  constraint read_model_positions_pkey PRIMARY KEY (version, partition),
  constraint read_model_positions_version_fkey FOREIGN KEY (version) REFERENCES public.read_models(version) ON DELETE CASCADE
);

create table public.read_models (
  version integer not null,
  state text not null,
  created_at timestamp with time zone default now() not null,
  since timestamp(3) with time zone default now() not null,
  events bigint default 0 not null,
  per_second real default 0 not null,
  failure text,
  builder uuid,
  leased_until timestamp(3) with time zone,
  fast boolean default false not null,
  constraint read_models_pkey PRIMARY KEY (version),
  constraint read_models_state_check CHECK ((state = ANY (ARRAY['building'::text, 'ready'::text, 'live'::text, 'retired'::text])))
);

create table rm_live.claims (
  id uuid not null,
  aggregate text not null,
  field text not null,
  holder uuid not null,
  at uuid,
  created_by text not null,
  updated_at timestamp(3) with time zone not null,
  version integer not null,
  deleted_at timestamp(3) with time zone,
  event_id uuid not null,
  stale boolean default false not null,
  constraint claims_pkey PRIMARY KEY (id)
);

create table rm_live.notes (
  id uuid not null,
  title text not null,
  description text not null,
  priority integer not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  version integer not null,
  deleted_at timestamp(3) with time zone,
  event_id uuid not null,
  stale boolean default false not null,
  constraint notes_pkey PRIMARY KEY (id)
);

create table rm_live.stats_authors (
  created_by text not null,
  partition integer not null,
  notes bigint not null,
  constraint stats_authors_pkey PRIMARY KEY (created_by, partition)
);

create table rm_live.stats_days (
  day date not null,
  partition integer not null,
  created bigint not null,
  revised bigint not null,
  deleted bigint not null,
  restored bigint not null,
  constraint stats_days_pkey PRIMARY KEY (day, partition)
);

create table rm_live.stats_priorities (
  priority integer not null,
  partition integer not null,
  notes bigint not null,
  constraint stats_priorities_pkey PRIMARY KEY (priority, partition)
);

create table rm_live.stats_totals (
  partition integer not null,
  notes bigint not null,
  deleted bigint not null,
  events bigint not null,
  constraint stats_totals_pkey PRIMARY KEY (partition)
);

create table rm_live.task_assignees (
  assignee text not null,
  partition integer not null,
  tasks bigint not null,
  done bigint not null,
  constraint task_assignees_pkey PRIMARY KEY (assignee, partition)
);

create table rm_live.task_authors (
  created_by text not null,
  partition integer not null,
  tasks bigint not null,
  constraint task_authors_pkey PRIMARY KEY (created_by, partition)
);

create table rm_live.task_days (
  day date not null,
  partition integer not null,
  created bigint not null,
  revised bigint not null,
  deleted bigint not null,
  restored bigint not null,
  constraint task_days_pkey PRIMARY KEY (day, partition)
);

create table rm_live.task_totals (
  partition integer not null,
  tasks bigint not null,
  done bigint not null,
  deleted bigint not null,
  events bigint not null,
  constraint task_totals_pkey PRIMARY KEY (partition)
);

create table rm_live.task_types (
  type text not null,
  partition integer not null,
  tasks bigint not null,
  done bigint not null,
  constraint task_types_pkey PRIMARY KEY (type, partition)
);

create table rm_live.tasks (
  id uuid not null,
  title text not null,
  subtitle text not null,
  type text not null,
  severity integer,
  story_points numeric,
  assignee text,
  unique_title text,
  due timestamp(3) with time zone,
  done_at timestamp(3) with time zone,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  version integer not null,
  deleted_at timestamp(3) with time zone,
  event_id uuid not null,
  stale boolean default false not null,
  constraint tasks_pkey PRIMARY KEY (id)
);

CREATE INDEX frozen_asked ON public.frozen USING btree (partition) WHERE (asked_at IS NOT NULL);

CREATE INDEX frozen_type ON public.frozen USING btree (type, partition) WHERE (trouble IS NULL);

CREATE INDEX journal_entries_command ON public.journal_entries USING btree (subject, command_id);

CREATE INDEX notes_bin_created_at ON rm_live.notes USING btree (created_at, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX notes_bin_created_by ON rm_live.notes USING btree (created_by COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX notes_bin_priority ON rm_live.notes USING btree (priority, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX notes_bin_title ON rm_live.notes USING btree (title COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX notes_bin_updated_at ON rm_live.notes USING btree (updated_at, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX notes_created_at ON rm_live.notes USING btree (created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX notes_created_by ON rm_live.notes USING btree (created_by COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX notes_priority ON rm_live.notes USING btree (priority, id) WHERE (deleted_at IS NULL);

CREATE INDEX notes_search ON rm_live.notes USING gin (title public.gin_trgm_ops, description public.gin_trgm_ops);

CREATE INDEX notes_title ON rm_live.notes USING btree (title COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX notes_updated_at ON rm_live.notes USING btree (updated_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_assignee ON rm_live.tasks USING btree (assignee COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_bin_assignee ON rm_live.tasks USING btree (assignee COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_created_at ON rm_live.tasks USING btree (created_at, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_created_by ON rm_live.tasks USING btree (created_by COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_done_at ON rm_live.tasks USING btree (done_at, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_due ON rm_live.tasks USING btree (due, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_severity ON rm_live.tasks USING btree (severity, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_story_points ON rm_live.tasks USING btree (story_points, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_title ON rm_live.tasks USING btree (title COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_type ON rm_live.tasks USING btree (type COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_unique_title ON rm_live.tasks USING btree (unique_title COLLATE "C", id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_bin_updated_at ON rm_live.tasks USING btree (updated_at, id) WHERE (deleted_at IS NOT NULL);

CREATE INDEX tasks_created_at ON rm_live.tasks USING btree (created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_created_by ON rm_live.tasks USING btree (created_by COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_done_at ON rm_live.tasks USING btree (done_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_due ON rm_live.tasks USING btree (due, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_search ON rm_live.tasks USING gin (title public.gin_trgm_ops, subtitle public.gin_trgm_ops);

CREATE INDEX tasks_severity ON rm_live.tasks USING btree (severity, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_story_points ON rm_live.tasks USING btree (story_points, id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_title ON rm_live.tasks USING btree (title COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_type ON rm_live.tasks USING btree (type COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_unique_title ON rm_live.tasks USING btree (unique_title COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX tasks_updated_at ON rm_live.tasks USING btree (updated_at, id) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX read_models_live ON public.read_models USING btree (state) WHERE (state = 'live'::text);

create view public.claims as
 SELECT id,
    aggregate,
    field,
    holder,
    at,
    created_by,
    updated_at,
    version,
    deleted_at,
    event_id,
    stale
   FROM rm_live.claims;

create view public.frozen_notes as
 SELECT subject AS note_id,
    partition,
    pos,
    type,
    frozen_at,
    asked_at,
    tried_at,
    trouble
   FROM public.frozen;

create view public.journal as
 SELECT partition,
    pos,
    prev,
    subject AS note_id,
    version,
    type,
    event_id,
    command_id,
    fingerprint,
    actor,
    author,
    "time",
    traceparent,
    data
   FROM public.journal_entries;

create view public.notes as
 SELECT id,
    title,
    description,
    priority,
    created_by,
    created_at,
    updated_at,
    version,
    deleted_at,
    event_id,
    stale
   FROM rm_live.notes;

create view public.stats_authors as
 SELECT created_by,
    partition,
    notes
   FROM rm_live.stats_authors;

create view public.stats_days as
 SELECT day,
    partition,
    created,
    revised,
    deleted,
    restored
   FROM rm_live.stats_days;

create view public.stats_priorities as
 SELECT priority,
    partition,
    notes
   FROM rm_live.stats_priorities;

create view public.stats_totals as
 SELECT partition,
    notes,
    deleted,
    events
   FROM rm_live.stats_totals;

create view public.task_assignees as
 SELECT assignee,
    partition,
    tasks,
    done
   FROM rm_live.task_assignees;

create view public.task_authors as
 SELECT created_by,
    partition,
    tasks
   FROM rm_live.task_authors;

create view public.task_days as
 SELECT day,
    partition,
    created,
    revised,
    deleted,
    restored
   FROM rm_live.task_days;

create view public.task_totals as
 SELECT partition,
    tasks,
    done,
    deleted,
    events
   FROM rm_live.task_totals;

create view public.task_types as
 SELECT type,
    partition,
    tasks,
    done
   FROM rm_live.task_types;

create view public.tasks as
 SELECT id,
    title,
    subtitle,
    type,
    severity,
    story_points,
    assignee,
    unique_title,
    due,
    done_at,
    created_by,
    created_at,
    updated_at,
    version,
    deleted_at,
    event_id,
    stale
   FROM rm_live.tasks;
