/** A version, and the commit it was built from where that is known: `0.1.0+bed81a1`. */
export const buildText = (version: string, commit: string | undefined): string =>
  commit === undefined ? version : `${version}+${commit}`;
