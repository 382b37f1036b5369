-- Up Migration

-- The samples, deleted ones too. `version`, `event_id` and `stale` as those of the notes.
select in_each_read_model('create table rm_n.samples (
  id uuid primary key,
  -- <columns>
  name text not null,
  colour text,
  -- </columns>
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version integer not null,
  deleted_at timestamptz(3),
  event_id uuid not null,
  stale boolean not null default false
)');

-- Numbers of samples and events, with a row of its own for each partition of the log, as those of the notes.
select in_each_read_model('create table rm_n.sample_totals (
  partition integer primary key,
  samples bigint not null,
  deleted bigint not null,
  events bigint not null
)');
select in_each_read_model('create table rm_n.sample_authors (
  created_by text not null,
  partition integer not null,
  samples bigint not null,
  primary key (created_by, partition)
)');
select in_each_read_model('create table rm_n.sample_days (
  day date not null,
  partition integer not null,
  created bigint not null,
  revised bigint not null,
  deleted bigint not null,
  restored bigint not null,
  primary key (day, partition)
)');

-- Every order and every filter is an index whose last column is the id, of the live rows and of the bin, as for the notes.
-- <indexes>
select in_each_read_model('create index samples_name on rm_n.samples (name collate "C", id) where deleted_at is null');
select in_each_read_model('create index samples_bin_name on rm_n.samples (name collate "C", id) where deleted_at is not null');
select in_each_read_model('create index samples_colour on rm_n.samples (colour collate "C", id) where deleted_at is null');
select in_each_read_model('create index samples_bin_colour on rm_n.samples (colour collate "C", id) where deleted_at is not null');
-- </indexes>
select in_each_read_model('create index samples_created_at on rm_n.samples (created_at, id) where deleted_at is null');
select in_each_read_model('create index samples_bin_created_at on rm_n.samples (created_at, id) where deleted_at is not null');
select in_each_read_model('create index samples_updated_at on rm_n.samples (updated_at, id) where deleted_at is null');
select in_each_read_model('create index samples_bin_updated_at on rm_n.samples (updated_at, id) where deleted_at is not null');
select in_each_read_model('create index samples_created_by on rm_n.samples (created_by collate "C", id) where deleted_at is null');
select in_each_read_model('create index samples_bin_created_by on rm_n.samples (created_by collate "C", id) where deleted_at is not null');

-- Substrings, by their trigrams.
select in_each_read_model('create index samples_search on rm_n.samples using gin (
  -- <searched>
  name gin_trgm_ops
  -- </searched>
)');

select show_read_model(version) from read_models where state = 'live';

-- Down Migration

drop view samples, sample_totals, sample_authors, sample_days;
select in_each_read_model('drop table rm_n.samples, rm_n.sample_totals, rm_n.sample_authors, rm_n.sample_days');
