export { noteRouteTable } from './note-route-table.ts';
