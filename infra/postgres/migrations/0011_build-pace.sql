-- Up Migration

-- A version of the read model that is to be built as fast as the machine allows; others are built at a pace that yields to readers.
alter table read_models add column fast boolean not null default false;

-- Down Migration

alter table read_models drop column fast;
