-- Up Migration

-- Which families of events the holder of a partition knows, and the position at which it said so. Software that knows no other than
-- the notes moves the position alone, so that what was said before no longer holds.
alter table checkpoints add column families text, add column families_at bigint;

-- Down Migration

alter table checkpoints drop column families, drop column families_at;
