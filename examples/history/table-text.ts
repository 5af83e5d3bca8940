/** Rows with the same columns, one below the other, under the names of the columns. */
export function tableText(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `  ${line
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function cellText(cell: unknown): string {
  if (cell === null) return '–';
  if (Array.isArray(cell)) return cell.length === 0 ? '–' : cell.map(cellText).join(', ');
  if (typeof cell !== 'object') return String(cell);
  const members = Object.entries(cell).map(([name, value]) => `${name} ${cellText(value)}`);
  return members.length === 0 ? '–' : members.join(', ');
}
