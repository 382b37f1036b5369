import type { Command, CommonRefusal, OwnedState } from '@notes/kernel';
import type { ListSource } from '@notes/reading';
import type { TObject, TSchema } from 'typebox';
import type { Outcome } from '../lanes/attempt.ts';
import type { Writer, Written } from '../lanes/writer.ts';

/** A state with an id, as clients see it but for the time of deletion. */
export type ItemState = OwnedState & { readonly id: string };

/** A kind of thing that is written over HTTP, as its contract and its read model have it. */
export type Writable<Fields extends object, Filters extends object = object, Member extends string = string> = {
  /** In the singular, as in `a note`. */
  readonly name: string;
  /** The address of all of them, such as `/v1/notes`; `tag` groups the operations in the description of the API. */
  readonly path: string;
  readonly tag: string;
  /** The field whose value no two that are live may share, as the aggregate has it. */
  readonly unique?: string;
  /** What a bulk delete selects from. Its table is the plural of the name. */
  readonly source: ListSource<Filters, Member>;
  readonly schemas: {
    readonly Item: TSchema;
    /** What may be left out has its default in the schema. */
    readonly Body: TObject;
    readonly Patch: TObject;
    readonly BulkBody: TSchema;
    readonly BulkCreated: TSchema;
    readonly BulkDeleteParameters: TSchema;
    readonly BulkDeleted: TSchema;
    readonly PreconditionProblem: TSchema;
  };
  /**
   * The fields that a body names (what is null is left out of a whole one) in the form in which they are kept, where that is another one. `pointer` is where they stand in the
   * body. Throws the problem `invalid` for what no schema can refuse.
   */
  keep?(fields: object, pointer: string): Partial<Fields>;
};

/** A command with the time at which it came, in ms since 1970. */
export type Timed<Fields> = Command<Fields> & { readonly now: number };

export type ItemOutcome<State = ItemState> = Outcome<State, CommonRefusal>;
export type WrittenItem<State = ItemState> = Written<State, CommonRefusal>;
export type ItemWriter<Fields extends object, State extends ItemState = ItemState> = Writer<
  State,
  Timed<Fields>,
  CommonRefusal
>;

/** The state as clients see it, without the time of deletion. */
export function toItem<State extends ItemState>(state: State): Omit<State, 'deleted_at'> {
  const { deleted_at: _, ...item } = state;
  return item;
}
