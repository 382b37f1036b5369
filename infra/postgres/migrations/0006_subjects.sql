-- Up Migration

-- Events and frozen subjects of any aggregate stand in these tables, so the column is called `subject`. The former names stay as
-- views that can be written, for software that runs on during an upgrade; a later release drops them. Whoever writes either
-- table holds a row of the checkpoints first, so no writer holds one table and waits for the other.
lock table checkpoints in exclusive mode;
lock table journal, frozen_notes in access exclusive mode;

alter table journal rename to journal_entries;
alter table journal_entries rename column note_id to subject;
alter index journal_pkey rename to journal_entries_pkey;
alter index journal_note_id_version_key rename to journal_entries_subject_version_key;
alter index journal_command rename to journal_entries_command;

alter table frozen_notes rename to frozen;
alter table frozen rename column note_id to subject;
alter index frozen_notes_pkey rename to frozen_pkey;
alter index frozen_notes_type rename to frozen_type;
alter index frozen_notes_asked rename to frozen_asked;

create view journal as
  select partition, pos, prev, subject as note_id, version, type, event_id, command_id, fingerprint, actor, author, time,
    traceparent, data
  from journal_entries;

create view frozen_notes as
  select subject as note_id, partition, pos, type, frozen_at, asked_at, tried_at, trouble
  from frozen;

-- Whoever may use a table may use its view.
do $$
declare
  may record;
begin
  for may in
    select renamed.view, given.privilege_type as privilege,
      case given.grantee when 0 then 'public' else given.grantee::regrole::text end as role
    from (values ('journal', 'journal_entries'), ('frozen_notes', 'frozen')) as renamed (view, name)
    join pg_class on pg_class.oid = renamed.name::regclass
    cross join lateral aclexplode(pg_class.relacl) as given
    where given.grantee <> pg_class.relowner
  loop
    execute format('grant %s on %I to %s', may.privilege, may.view, may.role);
  end loop;
end $$;

-- Down Migration

lock table checkpoints in exclusive mode;
lock table journal_entries, frozen in access exclusive mode;

drop view journal, frozen_notes;

alter index frozen_asked rename to frozen_notes_asked;
alter index frozen_type rename to frozen_notes_type;
alter index frozen_pkey rename to frozen_notes_pkey;
alter table frozen rename column subject to note_id;
alter table frozen rename to frozen_notes;

alter index journal_entries_command rename to journal_command;
alter index journal_entries_subject_version_key rename to journal_note_id_version_key;
alter index journal_entries_pkey rename to journal_pkey;
alter table journal_entries rename column subject to note_id;
alter table journal_entries rename to journal;
