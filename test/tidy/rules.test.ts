/** The rules of the tree find the violations planted for them, and leave right code alone. */
import { describe, expect, it } from 'vitest';
import { importsOf, layers, respectsImportTable } from './architecture.js';
import {
  areDistinctScenarios,
  documentsErrors,
  isDecision,
  isDecisionIndex,
  isScenario,
  keepsChangelog,
} from './documents.js';
import type { Rule } from './rule.js';
import * as source from './source.js';

/** How many violations the rule finds in this text, under this path. */
function count(rule: Rule, text: string, path = 'src/kernel/planted.ts'): number {
  return rule({ path, text }).length;
}

describe('the import table', () => {
  const allowed: readonly (readonly [string, string])[] = [
    ['src/kernel/a.ts', `import seedrandom from 'seedrandom';`],
    ['src/simulation/run.ts', `import { x } from '../databases/registry.js';`],
    ['src/simulation/network/a.ts', `import { y } from './schema.js';`],
    ['src/databases/raft/a.ts', `import type { WriteId } from '../../history/operation.js';`],
    ['src/databases/raft/a.ts', `import { newer } from '../versions/vector.js';`],
    ['src/databases/registry.ts', `import { raft } from './raft/family.js';`],
    ['src/databases/raft/schema.ts', `import { name } from '../../scenario/values/schema.js';`],
    ['src/report/a.ts', `import { type Run } from '../simulation/run.js';`],
    ['src/cli/a.ts', `import { readFileSync } from 'node:fs';`],
    ['src/index.ts', `export { simulate } from './simulation/simulate.js';`],
  ];
  const forbidden: readonly (readonly [string, string])[] = [
    ['src/kernel/a.ts', `import type { Operation } from '../history/operation.js';`],
    ['src/kernel/a.ts', `import { readFileSync } from 'node:fs';`],
    ['src/checkers/a.ts', `import type { Family } from '../databases/database.js';`],
    ['src/checkers/a.ts', `export * from '../simulation/run.js';`],
    ['src/databases/raft/a.ts', `import { x } from '../../history/operation.js';`],
    ['src/databases/raft/a.ts', `import { x } from '../quorum/ring.js';`],
    ['src/databases/database.ts', `import type { State } from './raft/state.js';`],
    ['src/databases/raft/schema.ts', `import { x } from './rules.js';`],
    ['src/scenario/a.ts', `import { builtIn } from '../databases/registry.js';`],
    ['src/scenario/a.ts', `const { x } = await import('../simulation/simulate.js');`],
    ['src/scenario/a.ts', `type X = import('../simulation/run.js').Run;`],
    ['src/simulation/network/a.ts', `import { x } from '../host/host.js';`],
    ['src/simulation/a.ts', `import { judge } from '../checkers/judge.js';`],
    ['src/report/a.ts', `import { type Run, simulate } from '../simulation/simulate.js';`],
    ['src/report/a.ts', `import chalk from 'chalk';`],
    ['src/index.ts', `export { main } from './cli/main.js';`],
    ['src/helpers/a.ts', ''],
    ['src/kernel/a.ts', `import { x } from '../helpers/a.js';`],
  ];

  it.each(allowed)('allows %s: %s', (path, text) => {
    expect(count(respectsImportTable, text, path)).toBe(0);
  });

  it.each(forbidden)('forbids %s: %s', (path, text) => {
    expect(count(respectsImportTable, text, path)).toBe(1);
  });

  it('names only layers that exist', () => {
    const named = Object.values(layers).flatMap(({ values, types = [] }) => [...values, ...types]);
    expect(named.filter((name) => !(name in layers))).toEqual([]);
  });

  it('sees what is left of an import after compilation', () => {
    const text = `import a from 'a';
      import type b from 'b';
      import { type c } from 'c';
      import { type d, e } from 'd';
      import 'f';
      import * as g from 'g';
      export type { h } from 'h';
      export * from 'i';`;
    const found = importsOf({ path: 'src/a.ts', text });
    const erased = found.filter((one) => one.typeOnly).map((one) => one.specifier);
    expect(found.map((one) => one.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(erased).toEqual(['b', 'c', 'h']);
  });
});

describe('rules over one file', () => {
  const skipped = ['it', 'skip'].join('.');
  const only = ['describe', 'concurrent', 'only'].join('.');
  const home = ['', 'home', 'somebody', 'quorate'].join('/');
  const lockLine = ['"resolved"', ' "https://packages.example/immer.tgz"'].join(':');
  const disabled = ['// eslint', 'disable-next-line no-console'].join('-');

  const planted: readonly (readonly [string, Rule, string, string])[] = [
    ['a file of 351 lines', source.isShort, 'x;\n'.repeat(351), 'x;\n'.repeat(350)],
    [
      'no opening comment',
      source.opensWithComment,
      'const x = 1;',
      '/** A number. */\nconst x = 1;',
    ],
    ['a silenced check', source.givesReasons, disabled, `${disabled} -- the user sees it`],
    ['a skipped test', source.runsEveryTest, `${skipped}('a', f);`, `it('a', f);`],
    ['an exclusive test', source.runsEveryTest, `${only}('a', f);`, `it.skipIf(x)('a', f);`],
    ['a banned word', source.speaksTheGlossary, 'Each slave follows.', 'It mastered enslavement.'],
    ['the path of a machine', source.namesNoMachine, `see ${home}`, 'see src/home/page'],
    ['a registry host', source.namesNoMachine, lockLine, 'resolved: yes'],
  ];

  it.each(planted)('finds %s', (_, rule, wrong, right) => {
    expect(count(rule, wrong)).toBe(1);
    expect(count(rule, right)).toBe(0);
  });
});

describe('rules over documents', () => {
  const changelog = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n';
  const brokenChangelogs: readonly (readonly [string, string])[] = [
    ['another title', changelog.replace('# Changelog', '# Changes')],
    ['no unreleased changes', changelog.replace('[Unreleased]', '[1.0.0] - 2026-01-31')],
    ['a version without a date', `${changelog}\n## [1.0.0]\n`],
    ['a section of another name', changelog.replace('### Added', '### New')],
    ['an empty section', changelog.replace('- A thing.', '')],
  ];

  it.each(brokenChangelogs)('finds a changelog with %s', (_, broken) => {
    expect(count(keepsChangelog, changelog)).toBe(0);
    expect(count(keepsChangelog, broken)).toBe(1);
  });

  const path = 'docs/decisions/001-time.md';
  const decision = '# 001. Time\n\n## Context\n\n## Decision\n\n## Consequences\n';
  const brokenDecisions: readonly (readonly [string, string, string])[] = [
    ['of another number', decision.replace('001', '002'), path],
    ['without consequences', decision.replace('## Consequences', ''), path],
    ['longer than a page', decision + '\n'.repeat(80), path],
    ['without a number', decision, 'docs/decisions/time.md'],
  ];

  it.each(brokenDecisions)('finds a decision %s', (_, broken, brokenPath) => {
    expect(count(isDecision, decision, path)).toBe(0);
    expect(count(isDecision, broken, brokenPath)).toBe(1);
  });

  it('finds decisions that the index forgets, invents or repeats', () => {
    const index = (text: string) => ({ path: 'docs/decisions/README.md', text });
    const line = '- [Time](001-time.md)\n';
    expect(isDecisionIndex(index(line), ['001-time.md'])).toEqual([]);
    expect(isDecisionIndex(index(''), ['001-time.md'])).toHaveLength(1);
    expect(isDecisionIndex(index(line), [])).toHaveLength(1);
    expect(isDecisionIndex(index(line + line), ['001-time.md'])).toHaveLength(1);
  });

  it('finds error codes without a heading, and headings without a code', () => {
    const manual = { path: 'docs/errors.md', text: '# Errors\n\n## E001: x\n\nSee E002.\n' };
    const declares = (code: string) => [{ path: 'src/a.ts', text: `const code = '${code}';` }];
    expect(documentsErrors(manual, declares('E001'))).toEqual([]);
    expect(documentsErrors(manual, declares('E002'))).toHaveLength(2);
  });

  it('finds scenarios that assert nothing, hide from editors, or have no number', () => {
    const right =
      '# yaml-language-server: $schema=../schema/scenario.schema.json\nname: a\nexpect: { x: 1 }\n';
    expect(count(isScenario, right, 'scenarios/01-a.yaml')).toBe(0);
    expect(count(isScenario, right, 'scenarios/a.yaml')).toBe(1);
    expect(count(isScenario, right.replace('x: 1', ''), 'scenarios/01-a.yaml')).toBe(1);
    expect(count(isScenario, right.slice(right.indexOf('\n')), 'scenarios/01-a.yaml')).toBe(1);
    const deeper = right.replace('../', '../../');
    expect(count(isScenario, deeper, 'scenarios/b/a.yaml')).toBe(0);
    expect(count(isScenario, right, 'scenarios/b/a.yaml')).toBe(1);
    expect(count(isScenario, deeper, 'scenarios/b/01-a.yaml')).toBe(1);
  });

  it('finds scenarios that share a number or a name', () => {
    const scenario = (file: string, name: string) => ({
      path: `scenarios/${file}.yaml`,
      text: `name: ${name}\n`,
    });
    const first = scenario('01-a', 'a');
    expect(areDistinctScenarios([first, scenario('02-b', 'b')])).toEqual([]);
    expect(areDistinctScenarios([first, scenario('01-b', 'b')])).toHaveLength(1);
    expect(areDistinctScenarios([first, scenario('02-b', 'a')])).toHaveLength(1);
    expect(areDistinctScenarios([first, scenario('c/b', 'b'), scenario('c/d', 'd')])).toEqual([]);
    expect(areDistinctScenarios([first, scenario('c/b', 'a')])).toHaveLength(1);
  });
});
