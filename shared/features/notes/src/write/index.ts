export { identifyCreate } from './command-identity.ts';
export { registerNoteWrites } from './routes.ts';
