export { createWriteSide } from './write-side.ts';
