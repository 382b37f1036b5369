import { checkSchema, databaseName, withClient } from '@notes/postgres';

/** Says that the schema is what the migrations give; rejects if it is not, once the difference is printed. */
export async function check(databaseUrl: string): Promise<void> {
  const name = databaseName(databaseUrl);
  const difference = await withClient(databaseUrl, checkSchema);
  if (difference.length === 0) {
    console.log(`database ${name}: its schema is what the migrations give`);
    return;
  }
  console.log(difference.join('\n'));
  throw new Error(
    `The schema of the database ${name} is not what the migrations give (- missing, + too many). \`notes db status\` shows which are applied.`,
  );
}
