import type { TObject } from 'typebox';
import { shortType } from '../events.ts';
import type { Route } from '../routes.ts';
import type { ResourceNames, RestCalls } from '../stream-methods.ts';

/** What others need to know of a feature that they pass on: its addresses, channels, calls and events. */
export type FeatureContract = FeatureMessages & {
  /** Which member of an entry of the feed the channels by person go by. */
  readonly by: 'author' | 'audience';
  /** Everything that can be done with it over HTTP. */
  readonly routes: readonly Route[];
};

/** What a feature adds to the description of messages. */
export type FeatureMessages = ResourceNames & {
  /** How the channels are called that are by person. */
  readonly authors: string;
  readonly events: Readonly<Record<string, { readonly schema: TObject }>>;
  /** An event as history shows it. */
  readonly HistoryEvent: TObject;
  readonly calls: RestCalls;
};

/** The names of the channels, for people. */
export const channelsOf = (features: readonly FeatureMessages[]): string[] =>
  features.flatMap(({ all, authors }) => [`\`${all}\``, `\`${all}:<id>\``, `\`${authors}:<name>\``]);

/**
 * What event types are called in the description: as in short, behind the name of the resource where another has such a name already:
 * `Fenced` of a task is `Fenced`, that of a further resource `LabelFenced`.
 */
export function namesOfTypes(features: readonly FeatureMessages[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { all, one, events } of features)
    for (const type of Object.keys(events)) {
      const short = shortType(type);
      if (!first.has(short)) first.set(short, all);
      names.set(type, first.get(short) === all ? short : `${one.slice(0, 1).toUpperCase()}${one.slice(1)}${short}`);
    }
  return names;
}

/** What the data of an event are called: `NoteCreatedData`, those of a later version of its type `NoteCreatedV2Data`. */
export const dataNameOf = (type: string, name: string): string => {
  const version = type.slice(type.lastIndexOf('.v') + 2);
  return `${name}${version === '1' ? '' : `V${version}`}Data`;
};
