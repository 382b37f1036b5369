type Cell = string | number | null | undefined;

/** Columns under their headings, for a terminal. Control characters are shown as dots, so that no text can act on it. */
export function formatTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map((cell) => String(cell ?? '').replaceAll(/\p{Cc}/gu, '·')));
  const widths = headings.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
