/** Where a terminal shows nothing but ASCII, every symbol that the program itself prints has a stand-in. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { withSymbols, type Style } from '../../src/report/style.js';

const same = (text: string): string => text;
const style: Style = {
  paint: { good: same, bad: same, warning: same, dim: same, strong: same, accent: same },
  unicode: false,
  width: 80,
};

/** The characters beyond ASCII in what a file prints: in its texts, not in its comments. */
function symbolsIn(path: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2023, true);
  scanner.setText(readFileSync(path, 'utf8'));
  let symbols = '';
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    symbols += scanner.getTokenText().replaceAll(/[\u0000-\u007f]/gu, '');
  }
  return Array.from(symbols);
}

it('knows a stand-in of one character for every symbol', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const symbols = [...new Set(files.flatMap((file) => symbolsIn(`src/${file}`)))].sort();
  expect(symbols).toContain('├');
  expect(
    symbols.filter((symbol) => !/^[\u0000-\u007f]$/u.test(withSymbols(symbol, style))),
  ).toEqual([]);
});
