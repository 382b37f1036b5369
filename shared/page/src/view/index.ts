export { viewOf } from './panes.tsx';
export type {
  FieldsProps,
  RowProps,
  SubjectProps,
  ViewProps,
} from './resource-view.ts';
export { subjectAtHand } from './shortcuts.ts';
