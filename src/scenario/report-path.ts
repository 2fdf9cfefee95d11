/**
 * Paths of the report that `expect` can name, found by walking the report's schema: every number and every
 * verdict. People may leave out what goes without saying: the section (`findings`, `metrics`, …), the unit at
 * the end of a name, and the `count` of a finding.
 */
import { z } from 'zod';
import { reportSchema, verdictNames } from '../report/schema.js';
import type { ScenarioSpec } from './scenario.js';
import { alternatives, wordsOf } from './schema-walk.js';
import { hintAmong } from './suggestion.js';

/** A number or a verdict of the report. */
export interface ReportField {
  /** The way to it from the root of the report. */
  readonly path: readonly string[];
  /** Numbers of milliseconds are compared with durations. */
  readonly unit: 'ms' | null;
  /** The words that may stand there; null for numbers. */
  readonly words: readonly string[] | null;
}

/** The names in a scenario that are keys of its report. */
export interface ReportKeys {
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
  readonly faults: readonly string[];
}

const noKeys: ReportKeys = { nodes: [], groups: [], faults: [] };

/** The keys that the report of this scenario has. */
export function reportKeysOf({ database, clients, faults }: ScenarioSpec): ReportKeys {
  return {
    nodes: database.nodes,
    groups: clients.map(({ name }) => name),
    faults: faults.map(({ id }) => id),
  };
}

export type ReportPathResult =
  | { readonly kind: 'field'; readonly field: ReportField }
  | { readonly kind: 'unknown'; readonly message: string; readonly hint: string | null };

/** The field that a path in `expect` means. Without `keys`, any name of a node, group or fault will do. */
export function resolveReportPath(path: string, keys: ReportKeys | null = null): ReportPathResult {
  for (const field of fields) {
    const match = field.pattern.exec(path);
    if (match === null) continue;
    const wildcard = match.groups?.['key'];
    if (wildcard !== undefined && !isKey(wildcard, field.keys, keys)) continue;
    const canonical = field.steps.map((step) => (step === anyKey ? (wildcard ?? '') : step));
    return { kind: 'field', field: { path: canonical, unit: field.unit, words: field.words } };
  }
  const hint = hintAmong(path, spellings(keys ?? noKeys), 'for example');
  return { kind: 'unknown', message: `the report has no "${path}"`, hint };
}

/** Which names stand for the free keys of a part of the report. */
type KeySource = keyof ReportKeys | 'verdicts' | 'notes';

interface FieldPattern {
  readonly steps: readonly string[];
  readonly pattern: RegExp;
  readonly keys: KeySource | null;
  readonly unit: 'ms' | null;
  readonly words: readonly string[] | null;
}

const anyKey = '*';

/** What a report says about itself cannot be expected by the scenario that it is about. */
const left: ReadonlySet<string> = new Set([
  ...['formatVersion', 'expectations', 'outcome', 'scenario'],
  // Verdicts say it shorter.
  'consistency',
]);

/** Sections that may be left out, in the order in which they are searched. */
const sections = ['findings', 'fates', 'metrics', 'verdicts'];

const keySources: ReadonlyMap<string, KeySource> = new Map([
  ['verdicts', 'verdicts'],
  ['metrics.replication', 'nodes'],
  ['groups', 'groups'],
  ['coverage.notes', 'notes'],
  ['coverage.faults', 'faults'],
]);

/** All fields, those first that a short path rather means. */
const fields: readonly FieldPattern[] = sectionsFirst(fieldsIn(reportSchema, []));

function sectionsFirst(unsorted: readonly FieldPattern[]): FieldPattern[] {
  const rank = ({ steps }: FieldPattern): number => {
    const at = sections.indexOf(steps[0] ?? '');
    return at < 0 ? sections.length : at;
  };
  return [...unsorted].sort((one, other) => rank(one) - rank(other));
}

function fieldsIn(schema: z.core.$ZodType, steps: readonly string[]): FieldPattern[] {
  return alternatives(schema).flatMap((one): FieldPattern[] => {
    if (one instanceof z.ZodNumber) return [fieldAt(steps, null)];
    if (one instanceof z.ZodEnum) return [fieldAt(steps, wordsOf([one]))];
    if (one instanceof z.ZodRecord) {
      const keys = wordsOf([one.keyType]);
      return (keys.length > 0 ? keys : [anyKey]).flatMap((key) =>
        fieldsIn(one.valueType, [...steps, key]),
      );
    }
    if (!(one instanceof z.ZodObject)) return [];
    return Object.entries(one.shape)
      .filter(([key]) => steps.length > 0 || !left.has(key))
      .flatMap(([key, inner]) => fieldsIn(inner as z.core.$ZodType, [...steps, key]));
  });
}

function fieldAt(steps: readonly string[], words: readonly string[] | null): FieldPattern {
  const [section = '', ...rest] = steps.map((step) =>
    step === anyKey ? '(?<key>.+)' : step.replace(/Ms$/u, '(?:Ms)?'),
  );
  const isCount = section === 'findings' && rest.at(-1) === 'count';
  const tail = isCount ? `${rest.slice(0, -1).join('\\.')}(?:\\.count)?` : rest.join('\\.');
  const separator = rest.length === 0 ? '' : '\\.';
  const source = sections.includes(section)
    ? `(?:${section}\\.)?${tail}`
    : `${section}${separator}${tail}`;
  const free = steps.indexOf(anyKey);
  return {
    steps,
    pattern: new RegExp(`^${source}$`, 'u'),
    keys: keySources.get(steps.slice(0, Math.max(0, free)).join('.')) ?? null,
    unit: steps.at(-1)?.endsWith('Ms') === true ? 'ms' : null,
    words,
  };
}

function isKey(name: string, source: KeySource | null, keys: ReportKeys | null): boolean {
  const known = keysFrom(source, keys);
  return known === null || known.includes(name);
}

/** The names that may stand there; null when any may. */
function keysFrom(source: KeySource | null, keys: ReportKeys | null): readonly string[] | null {
  if (source === 'verdicts') return verdictNames;
  return source === null || source === 'notes' || keys === null ? null : keys[source];
}

/** Every path in its shortest spelling, for "did you mean". */
function spellings(keys: ReportKeys): string[] {
  return fields.flatMap(({ steps, keys: source }) => {
    const isCount = steps[0] === 'findings' && steps.at(-1) === 'count';
    const short = (sections.includes(steps[0] ?? '') ? steps.slice(1) : steps)
      .slice(0, isCount ? -1 : undefined)
      .join('.')
      .replace(/Ms$/u, '');
    if (!steps.includes(anyKey)) return [short];
    return (keysFrom(source, keys) ?? []).map((key) => short.replace(anyKey, () => key));
  });
}
