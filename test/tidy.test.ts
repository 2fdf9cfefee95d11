/**
 * Style is a test: the rules of test/tidy/ over every file of the repository. The rules themselves are
 * tested on planted violations in test/tidy/rules.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { importsOf, respectsImportTable } from './tidy/architecture.js';
import {
  areDistinctScenarios,
  documentsErrors,
  isDecision,
  isDecisionIndex,
  isScenario,
  keepsChangelog,
} from './tidy/documents.js';
import { repositoryFiles } from './tidy/repository.js';
import type { Rule, SourceFile } from './tidy/rule.js';
import * as source from './tidy/source.js';

const files = repositoryFiles();
const sources = filesIn('src/', '.ts');
const tests = filesIn('test/', '.ts');
const scenarios = filesIn('scenarios/', '.yaml');
const decisions = filesIn('docs/decisions/', '.md').filter((file) => !isIndex(file));

function filesIn(folder: string, ending: string): readonly SourceFile[] {
  return files.filter(({ path }) => path.startsWith(folder) && path.endsWith(ending));
}

function isIndex({ path }: SourceFile): boolean {
  return path.endsWith('/README.md');
}

function theFile(path: string): SourceFile {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} does not exist`);
  return found;
}

/** What is wrong, over some files that must not be none. */
function violations(rule: Rule, among: readonly SourceFile[]): readonly string[] {
  expect(among).not.toHaveLength(0);
  return among.flatMap(rule);
}

describe('the sources', () => {
  it('import only what the import table allows', () => {
    expect(violations(respectsImportTable, sources)).toEqual([]);
  });

  it('are short enough to be held in mind', () => {
    expect(violations(source.isShort, [...sources, ...tests])).toEqual([]);
  });

  it('open with a comment that says what they are', () => {
    expect(violations(source.opensWithComment, [...sources, ...tests])).toEqual([]);
  });

  it('give a reason where they switch a check off', () => {
    expect(violations(source.givesReasons, [...sources, ...tests])).toEqual([]);
  });

  it('show the public surface in one file of re-exports', () => {
    const index = theFile('src/index.ts');
    const statements = index.text.replace(/\/\*[\s\S]*?\*\/|\s/gu, '').split(';');
    const reExports = statements.filter((text) => /^export(?:type)?[*{].*from'[^']+'$/u.test(text));
    expect(statements.filter((text) => text !== '')).toEqual(reExports);
    expect(importsOf(index)).not.toHaveLength(0);
  });
});

describe('the tests', () => {
  it('all run', () => {
    expect(violations(source.runsEveryTest, tests)).toEqual([]);
  });
});

describe('the scenarios', () => {
  it('each assert something and say so to editors', () => {
    expect(violations(isScenario, scenarios)).toEqual([]);
  });

  it('have numbers and names of their own', () => {
    expect(areDistinctScenarios(scenarios)).toEqual([]);
  });
});

describe('the documents', () => {
  it('keep a changelog in the usual form', () => {
    expect(keepsChangelog(theFile('CHANGELOG.md'))).toEqual([]);
  });

  it('record every decision on one page, listed in the index', () => {
    const names = decisions.map(({ path }) => path.slice('docs/decisions/'.length));
    expect(violations(isDecision, decisions)).toEqual([]);
    expect(isDecisionIndex(theFile('docs/decisions/README.md'), names)).toEqual([]);
  });

  it('explain every error code that the sources declare', () => {
    expect(documentsErrors(theFile('docs/errors.md'), sources)).toEqual([]);
  });
});

describe('the repository', () => {
  it('uses the words of the glossary', () => {
    const told = files.filter(({ path }) => /^(?:src|docs|scenarios)\/|^[A-Z]+\.md$/u.test(path));
    expect(violations(source.speaksTheGlossary, told)).toEqual([]);
  });

  it('names no machine and no registry', () => {
    expect(violations(source.namesNoMachine, files)).toEqual([]);
  });

  it('is checked in CI by the commands that the README gives', () => {
    const command = 'npm ci && npm test';
    expect(
      theFile('README.md')
        .text.split('\n')
        .map((line) => line.trim()),
    ).toContain(command);
    expect(theFile('.ci/run').text.split('\n')).toContain(`(${command})`);
  });
});
