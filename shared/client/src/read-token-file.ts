/** Rejects: there are no files in a browser. */
export const readTokenFile = (file: string | URL): Promise<string> =>
  Promise.reject(new Error(`${file} is a file, and there are none in a browser: give the token, or a function.`));
