-- Up Migration

-- The tasks, deleted ones too. `version`, `event_id` and `stale` as those of the notes. `story_points` is exact, and has no scale: it
-- gives back the digits that it was given. `unique_title` is unique by what is in the log, not by this table.
select in_each_read_model('create table rm_n.tasks (
  id uuid primary key,
  title text not null,
  subtitle text not null,
  type text not null,
  severity integer,
  story_points numeric,
  assignee text,
  unique_title text,
  due timestamptz(3),
  done_at timestamptz(3),
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version integer not null,
  deleted_at timestamptz(3),
  event_id uuid not null,
  stale boolean not null default false
)');

-- Numbers of tasks and events, with a row of its own for each partition of the log, as those of the notes.
select in_each_read_model('create table rm_n.task_totals (
  partition integer primary key,
  tasks bigint not null,
  done bigint not null,
  deleted bigint not null,
  events bigint not null
)');
select in_each_read_model('create table rm_n.task_authors (
  created_by text not null,
  partition integer not null,
  tasks bigint not null,
  primary key (created_by, partition)
)');
select in_each_read_model('create table rm_n.task_types (
  type text not null,
  partition integer not null,
  tasks bigint not null,
  done bigint not null,
  primary key (type, partition)
)');
-- The empty text stands for nobody.
select in_each_read_model('create table rm_n.task_assignees (
  assignee text not null,
  partition integer not null,
  tasks bigint not null,
  done bigint not null,
  primary key (assignee, partition)
)');
select in_each_read_model('create table rm_n.task_days (
  day date not null,
  partition integer not null,
  created bigint not null,
  revised bigint not null,
  deleted bigint not null,
  restored bigint not null,
  primary key (day, partition)
)');

-- Every order and every filter is an index whose last column is the id, as for the notes. What is null stands at the end of its
-- index; a list that has it last in the other direction, too, reads the index in two stretches.
select in_each_read_model('create index tasks_title on rm_n.tasks (title collate "C", id) where deleted_at is null');
select in_each_read_model('create index tasks_type on rm_n.tasks (type collate "C", id) where deleted_at is null');
select in_each_read_model('create index tasks_severity on rm_n.tasks (severity, id) where deleted_at is null');
select in_each_read_model('create index tasks_story_points on rm_n.tasks (story_points, id) where deleted_at is null');
select in_each_read_model('create index tasks_due on rm_n.tasks (due, id) where deleted_at is null');
select in_each_read_model('create index tasks_created_at on rm_n.tasks (created_at, id) where deleted_at is null');
select in_each_read_model('create index tasks_updated_at on rm_n.tasks (updated_at, id) where deleted_at is null');
select in_each_read_model('create index tasks_created_by on rm_n.tasks (created_by collate "C", id) where deleted_at is null');
select in_each_read_model('create index tasks_assignee on rm_n.tasks (assignee collate "C", id) where deleted_at is null');
select in_each_read_model('create index tasks_done_at on rm_n.tasks (done_at, id) where deleted_at is null');
select in_each_read_model('create index tasks_unique_title on rm_n.tasks (unique_title collate "C", id) where deleted_at is null');
select in_each_read_model('create index tasks_bin_title on rm_n.tasks (title collate "C", id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_type on rm_n.tasks (type collate "C", id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_severity on rm_n.tasks (severity, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_story_points on rm_n.tasks (story_points, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_due on rm_n.tasks (due, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_created_at on rm_n.tasks (created_at, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_updated_at on rm_n.tasks (updated_at, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_created_by on rm_n.tasks (created_by collate "C", id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_assignee on rm_n.tasks (assignee collate "C", id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_done_at on rm_n.tasks (done_at, id) where deleted_at is not null');
select in_each_read_model('create index tasks_bin_unique_title on rm_n.tasks (unique_title collate "C", id) where deleted_at is not null');

-- Substrings of title and subtitle, by their trigrams.
select in_each_read_model('create index tasks_search on rm_n.tasks using gin (title gin_trgm_ops, subtitle gin_trgm_ops)');

select show_read_model(version) from read_models where state = 'live';

-- Down Migration

drop view tasks, task_totals, task_authors, task_types, task_assignees, task_days;
select in_each_read_model('drop table rm_n.tasks, rm_n.task_totals, rm_n.task_authors, rm_n.task_types, rm_n.task_assignees, rm_n.task_days');
