import { expect, test } from 'vitest';
import { namesIn } from './rollback-loss.ts';

test('finds what a down part drops: tables, schemas, columns, and tables of each read model', () => {
  const down = `-- Down Migration
drop view notes;
drop table journal;
drop table rm_1.a, rm_1.b;
alter table read_models
  drop column since,
  drop column builder;
select in_each_read_model('drop table rm_n.c, rm_n.d');
select in_each_read_model('drop index rm_n.e');`;
  expect(namesIn([down])).toEqual({
    tables: ['journal', 'rm_1.a', 'rm_1.b'],
    schemas: [],
    columns: ['read_models.since', 'read_models.builder'],
    derived: ['c', 'd'],
  });
});

test('where a schema goes, its tables are not named apart', () => {
  const downs = ["select in_each_read_model('drop table rm_n.c');", 'drop schema rm_1 cascade;'];
  expect(namesIn(downs)).toMatchObject({ schemas: ['rm_1'], derived: [] });
});

test('of several, names each table as it is called now, and no column of a table that goes', () => {
  const downs = [
    'alter table entries drop column names;\nalter table kept drop column x;',
    'alter table entries rename column a to b;\nalter table entries rename to journal;',
    'drop table journal;',
  ];
  expect(namesIn(downs)).toMatchObject({ tables: ['entries'], columns: ['kept.x'] });
});
