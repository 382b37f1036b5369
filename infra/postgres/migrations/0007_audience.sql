-- Up Migration

-- The people whom an event concerns, as a JSON array of their names, where its aggregate says who they are. Whoever applies the event
-- knows them, by the states of its subject before and after it; the journal keeps them, so that those who come later are sent
-- the same as those who were there.
alter table journal_entries add column audience jsonb;

-- Down Migration

alter table journal_entries drop column audience;
