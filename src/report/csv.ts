/** Rows of CSV, as RFC 4180 has them but for the line ends. */

/** The cells as a line, with its end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\n`;
}

/** Quotes around a cell that holds a separator, doubled within. */
function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
