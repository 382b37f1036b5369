-- Up Migration

-- Which process builds a version, and until when other processes leave it alone. Every transaction of a build checks
-- and renews the lease, so a builder that has lost it writes nothing more. A lock of the session would stay with the
-- server's connection where a pooler hands that to others between transactions.
alter table read_models
  add column builder uuid,
  add column leased_until timestamptz(3);

-- Down Migration

alter table read_models
  drop column leased_until,
  drop column builder;
