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
  const { unit, size } = unitOfTime(milliseconds);
  return `${threeDigits(milliseconds / size)} ${unit}`;
}

/** The unit that suits a length of time, and how many milliseconds it has. */
export function unitOfTime(milliseconds: number): { readonly unit: string; readonly size: number } {
  if (milliseconds >= 1000) return { unit: 's', size: 1000 };
  if (milliseconds >= 1 || milliseconds === 0) return { unit: 'ms', size: 1 };
  return { unit: 'us', size: 0.001 };
}

function threeDigits(number: number): string {
  return String(Number(number.toFixed(decimalsOf(number))));
}

/** How many decimals a number above 0 is told with, so that it has three digits. */
export function decimalsOf(number: number): number {
  return number >= 100 ? 0 : number >= 10 ? 1 : 2;
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
