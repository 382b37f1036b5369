export type { ContentOf, PlainFields } from './fields.ts';
export type { PlainApi } from './list.ts';
export { plainViewOf } from './view.tsx';
