import { expect, test } from 'vitest';
import { namesIn } from './rollback-loss.ts';

test('finds the tables and schemas that a down part drops', () => {
  const down = `-- Down Migration
drop view notes;
drop schema rm_1 cascade;
drop table journal;
drop table rm_1.a, rm_1.b;
alter table read_models drop column since;
select in_each_read_model('drop table rm_n.c');`;
  expect(namesIn(down)).toEqual({ tables: ['journal', 'rm_1.a', 'rm_1.b'], schemas: ['rm_1'] });
});
