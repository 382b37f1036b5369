import { capacity } from './capacity.ts';
import type { Dashboard } from './dashboard.ts';
import { feed } from './feed.ts';
import { overview } from './overview.ts';
import { readModel } from './read-model.ts';
import { servers } from './servers.ts';
import { stall } from './stall.ts';
import { writes } from './writes.ts';

export const allDashboards: readonly Dashboard[] = [overview, stall, writes, readModel, feed, servers, capacity];
