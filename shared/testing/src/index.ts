export * from './eventually.ts';
export * from './fresh-database.ts';
export * from './http-sink.ts';
export * from './kept-plan.ts';
export * from './movable-clocks.ts';
export * from './redis-server.ts';
export * from './tcp-proxy.ts';
