import { Type } from 'typebox';

/** What the command line tool reads from the environment beside the settings of the services. */
export const cliSettings = {
  NOTES_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s@]+$',
      description: 'Address of the gateway; absent for that of `notes login`, else http://127.0.0.1:8080.',
      examples: ['https://notes.example.org'],
    }),
  ),
  NOTES_TOKEN: Type.Optional(Type.String({ description: 'Bearer token; absent for that of `notes login`.' })),
  NOTES_USER: Type.Optional(Type.String({ description: 'Who acts, where authentication is off.' })),
  NOTES_SESSION: Type.Optional(
    Type.String({
      description: 'File of what is kept between calls; absent for notes/session.json in the folder of state.',
    }),
  ),
  XDG_STATE_HOME: Type.Optional(Type.String({ description: 'The folder of state; absent for ~/.local/state.' })),
  NODE_ENV: Type.Optional(
    Type.String({ description: 'With `production`, what destroys something needs --yes.', examples: ['production'] }),
  ),
};
