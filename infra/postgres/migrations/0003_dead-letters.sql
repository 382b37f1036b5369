-- Up Migration

-- Records without effect that a person should look at: malformed ones, and events that a writer got wrong. Lost races are
-- not among them. The log keeps the records themselves for ever; here is where to look, why, and the beginning of each (`key`,
-- `value`: as bytes, since they may be anything; `key_bytes`, `value_bytes`: how long they are in the log). What is void is void
-- for ever, so there is no state. The newest ones of each partition are kept.
create table dead_letters (
  partition integer not null,
  pos bigint not null,
  reason text not null,
  detail text not null,
  key bytea,
  key_bytes integer,
  value bytea,
  value_bytes integer,
  record_time timestamptz(3),
  recorded_at timestamptz(3) not null default now(),
  primary key (partition, pos)
);

-- Notes that an event of an unknown type has frozen: `type` at `pos` is the first event that could not be folded.
-- `asked_at` asks the projector to fold the note again; it answers with `tried_at`, and with `trouble` if it is not the type
-- that is in the way. A note that is folded again is no longer here. Whoever changes a row holds the checkpoint of its
-- partition; only asking does not.
create table frozen_notes (
  note_id uuid primary key,
  partition integer not null,
  pos bigint not null,
  type text not null,
  frozen_at timestamptz(3) not null default now(),
  asked_at timestamptz(3),
  tried_at timestamptz(3),
  trouble text
);
create index frozen_notes_type on frozen_notes (type, partition) where trouble is null;
create index frozen_notes_asked on frozen_notes (partition) where asked_at is not null;

insert into frozen_notes (note_id, partition, pos, type)
select distinct on (note_id) note_id, partition, pos, type
from journal
where type not in ('notes.NoteCreated.v1', 'notes.NoteRevised.v1', 'notes.NoteDeleted.v1', 'notes.NoteRestored.v1')
order by note_id, version;

-- Down Migration

drop table frozen_notes;
drop table dead_letters;
