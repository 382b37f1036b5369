export { noteChannels, noteMethods } from './note-feed.ts';
