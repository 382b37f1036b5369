import pg from 'pg';

/** As `wrongAddress`, for a database, as the driver sees it: among others it reads the files that an address names. */
export function wrongPostgresAddress(text: string): string | undefined {
  const client = asTheDriverReadsIt(text);
  return client instanceof Error ? `cannot be used: ${client.message}` : undefined;
}

function asTheDriverReadsIt(connectionString: string): pg.Client | Error {
  try {
    return new pg.Client({ connectionString });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
