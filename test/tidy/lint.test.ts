/** The laws of determinism in eslint.config.js, tested on planted violations in a file of the kernel. */
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';
import { root } from './repository.js';

const eslint = new ESLint({ cwd: root });

/** The rules that complain about this code, when it stands in this file. */
async function complaints(code: string, filePath: string): Promise<readonly (string | null)[]> {
  const results = await eslint.lintText(code, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

const planted: readonly (readonly [string, string])[] = [
  ['export const x = Math.random();', 'no-restricted-properties'],
  ['export const x = Math.exp(1);', 'no-restricted-properties'],
  ['export const { pow } = Math;', 'no-restricted-properties'],
  ['export const x = (a: number) => a ** 2;', 'no-restricted-syntax'],
  ['export const x = new Date(0);', 'no-restricted-globals'],
  ['export const x = globalThis;', 'no-restricted-globals'],
  ["export const x = (a: string) => a.localeCompare('b');", 'no-restricted-syntax'],
  ['export const x = (a: number) => a.toLocaleString();', 'no-restricted-syntax'],
  ['export const x = (a: object) => Object.keys(a);', 'no-restricted-properties'],
  [
    'export const x = (a: object) => { for (const b in a) return b; return 0; };',
    'no-restricted-syntax',
  ],
  ['export const x = (a: number[]) => a.sort();', '@typescript-eslint/require-array-sort-compare'],
];

it.each(planted)('forbids in the kernel: %s', async (code, rule) => {
  expect(await complaints(`${code}\n`, 'src/kernel/time.ts')).toContain(rule);
});

it('allows exact functions, and lets the command line meet the world', async () => {
  const exact = 'export const x = Math.sqrt(Math.floor(2));\n';
  expect(await complaints(exact, 'src/kernel/time.ts')).toEqual([]);
  const worldly = 'export const x = new Date(0);\n';
  expect(await complaints(worldly, 'src/cli/output.ts')).toEqual([]);
});
