export * from './eventually.ts';
export * from './fresh-database.ts';
export * from './tcp-proxy.ts';
