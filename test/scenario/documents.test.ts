/** The documents of the scenario language say what the schemas say: every code, every key, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInDeclarations } from '../../src/databases/schema.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import { problemTitles } from '../../src/scenario/problem.js';
import { genericEvents } from '../../src/simulation/nemesis/schema.js';
import { problemsOf } from './marked.js';

const document = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  it('explains every code under its title, in order', () => {
    const headings = [...document('errors.md').matchAll(/^## (.*)$/gmu)].map(([, title]) => title);
    const titles = Object.entries(problemTitles).map(([code, title]) => `${code} ${title}`);
    expect(headings).toEqual(titles);
  });

  it('has something to say about each', () => {
    const sections = document('errors.md')
      .split(/^## .*$/mu)
      .slice(1);
    expect(sections.filter((section) => section.trim().length < 30)).toEqual([]);
  });
});

/** All keys that stand anywhere under `properties` in a JSON Schema. */
function keysIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, part]: [string, unknown]) =>
    keyword === 'properties' && typeof part === 'object' && part !== null
      ? [...Object.keys(part), ...Object.values(part).flatMap(keysIn)]
      : keysIn(part),
  );
}

describe('docs/scenario-language.md', () => {
  const text = document('scenario-language.md');
  const keys = new Set(keysIn(scenarioJsonSchema()));

  it('names every key of the schema', () => {
    const missing = [...keys].filter((key) => !new RegExp(`\\b${key}\\b`, 'u').test(text));
    expect(missing).toEqual([]);
  });

  it('has a row for no key that does not exist', () => {
    const rows = [...text.matchAll(/^\| (`[^|]*) \|/gmu)].map(([, cell = '']) => cell);
    const named = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, key]) => key));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((key) => key === undefined || !keys.has(key))).toEqual([]);
  });

  it.each(Object.values(builtInDeclarations))('names what $kind declares', (declaration) => {
    const { kind, roles, events, commands, bugs } = declaration;
    const names = [kind, ...roles, ...[events, commands, bugs, genericEvents].flatMap(Object.keys)];
    expect(names.filter((name) => !text.includes(`\`${name}\``) && name !== kind)).toEqual([]);
    expect(text).toContain(`### ${kind}\n`);
  });

  it('shows scenarios that can be read', () => {
    const examples = scenariosIn(text);
    expect(examples.length).toBeGreaterThan(3);
    for (const example of examples) expect(problemsOf(example)).toEqual([]);
  });
});

function scenariosIn(text: string): readonly string[] {
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, yaml = '']) => yaml);
}

/** The functions that the files of a chapter define: those of a folder, or of one file. */
function functionsOf(family: string, chapter: string): readonly string[] {
  const place = new URL(`../../src/databases/${family}/${chapter}`, import.meta.url);
  const files = chapter.endsWith('/')
    ? readdirSync(place).map((file) => new URL(file, place))
    : [place];
  const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return [...sources.matchAll(/^(?:export )?function (\w+)/gmu)].map(([, name = '']) => name);
}

describe.each([
  { family: 'primary-replica', products: 4 },
  { family: 'quorum', products: 4 },
  { family: 'raft', products: 5 },
])('docs/families/$family.md', ({ family, products }) => {
  const text = document(`families/${family}.md`);
  const chapters = [...text.matchAll(/^## [^\n]* \(`([^`]+)`\)\n(.*?)(?=^## )/gmsu)].map(
    ([, chapter = '', body = '']) => [chapter, body] as const,
  );

  it('has a chapter for every folder with rules', () => {
    const folders = readdirSync(new URL(`../../src/databases/${family}/`, import.meta.url), {
      withFileTypes: true,
    }).flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : []));
    const options = ['advice/', 'options/'];
    const named = chapters.map(([chapter]) => chapter).filter((chapter) => chapter.endsWith('/'));
    expect(named.toSorted()).toEqual(folders.filter((one) => !options.includes(one)).toSorted());
  });

  it.each(chapters)('names rules of %s that are there', (chapter, body) => {
    const rules = [...body.matchAll(/^- (`\w+`(?:, `\w+`)*):/gmu)].map(([, names = '']) => names);
    const named = rules.flatMap((names) => [...names.matchAll(/\w+/gu)].map(([name]) => name));
    const known = functionsOf(family, chapter);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('shows a scenario for each product that can be read', () => {
    const examples = scenariosIn(text);
    expect(examples).toHaveLength(products);
    for (const example of examples) expect(problemsOf(example)).toEqual([]);
  });
});
