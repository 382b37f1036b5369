/** The values of a statement that is being put together, and the names under which its text speaks of them. */
export type SqlValues = {
  readonly values: readonly unknown[];
  /** Takes a value in; what it gives, such as `$3::text[]`, stands for it in the text. */
  add(value: unknown, type: string): string;
};

export function createSqlValues(): SqlValues {
  const values: unknown[] = [];
  return {
    values,
    add(value, type) {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
}
