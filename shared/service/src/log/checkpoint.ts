/** How far the database has applied a partition: the offset of the last record (-1: none), and that record's name. */
export type Checkpoint = { readonly partition: number; readonly position: number; readonly recordId: string | null };
