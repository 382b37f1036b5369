-- Up Migration

-- The people whose channels carry an event, as a JSON array of their names, where these are not the author's alone: null then.
-- Whoever applies the event knows them, by the states of its subject before and after it; the journal keeps them, so that
-- those who come later are sent the same as those who were there.
alter table journal_entries add column audience jsonb;

-- Down Migration

alter table journal_entries drop column audience;
