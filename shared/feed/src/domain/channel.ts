import { storableText, uuidText } from '@notes/contracts';

/** What can be subscribed to: everything, one subject, or the subjects of one author. */
export type Channel =
  | { readonly kind: 'all'; readonly name: string }
  | { readonly kind: 'subject'; readonly name: string; readonly subject: string }
  | { readonly kind: 'author'; readonly name: string; readonly author: string };

/** How the channels of a kind of subject are called: `<all>`, `<all>:<id>` and `<authors>:<name>`. `one`: a single subject. */
export type ChannelNames = { readonly all: string; readonly one: string; readonly authors: string };

type Addressed = { readonly subject: string; readonly author: string };

export type Channels = {
  readonly all: Channel;
  /** For people. */
  readonly known: readonly string[];
  /** A regular expression of all names. */
  readonly text: string;
  /**
   * Undefined if there is no such channel: no subject can ever have that id, and no author that name. The subject or the author need not exist
   * (yet).
   */
  parse(name: string): Channel | undefined;
  /** The names of the channels that an event is pushed to. */
  namesOf(entry: Addressed): string[];
  /** What kind of channel a name is of, by a name for that; rooms included. */
  kindOf(name: string): string;
};

const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');
const maxAuthorLength = 255;

export function createChannels({ all, one, authors }: ChannelNames): Channels {
  const channelOfAll: Channel = { kind: 'all', name: all };
  const kinds = new Map([
    [all, one],
    [authors, 'author'],
    ['rooms', 'room'],
  ]);
  return {
    all: channelOfAll,
    known: [all, `${all}:<id>`, `${authors}:<name>`],
    text: `^(?:${all}|${all}:${uuidText.slice(1, -1)}|${authors}:[^\\x00]+)$`,
    parse(name) {
      if (name === all) return channelOfAll;
      const colon = name.indexOf(':');
      const rest = name.slice(colon + 1);
      if (colon === -1 || rest === '') return undefined;
      const kind = name.slice(0, colon);
      if (kind === all) return uuid.test(rest) ? { kind: 'subject', name, subject: rest } : undefined;
      return kind === authors && isAuthor(rest) ? { kind: 'author', name, author: rest } : undefined;
    },
    namesOf: ({ subject, author }) => [all, `${all}:${subject}`, `${authors}:${author}`],
    kindOf: (name) => (name.includes(':') ? (kinds.get(name.slice(0, name.indexOf(':'))) ?? 'other') : name),
  };
}

/** As callers may be named: by characters, not by halves of them. */
const isAuthor = (name: string): boolean => storable.test(name) && [...name].length <= maxAuthorLength;

export function carries(channel: Channel, entry: Addressed): boolean {
  if (channel.kind === 'all') return true;
  return channel.kind === 'subject' ? entry.subject === channel.subject : entry.author === channel.author;
}
