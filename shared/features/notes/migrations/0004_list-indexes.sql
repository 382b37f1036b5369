-- Up Migration

-- Every order that a list can have is an index whose last column is the id, so that a page is read from where it begins, and read
-- backwards for the other direction. Texts are ordered by code point ("C"), which is the same on every server and in every
-- version of it. Live notes and the bin have indexes of their own: neither has to be read past to find the other.
select in_each_read_model('drop index if exists rm_n.notes_updated_at');
select in_each_read_model('create index notes_updated_at on rm_n.notes (updated_at, id) where deleted_at is null');
select in_each_read_model('create index notes_created_at on rm_n.notes (created_at, id) where deleted_at is null');
select in_each_read_model('create index notes_priority on rm_n.notes (priority, id) where deleted_at is null');
select in_each_read_model('create index notes_title on rm_n.notes (title collate "C", id) where deleted_at is null');
select in_each_read_model('create index notes_created_by on rm_n.notes (created_by collate "C", id) where deleted_at is null');
select in_each_read_model('create index notes_bin_updated_at on rm_n.notes (updated_at, id) where deleted_at is not null');
select in_each_read_model('create index notes_bin_created_at on rm_n.notes (created_at, id) where deleted_at is not null');
select in_each_read_model('create index notes_bin_priority on rm_n.notes (priority, id) where deleted_at is not null');
select in_each_read_model('create index notes_bin_title on rm_n.notes (title collate "C", id) where deleted_at is not null');
select in_each_read_model('create index notes_bin_created_by on rm_n.notes (created_by collate "C", id) where deleted_at is not null');

-- Substrings of title and description, by their trigrams.
create extension if not exists pg_trgm;
select in_each_read_model('create index notes_search on rm_n.notes using gin (title gin_trgm_ops, description gin_trgm_ops)');

-- Down Migration

select in_each_read_model('drop index rm_n.notes_search');
drop extension pg_trgm;
select in_each_read_model('drop index rm_n.notes_bin_created_by');
select in_each_read_model('drop index rm_n.notes_bin_title');
select in_each_read_model('drop index rm_n.notes_bin_priority');
select in_each_read_model('drop index rm_n.notes_bin_created_at');
select in_each_read_model('drop index rm_n.notes_bin_updated_at');
select in_each_read_model('drop index rm_n.notes_created_by');
select in_each_read_model('drop index rm_n.notes_title');
select in_each_read_model('drop index rm_n.notes_priority');
select in_each_read_model('drop index rm_n.notes_created_at');
select in_each_read_model('drop index rm_n.notes_updated_at');
select in_each_read_model('create index notes_updated_at on rm_n.notes (updated_at desc, id) where deleted_at is null');
