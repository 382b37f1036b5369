-- Up Migration

-- With a row of its own for each partition of the log, so that transactions of different partitions never write the same row.
select in_each_read_model('create table rm_n.sample_actors (
  actor text not null,
  partition integer not null,
  events bigint not null,
  primary key (actor, partition)
)');

select show_read_model(version) from read_models where state = 'live';

-- Down Migration

drop view sample_actors;
select in_each_read_model('drop table rm_n.sample_actors');
