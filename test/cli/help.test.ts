/** What the help says by hand, held against what the program knows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levels } from '../../src/checkers/consistency/result.js';
import { models } from '../../src/checkers/models/registry.js';
import { createProgram } from '../../src/cli/program.js';
import { formatNames } from '../../src/history/formats/format.js';

/** The help of a command as one line. */
function helpOf(name: string): string {
  const program = createProgram(() => undefined);
  const command = program.commands.find((one) => one.name() === name);
  return (command?.helpInformation() ?? '').replaceAll(/\s+/gu, ' ');
}

/** The rows of the table in docs/checking.md whose first column has this title, as cells. */
function table(title: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL('../../docs/checking.md', import.meta.url), 'utf8');
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`| ${title} |`));
  const rows = lines.slice(begin + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function namesIn(cell: string): ReadonlySet<string> {
  return new Set(cell.replaceAll('`', '').split(', '));
}

describe('the help of check', () => {
  it('names all models, from the weakest on', () => {
    const names = models.map(({ name }) => name).join(', ');
    expect(helpOf('check')).toContain(`what every object is: ${names} (default`);
  });
});

describe('docs/checking.md', () => {
  it('lists the models and their actions as they are', () => {
    const rows = table('`--model`').map(([name, actions = '']) => [name, namesIn(actions)]);
    expect(rows).toEqual(models.map(({ name, actions }) => [`\`${name}\``, new Set(actions)]));
  });

  it('lists the formats', () => {
    const names = table('`--format`').flatMap(([cell = '']) => [...namesIn(cell)]);
    expect(names).toEqual(formatNames);
  });

  it('lists the levels, from the strongest on', () => {
    const names = table('Level').flatMap(([cell = '']) => [...namesIn(cell)]);
    expect(names).toEqual(levels);
  });
});
