-- Up Migration

-- The claims of values that are unique, free ones too: who may take the value, and behind which of the holder's events. `version`,
-- `event_id` and `stale` as those of the notes. What the log says counts; this is where software finds the end of a claim's chain.
select in_each_read_model('create table rm_n.claims (
  id uuid primary key,
  aggregate text not null,
  field text not null,
  holder uuid not null,
  at uuid,
  created_by text not null,
  updated_at timestamptz(3) not null,
  version integer not null,
  deleted_at timestamptz(3),
  event_id uuid not null,
  stale boolean not null default false
)');
select show_read_model(version) from read_models where state = 'live';

-- Down Migration

drop view claims;
select in_each_read_model('drop table rm_n.claims');
