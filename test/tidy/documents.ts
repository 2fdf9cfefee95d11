/** Rules over the documents that stand beside the code: changelog, decisions, error codes, scenarios. */
import { parse } from 'yaml';
import type { Rule, SourceFile } from './rule.js';

const changeSections = [
  ...['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'],
  // A trace change for the same seed stands here: people keep seeds.
  'Breaking',
];

/** Keep a Changelog: unreleased first, then versions with dates, newest first; known sections, none empty. */
export const keepsChangelog: Rule = ({ path, text }) => {
  const blocks = text.split(/^(?=##? )/mu).filter((block) => block.startsWith('## '));
  const titles = blocks.map((block) => block.slice('## '.length, block.indexOf('\n')).trim());
  const sections = blocks.flatMap((block) => block.split(/^(?=### )/mu).slice(1));
  return [
    ...(text.startsWith('# Changelog\n') ? [] : ['does not begin with "# Changelog"']),
    ...(titles[0] === '[Unreleased]' ? [] : ['does not have [Unreleased] first']),
    ...titles
      .slice(1)
      .filter((title) => !/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/u.test(title))
      .map((title) => `"${title}" is not "[1.2.3] - 2026-01-31"`),
    ...sections.flatMap((section) => {
      const [heading = '', ...rest] = section.split('\n');
      const name = heading.slice('### '.length).trim();
      const isKnown = changeSections.includes(name);
      const hasItems = rest.some((line) => line.startsWith('- '));
      return [
        ...(isKnown ? [] : [`"${name}" is not a section of a changelog`]),
        ...(hasItems ? [] : [`the section "${name}" is empty`]),
      ];
    }),
  ].map((problem) => `${path}: ${problem}`);
};

/** A decision is numbered and says context, decision and consequences on one page. */
export const isDecision: Rule = ({ path, text }) => {
  const headings = ['## Context', '## Decision', '## Consequences'];
  const number = /\/(\d{3})-[a-z0-9-]+\.md$/u.exec(path)?.[1];
  return [
    ...(number === undefined ? ['is not named NNN-title.md'] : []),
    ...(number !== undefined && !text.startsWith(`# ${number}. `)
      ? [`does not begin with "# ${number}. "`]
      : []),
    ...headings
      .filter((heading) => !text.includes(`\n${heading}\n`))
      .map((heading) => `lacks "${heading}"`),
    ...(text.split('\n').length > 80 ? ['is longer than a page'] : []),
  ].map((problem) => `${path}: ${problem}`);
};

/** Every decision is in the index, and the index lists no other. */
export function isDecisionIndex(index: SourceFile, decisions: readonly string[]): string[] {
  const listed = [...index.text.matchAll(/\]\((?<name>\d{3}-[^)]+\.md)\)/gu)].map(
    (match) => match.groups?.['name'] ?? '',
  );
  return differences(listed, decisions).map((problem) => `${index.path}: ${problem}`);
}

const errorCode = /\bE\d{3}\b/gu;

/** Every error code in the sources has a heading of its own, and every heading a code in the sources. */
export function documentsErrors(manual: SourceFile, sources: readonly SourceFile[]): string[] {
  const declared = new Set(sources.flatMap(({ text }) => text.match(errorCode) ?? []));
  const headings = manual.text.split('\n').filter((line) => line.startsWith('#'));
  const documented = headings.flatMap((line) => line.match(errorCode) ?? []);
  return differences(documented, [...declared]).map((problem) => `${manual.path}: ${problem}`);
}

function differences(listed: readonly string[], existing: readonly string[]): string[] {
  const twice = listed.filter((name, index) => listed.indexOf(name) !== index);
  return [
    ...existing.filter((name) => !listed.includes(name)).map((name) => `lacks ${name}`),
    ...listed.filter((name) => !existing.includes(name)).map((name) => `${name} does not exist`),
    ...twice.map((name) => `${name} stands there twice`),
  ];
}

/** A scenario asserts something, helps editors, and has its place in the course, or in a folder to be compared. */
export const isScenario: Rule = ({ path, text }) => {
  const { expect } = parse(text) as { expect?: Record<string, unknown> };
  const isOfCourse = path.split('/').length === 2;
  const [title, up] = isOfCourse ? ['NN-title', '..'] : ['title', '../..'];
  const form = isOfCourse ? /\/\d{2,3}-[a-z0-9-]+\.yaml$/u : /\/[a-z][a-z0-9-]*\.yaml$/u;
  return [
    ...(form.test(path) ? [] : [`is not named ${title}.yaml`]),
    ...(expect !== undefined && Object.keys(expect).length > 0 ? [] : ['expects nothing']),
    ...(text.startsWith(`# yaml-language-server: $schema=${up}/schema/scenario.schema.json\n`)
      ? []
      : ['does not begin with the line that names its schema to editors']),
  ].map((problem) => `${path}: ${problem}`);
};

/** No two scenarios have the same number or name. */
export function areDistinctScenarios(scenarios: readonly SourceFile[]): string[] {
  const seen = new Map<string, string>();
  return scenarios.flatMap(({ path, text }) => {
    const { name } = parse(text) as { name: string };
    const [number] = /(?<=^scenarios\/)\d+(?=-[^/]*$)/u.exec(path) ?? [];
    const traits = [...(number === undefined ? [] : [`number ${number}`]), `name "${name}"`];
    return traits.flatMap((trait) => {
      const first = seen.get(trait);
      seen.set(trait, first ?? path);
      return first === undefined ? [] : [`${path}: has the ${trait} of ${first}`];
    });
  });
}
