/**
 * How far a partition is applied. `position` is the offset of the last record applied (-1: none), `recordId` names that
 * record (null: there is none at that offset), `journalPos` is the last journalled position (null: none yet).
 */
export type Checkpoint = {
  readonly partition: number;
  readonly position: number;
  readonly recordId: string | null;
  readonly journalPos: number | null;
};
