/**
 * Whether one part of a scenario has the right shape: parses it with its zod schema and turns what zod
 * finds into complaints that people understand.
 */
import type { z } from 'zod';
import type { Complain, Path, ProblemCode } from './problem.js';
import { expected, hintAtExample, needsUnit, takesText } from './expected.js';
import { isMapping, keysOf, schemasAlong, unfold, unionOptions, wordsOf } from './schema-walk.js';
import { didYouMean, hintAmong, nearest, quote } from './suggestion.js';
import type { ValueProblem } from './values/schema.js';

type Issue = z.core.$ZodIssue;

/** What is being judged: a value that stands at `path`, with the schema for it. */
interface Subject {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly path: Path;
}

/** The parsed value; undefined, after complaints, when the value does not have the right shape. */
export function parsePart<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: Path,
  complain: Complain,
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  explainAll(result.error.issues, { schema, value, path }, complain);
  return undefined;
}

/** A misspelled key is one mistake, although the right one is also missing then. */
function explainAll(issues: readonly Issue[], subject: Subject, complain: Complain): void {
  const meant = new Set<string>();
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const allowed = keysOf(schemasAlong(subject.schema, steps(issue.path)));
    for (const key of issue.keys) {
      const path = [...subject.path, ...steps(issue.path), key];
      const suggestion = nearest(key, allowed);
      if (suggestion !== null) meant.add([...path.slice(0, -1), suggestion].join('/'));
      const hint = hintAmong(key, allowed, 'the keys here are');
      complain('E201', path, `there is no key ${quote(key)} here`, { hint, on: 'key' });
    }
  }
  for (const issue of issues) {
    const path = [...subject.path, ...steps(issue.path)];
    if (issue.code === 'unrecognized_keys' || meant.has(path.join('/'))) continue;
    explain(issue, subject, complain);
  }
}

function explain(issue: Issue, subject: Subject, complain: Complain): void {
  const path = [...subject.path, ...steps(issue.path)];
  const value = valueAt(subject.value, steps(issue.path));
  if (value === undefined) {
    const key = path.at(-1);
    complain('E202', path, `the key ${quote(key)} is missing`);
    return;
  }
  const schemas = schemasAlong(subject.schema, steps(issue.path));
  switch (issue.code) {
    case 'invalid_union':
      explainUnion(issue, { schemas, value, path }, complain);
      return;
    case 'invalid_type':
    case 'invalid_value':
      explainMismatch({ schemas, value, path }, complain);
      return;
    case 'invalid_key':
      complain('E208', path, issue.issues.map(({ message }) => message).join('; '), { on: 'key' });
      return;
    case 'too_small': {
      const bound = issue.inclusive === false ? 'more than' : 'at least';
      complain(codeOfBound(value), path, boundText(bound, issue.minimum, value, issue.message));
      return;
    }
    case 'too_big':
      complain('E206', path, boundText('at most', issue.maximum, value, issue.message));
      return;
    case 'custom':
      complain(
        valueCodes[(issue.params?.['problem'] as ValueProblem | undefined) ?? 'form'],
        path,
        issue.message,
      );
      return;
    case 'invalid_format':
      if (meantWord(value, schemas) !== null) explainMismatch({ schemas, value, path }, complain);
      else complain('E208', path, `${quote(value)}: ${issue.message}`);
      return;
    case 'not_multiple_of':
    case 'invalid_element':
    case 'unrecognized_keys':
      complain('E208', path, `${quote(value)}: ${issue.message}`);
  }
}

interface Mismatch {
  readonly schemas: readonly z.core.$ZodType[];
  readonly value: unknown;
  readonly path: Path;
}

/** Of several ways to write something, the problem is with the one that was tried. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  mismatch: Mismatch,
  complain: Complain,
): void {
  const { schemas, value, path } = mismatch;
  const tried = issue.errors
    .map((issues, index) => ({ issues, index }))
    .filter(({ issues }) => issues.length > 0 && !isMismatch(issues))
    .sort((one, other) => weight(one.issues) - weight(other.issues))[0];
  if (tried === undefined || meantWord(value, schemas) !== null) {
    explainMismatch(mismatch, complain);
    return;
  }
  // The issues of a union are in the order of its options.
  const union = schemas.flatMap(unfold).find((one) => unionOptions(one).length > 0);
  const schema = union === undefined ? undefined : unionOptions(union)[tried.index];
  if (schema !== undefined) explainAll(tried.issues, { schema, value, path }, complain);
}

/** The word that a text seems to stand for; null when it is near to none. */
function meantWord(value: unknown, schemas: readonly z.core.$ZodType[]): string | null {
  return typeof value === 'string' ? nearest(value, wordsOf(schemas)) : null;
}

/** True when the value is of another type altogether. */
function isMismatch(issues: readonly Issue[]): boolean {
  return issues.every((issue) => {
    if (issue.path.length > 0) return false;
    if (issue.code === 'invalid_union') return issue.errors.every(isMismatch);
    return issue.code === 'invalid_type' || issue.code === 'invalid_value';
  });
}

/** How far issues are from a right value. Keys that do not fit weigh most. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1),
    0,
  );
}

function explainMismatch({ schemas, value, path }: Mismatch, complain: Complain): void {
  const wanted = expected(schemas);
  const words = wordsOf(schemas);
  if (value === null) {
    complain('E203', path, `there is no value here: expected ${wanted}`);
  } else if (typeof value === 'number' && needsUnit(schemas)) {
    const hint = hintAtExample(schemas);
    complain('E204', path, `${String(value)} has no unit: expected ${wanted}`, { hint });
  } else if (typeof value === 'string' && words.length > 0) {
    const hint = didYouMean(value, words);
    complain('E207', path, `expected ${wanted}, not ${quote(value)}`, { hint });
  } else {
    const hint = takesText(schemas) && !isMapping(value) && !Array.isArray(value);
    complain('E203', path, `expected ${wanted}, not ${quote(value)}`, {
      hint: hint ? 'quotation marks make it text' : hintAtExample(schemas),
    });
  }
}

function boundText(bound: string, limit: number | bigint, value: unknown, said: string): string {
  // A schema that has more to say than how many says it.
  if (!/^Too (?:small|big)/u.test(said)) return said;
  if (Array.isArray(value))
    return `expected ${bound} ${String(limit)} of these, not ${String(value.length)}`;
  if (value === '') return 'this must not be empty';
  return `expected ${bound} ${String(limit)}, not ${quote(value)}`;
}

function codeOfBound(value: unknown): ProblemCode {
  return typeof value === 'number' && value < 0 ? 'E205' : 'E206';
}

const valueCodes: Readonly<Record<ValueProblem, ProblemCode>> = {
  unit: 'E204',
  negative: 'E205',
  range: 'E206',
  form: 'E208',
};

/** The step of a path that zod reports; it has no symbols where keys come from JSON-like data. */
function steps(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'symbol' ? String(step) : step));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, step) => {
    if (Array.isArray(part)) return typeof step === 'number' ? (part[step] as unknown) : undefined;
    return isMapping(part) && Object.hasOwn(part, step) ? part[step] : undefined;
  }, value);
}
