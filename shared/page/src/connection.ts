import {
  type ClientOptions,
  createNotesClient,
  type FeedEvent,
  type FeedStatus,
  type NotesClient,
} from '@notes/client';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { tracesWrites } from './settings.ts';
import { WriteTraces } from './write-traces.ts';

/** A resource's part of the page. */
export type View = {
  /** Its name in the page's menu. */
  readonly name: string;
  /** The path of its list. All paths that begin with it and with that of no later view are the view's. */
  readonly path: string;
  /** Its keys with their meanings, for the help. */
  readonly keys: readonly (readonly [key: string, meaning: string])[];
  readonly begin: Begin;
};

/** Begins a view for one caller. */
type Begin = (connection: Connection) => Workspace;

/** What a view has and shows for one caller. */
export type Workspace = {
  /** The panes between header and drawer, with the dialogs of the view. */
  readonly Panes: ComponentType;
  /** The number of failed writes, which `resend` sends again. */
  readonly unsaved: ReadonlySignal<number>;
  resend(): void;
  /** Ends the workspace; returns what begins the next caller's, which sends the failed writes. Writes under way are not cancelled. */
  close(): Begin;
};

/** A write of this page, and the time from sending it to its event on the feed. */
export type OwnWrite = { readonly id: string; readonly version: number; readonly ms: number };

type Listeners<T> = {
  readonly call: (value: T) => void;
  /** Returns what removes the listener. */
  readonly add: (listener: (value: T) => void) => () => void;
};

/** One user's connection to the service, which all views share. */
export type Connection = {
  readonly client: NotesClient;
  readonly status: ReadonlySignal<FeedStatus>;
  /** The events of each frame, in order, after the views have applied them. */
  readonly events: Listeners<readonly FeedEvent[]>;
  readonly ownWrites: Listeners<OwnWrite>;
  readonly close: () => void;
};

/** Connects as the owner of the token, or under a name where the service requires no token. */
export function connect(name: string, token: string): Connection {
  const traces = tracesWrites ? new WriteTraces() : undefined;
  const client = createClient(name, token, traces?.begin);
  const status = signal<FeedStatus>(client.feed.status);
  client.feed.onStatus((now) => {
    status.value = now;
  });
  const events = listeners<readonly FeedEvent[]>();
  if (traces !== undefined) events.add(traces.seen);
  return { client, status, events, ownWrites: listeners(), close: () => client.close() };
}

/** `trace`: as the client's option. */
export const createClient = (name: string, token: string, trace?: ClientOptions['trace']): NotesClient =>
  createNotesClient({
    url: location.origin,
    trace,
    ...(token === '' ? {} : { token }),
    ...(token !== '' || name === '' ? {} : { user: headerText(name) }),
  });

/** UTF-8 in a header: one character for each byte. */
const headerText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

function listeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    call: (value) => {
      for (const listener of [...all]) listener(value);
    },
    add: (listener) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}
