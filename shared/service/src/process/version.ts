/** The version of the software, of all its parts together; a test compares it with every manifest. */
export const version = '0.1.0';

/** The version, and the commit it was built from where that is known: `0.1.0+bed81a1`. */
export const buildText = (commit: string | undefined): string =>
  commit === undefined ? version : `${version}+${commit}`;
