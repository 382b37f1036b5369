import type { NotesClient } from '@notes/client';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';
import type { Connection } from '../connection.ts';
import type {
  Draft,
  Drafts,
  EventWords,
  FieldErrors,
  ListChoice,
  OrderKeys,
  Resource,
  Route,
  Routing,
  Subject,
  Subjects,
  WriteApi,
} from '../subjects/index.ts';

/** How a resource is shown. `C` is its content, what users write of it; `V` what they choose of its list. */
export type ResourceView<C extends object, V extends ListChoice> = Words<C> &
  Data<C, V> &
  Parts<C, V> & {
    /** Its single-key shortcuts beside those that all views have. */
    readonly shortcuts?: readonly Shortcut<C, V>[];
  };

/** `one` is also in the names of rooms; `labels` are in the order in which conflicts list them. */
type Words<C> = EventWords<C> & {
  /** In the page's menu and in titles. */
  readonly name: string;
  /** As `one`, of several. */
  readonly many: string;
  /** The field that people know one by. */
  readonly title: keyof C & string;
  /** A field with lines, which versions are compared by. */
  readonly text?: keyof C & string;
  /** The value of another field; empty if there is none. */
  readonly valueText: (field: keyof C & string, content: C) => string;
  /** The label of the search field. */
  readonly searchLabel: string;
  /** What an empty list says that no filter is set for. */
  readonly nothing: string;
  /** What the button says that creates the first one. */
  readonly createFirst: string;
};

type Data<C, V> = {
  readonly routing: Routing<V>;
  /** The orders to choose from, with their keys and names. */
  readonly orders: Readonly<Record<string, { readonly keys: OrderKeys; readonly name: string }>>;
  /** The filters that are always in sight, by the members of `V`. */
  readonly inSight?: readonly (keyof V)[];
  /** What the bin is opened with, where it is to show more than the list at first. */
  readonly inBin?: Partial<V>;
  /** What is read for a choice whose meaning depends on the time. Read within an effect. */
  readonly atTime?: (view: V) => V;
  readonly empty: C;
  /** As the service stores it: otherwise the event of a creation would not be recognised as this page's own. */
  readonly stored: (content: C) => C;
  /** The errors for which the service would reject the content. */
  readonly check: (content: C) => FieldErrors<C>;
  readonly resource: (client: NotesClient) => Resource<C, V>;
  readonly api: (client: NotesClient) => WriteApi<C>;
};

export type ViewProps<C extends object, V extends ListChoice> = { readonly workspace: ViewWorkspace<C, V> };
export type SubjectProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly subject: Subject<C> };

export type RowProps<C extends object, V extends ListChoice> = SubjectProps<C, V> & {
  /** Whether it is a draft, or being saved. */
  readonly marks: ComponentChildren;
};

/** The attributes of a field's control, with its label and error. */
export type FieldOf<C> = (name: keyof C & string) => {
  readonly id: string;
  readonly label: string;
  readonly error: ComponentChildren;
};

export type FieldsProps<C extends object, V extends ListChoice> = ViewProps<C, V> & {
  readonly draft: Draft<C>;
  readonly field: FieldOf<C>;
  readonly change: (part: Partial<C>) => void;
};

type Parts<C extends object, V extends ListChoice> = {
  /** What a row shows, within the link that opens the subject. */
  readonly Row: ComponentType<RowProps<C, V>>;
  /** A control of a row, beside its link. */
  readonly RowControl?: ComponentType<SubjectProps<C, V>>;
  /** Filters that are always in sight, below the search. */
  readonly Facets?: ComponentType<ViewProps<C, V>>;
  /** Filters that can be hidden, before the order. `id` begins the ids of their controls. */
  readonly Filters: ComponentType<ViewProps<C, V> & { readonly id: string }>;
  /** The controls of the form. */
  readonly Fields: ComponentType<FieldsProps<C, V>>;
  /** A control beside the title of the open subject. */
  readonly TitleControl?: ComponentType<SubjectProps<C, V>>;
  /** Remarks in the line under the title. */
  readonly Remarks?: ComponentType<SubjectProps<C, V>>;
  readonly Body: ComponentType<SubjectProps<C, V>>;
  /** Where nothing is open. */
  readonly Overview?: ComponentType<ViewProps<C, V>>;
};

type Shortcut<C extends object, V extends ListChoice> = {
  readonly key: string;
  readonly meaning: string;
  readonly run: (workspace: ViewWorkspace<C, V>) => void;
};

/** A change that came too late. */
export type Conflict<C> = {
  readonly id: string;
  /** The version that both changes are based on. */
  readonly base: C;
  readonly mine: C;
  /** Undefined: the subject is deleted. */
  readonly theirs: Subject<C> | undefined;
};

/** What a view shows, and what is being written in it; the same for all callers. */
export type ViewState<C extends object, V extends ListChoice> = {
  /** What is shown, by the address. */
  readonly route: ReadonlySignal<Route<V>>;
  readonly drafts: Drafts<C>;
  /** The conflict that the user is to resolve. */
  readonly conflict: Signal<Conflict<C> | undefined>;
  readonly isHistoryOpen: Signal<boolean>;
  /** The address of what is shown after a change. */
  addressOf(change: Partial<Route<V>>): string;
  /** Shows a subject, or none, as a new entry of the browser's history or in place of the current one. */
  open(id: string | undefined, how?: 'push' | 'replace'): void;
  /** Changes the list in place: to go back through the letters of a search would be tedious. */
  changeView(change: Partial<V>): void;
  clearFilters(): void;
  /** Reports that the user's version is discarded, with a way back to the choice. */
  reportDiscarded(discarded: Conflict<C>): void;
};

/** A view for one caller: made anew when name or token change. */
export type ViewWorkspace<C extends object, V extends ListChoice> = Subjects<C, V> &
  Pick<Connection, 'client' | 'events'> & {
    readonly shown: ResourceView<C, V>;
    readonly resource: Resource<C, V>;
    readonly state: ViewState<C, V>;
    readonly commands: Commands<C>;
  };

export type Commands<C> = {
  /** Returns the id under which the subject is shown until the service has assigned one. */
  create(content: C): string;
  /** Changes the fields that differ, provided that the subject is still at the version of `before`. */
  revise(before: Subject<C>, after: C): void;
  /** Sets fields whatever else has changed: for what is meant whichever version the user has seen, such as a tick. */
  set(id: string, changes: Partial<C>): void;
  /** Moves the subject to the bin; a toast offers to undo it. */
  remove(subject: Subject<C>): void;
  restore(subject: Subject<C>): void;
};

/** What people know one by. */
export function titleOf<C extends object>({ title }: Pick<ResourceView<C, never>, 'title'>, content: C): string {
  return String(content[title] ?? '') || 'Untitled';
}
