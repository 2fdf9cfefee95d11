/**
 * Lines and columns: wrapping, clipping, and numbers as people write them. The sections of the text
 * report are put together from these.
 */

/** Breaks text at spaces so that no line is longer than the width, where words allow it. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}

/** The text, or its beginning and an ellipsis when it is longer than the width. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** 1234567 → `1,234,567`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/gu, ',');
}

/** `1 write`, `1,200 writes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/**
 * A length of time in the unit that suits it, with three digits: 0.0123 → `12.3 us`, 2412.7 → `2.41
 * s`.
 */
export function lengthOfTime(milliseconds: number): string {
  const [unit, size] =
    milliseconds >= 1000
      ? (['s', 1000] as const)
      : milliseconds >= 1 || milliseconds === 0
        ? (['ms', 1] as const)
        : (['us', 0.001] as const);
  return `${threeDigits(milliseconds / size)} ${unit}`;
}

function threeDigits(number: number): string {
  const decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return String(Number(number.toFixed(decimals)));
}

/** Rows in columns, indented by two; the last column is wrapped under itself. */
export function table(rows: readonly (readonly string[])[], width: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.flatMap((row) => {
    const padded = row.slice(0, -1).map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `);
    return hanging(`  ${padded.join('')}`, row.at(-1) ?? '', width);
  });
}

/** Text behind a label, wrapped so that its further lines stand under the first. */
export function hanging(label: string, text: string, width: number): string[] {
  const [first = '', ...others] = wrap(text, width, ' '.repeat(label.length));
  return [label + first.slice(label.length), ...others];
}
