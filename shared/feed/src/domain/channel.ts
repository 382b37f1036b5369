import { storableText, uuidText } from '@notes/contracts';

/** What can be subscribed to of a family of events: everything, one subject, or what concerns one person. */
export type Channel = { readonly name: string; readonly family: string } & (
  | { readonly kind: 'all' }
  | { readonly kind: 'subject'; readonly subject: string }
  | { readonly kind: 'author' | 'audience'; readonly person: string }
);

/**
 * How the channels of a family are called: `<all>`, as the family is, `<all>:<id>` and `<authors>:<name>`. `one`: a single subject, whose id
 * its events have as `<one>_id`. `by`: whose channels an event is on, that of its subject's author or those of its audience.
 */
export type ChannelNames = {
  readonly all: string;
  readonly one: string;
  readonly authors: string;
  readonly by: 'author' | 'audience';
};

/** `people`: whose channels it is on, each once. */
export type Addressed = { readonly family: string; readonly subject: string; readonly people: readonly string[] };

export type Channels = {
  /** For people. */
  readonly known: readonly string[];
  /** A regular expression of all names. */
  readonly text: string;
  /**
   * Undefined if there is no such channel: no subject can ever have that id, and no person that name. The subject or the person need not exist
   * (yet).
   */
  parse(name: string): Channel | undefined;
  /** The names of the channels that an event is pushed to: none of a family that has no channels. */
  namesOf(entry: Addressed): string[];
  /** How the channels of a family are called; undefined if it has none. */
  ofFamily(family: string): ChannelNames | undefined;
  /** What kind of channel a name is of, by a name for that; rooms included. */
  kindOf(name: string): string;
};

const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');
const maxNameLength = 255;

export function createChannels(resources: readonly ChannelNames[]): Channels {
  const byFamily = new Map(resources.map((names) => [names.all, names]));
  const byPeople = new Map(resources.map((names) => [names.authors, names]));
  const kinds = new Map([
    ...resources.flatMap(({ all, one, authors }): [string, string][] => [
      [all, one],
      [authors, authors.replace(/s$/, '')],
    ]),
    ['rooms', 'room'],
  ]);
  return {
    known: resources.flatMap(({ all, authors }) => [all, `${all}:<id>`, `${authors}:<name>`]),
    text: `^(?:${resources.map(textOf).join('|')})$`,
    parse(name) {
      if (byFamily.has(name)) return { kind: 'all', name, family: name };
      const colon = name.indexOf(':');
      const rest = name.slice(colon + 1);
      if (colon === -1 || rest === '') return undefined;
      const kind = name.slice(0, colon);
      if (byFamily.has(kind))
        return uuid.test(rest) ? { kind: 'subject', name, family: kind, subject: rest } : undefined;
      const people = byPeople.get(kind);
      if (people === undefined || !isName(rest)) return undefined;
      return { kind: people.by, name, family: people.all, person: rest };
    },
    namesOf({ family, subject, people }) {
      const names = byFamily.get(family);
      if (names === undefined) return [];
      const { all, authors } = names;
      return [all, `${all}:${subject}`, ...people.map((person) => `${authors}:${person}`)];
    },
    ofFamily: (family) => byFamily.get(family),
    kindOf: (name) => (name.includes(':') ? (kinds.get(name.slice(0, name.indexOf(':'))) ?? 'other') : name),
  };
}

const textOf = ({ all, authors }: ChannelNames): string =>
  `${all}|${all}:${uuidText.slice(1, -1)}|${authors}:[^\\x00]+`;

/** As callers may be named: by characters, not by halves of them. */
const isName = (name: string): boolean => storable.test(name) && [...name].length <= maxNameLength;

/** Whose channels an event is on, each once. `audience`: as its aggregate says, if it does. */
export const peopleOf = (
  { by }: ChannelNames,
  author: string,
  audience: readonly string[] | null = null,
): readonly string[] => (by === 'author' ? [author] : (audience ?? []));

export function carries(channel: Channel, { family, subject, people }: Addressed): boolean {
  if (family !== channel.family) return false;
  if (channel.kind === 'all') return true;
  return channel.kind === 'subject' ? subject === channel.subject : people.includes(channel.person);
}
