/** Builds a scenario from TypeScript: the same value that the YAML reader makes, with the same digest. */
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { judge, scenarioDigest } from './judge.js';
import { complaintBook, problemFrom, ScenarioError } from './problem.js';
import type { Complain, Path } from './problem.js';
import type { Scenario } from './scenario.js';
import type { ScenarioInput } from './schema.js';
import { quote } from './suggestion.js';

/** A scenario for a family of your own: what the others share is checked by the compiler, the rest when it is built. */
export type CustomScenarioInput = Omit<ScenarioInput, 'database' | 'clients'> & {
  readonly database: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly clients: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
};

/**
 * The scenario that this input describes. Throws a `ScenarioError` with everything that is wrong with it.
 *
 * @example
 * scenario({
 *   name: 'Asynchronous failover',
 *   database: { kind: 'primary-replica', nodes: 3 },
 *   clients: [{ name: 'app', rate: '100/s' }],
 *   duration: '30s',
 *   faults: [{ at: '20s', crash: 'primary' }],
 *   expect: { lostWrites: '> 0' },
 * });
 */
export function scenario(input: ScenarioInput): Scenario;
export function scenario(
  input: CustomScenarioInput,
  options: { readonly declarations: readonly FamilyDeclaration[] },
): Scenario;
export function scenario(
  input: unknown,
  { declarations = [] }: { readonly declarations?: readonly FamilyDeclaration[] } = {},
): Scenario {
  const { complaints, complain } = complaintBook();
  const plain = plainCopy(input, [], complain);
  const { spec, complaints: found } =
    complaints.length === 0 ? judge(plain, declarations) : { spec: null, complaints };
  if (spec === null) throw new ScenarioError(found.map((one) => problemFrom(one, null)));
  return { input: plain, spec, digest: scenarioDigest(spec), file: null, places: new Map() };
}

const deepest = 64;

/** A copy of plain data, without keys that are undefined. Complains of anything that YAML could not say. */
function plainCopy(value: unknown, path: Path, complain: Complain): unknown {
  if (path.length > deepest) {
    complain('E107', path.slice(0, 3), 'nested too deeply to be a scenario');
    return null;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) {
    return value.map((part: unknown, index) => plainCopy(part, [...path, index], complain));
  }
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== null && prototype !== Object.prototype) {
    complain('E203', path, `expected plain data, not ${quote(value)}`);
    return null;
  }
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, part]: [string, unknown]) => {
      if (part === undefined) return [];
      if (key === '__proto__') {
        complain('E208', path, '"__proto__" cannot be a key');
        return [];
      }
      return [[key, plainCopy(part, [...path, key], complain)]];
    }),
  );
}
