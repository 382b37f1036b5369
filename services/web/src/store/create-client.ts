import { createNotesClient, type NotesClient } from '@notes/client';

/** The client of whoever uses this page: with a token, or else in the name that is given. */
export const createClient = (name: string, token: string): NotesClient =>
  createNotesClient({
    url: location.origin,
    ...(token === '' ? {} : { token }),
    ...(token !== '' || name === '' ? {} : { user: headerText(name) }),
  });

/** UTF-8 as a header carries it: one character for each byte. */
const headerText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
