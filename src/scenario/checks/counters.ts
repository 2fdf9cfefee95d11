/** Counters are only added to and read: whoever does something else to the key of one contradicts whoever adds to it. */
import type { ClientSpec, StepSpec } from '../../simulation/clients/schema.js';
import type { Parts } from '../parts.js';
import type { Complain, Path } from '../problem.js';

/** Keys: one by name, those that a step makes anew, or the first so many of a row, `k1`, `k2` … */
type Keys =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'new'; readonly step: object }
  | { readonly kind: 'row'; readonly prefix: string; readonly count: number };

/** Something that a group does to keys, but for reading them. */
interface Deed {
  /** As a step says it. */
  readonly word: string;
  readonly group: string;
  readonly keys: Keys;
  readonly path: Path;
}

/** Complains of counters to which something else is done, and of amounts of what does not add. */
export function checkCounters({ clients }: Parts, complain: Complain): void {
  const deeds = clients.flatMap((client, index) =>
    client === null ? [] : deedsOf(client, ['clients', index]),
  );
  const others = deeds.filter(({ word }) => word !== 'add');
  for (const { word, keys, path } of deeds) {
    const other = word === 'add' ? others.find((one) => meet(one.keys, keys)) : undefined;
    if (other === undefined) continue;
    const message = `${other.group} does ${other.word} on the same key, and a counter is only added to`;
    complain('E409', path, message, { hint: 'give counters keys of their own' });
  }
  clients.forEach((client, index) => {
    client?.script?.forEach((step, place) => {
      if (!('do' in step) || step.amount === undefined || step.do === 'add') return;
      const path = ['clients', index, 'script', place, 'amount'];
      complain('E405', path, `${step.do} has no amount`, { hint: 'do: add has one', on: 'key' });
    });
  });
}

/** Of workloads that are not called by what they do. */
const words: ReadonlyMap<ClientSpec['workload'], string> = new Map([
  ['register', 'write'],
  ['counter', 'add'],
]);

function deedsOf(client: ClientSpec, path: Path): readonly Deed[] {
  const { name: group, script, workload, reads, deletes = 0, keys } = client;
  if (script !== undefined) return stepsOf(script, group, [...path, 'script']);
  if (reads === 1) return [];
  const row: Keys =
    keys.choose === 'fresh'
      ? { kind: 'row', prefix: `${group}-`, count: Infinity }
      : { kind: 'row', prefix: 'k', count: keys.count };
  const deed = { group, keys: row };
  const word = words.get(workload) ?? workload;
  return [
    ...(deletes < 1 ? [{ ...deed, word, path: [...path, 'workload'] }] : []),
    ...(deletes > 0 ? [{ ...deed, word: 'delete', path: [...path, 'deletes'] }] : []),
  ];
}

function stepsOf(script: readonly StepSpec[], group: string, path: Path): readonly Deed[] {
  const deeds: Deed[] = [];
  let last = lastOf(script) ?? { kind: 'new', step: script };
  script.forEach((step, place) => {
    if (!('do' in step)) return;
    last = keysOf(step) ?? last;
    if (step.do === 'read') return;
    deeds.push({ word: step.do, group, keys: last, path: [...path, place, 'do'] });
  });
  return deeds;
}

/** The key that a script ends with: when it begins anew, that is the last one. */
function lastOf(script: readonly StepSpec[]): Keys | null {
  for (const step of script.toReversed()) {
    const keys = 'do' in step ? keysOf(step) : null;
    if (keys !== null) return keys;
  }
  return null;
}

/** Null for `$last`. */
function keysOf(step: Extract<StepSpec, { do: unknown }>): Keys | null {
  if (step.key === '$last') return null;
  return step.key === '$new' ? { kind: 'new', step } : { kind: 'named', name: step.key };
}

function meet(one: Keys, other: Keys): boolean {
  if (one.kind === 'new' || other.kind === 'new') {
    return one.kind === 'new' && other.kind === 'new' && one.step === other.step;
  }
  if (one.kind === 'named') return isAmong(one.name, other);
  if (other.kind === 'named') return isAmong(other.name, one);
  return one.prefix === other.prefix;
}

function isAmong(name: string, keys: Exclude<Keys, { kind: 'new' }>): boolean {
  if (keys.kind === 'named') return name === keys.name;
  const number = name.startsWith(keys.prefix) ? name.slice(keys.prefix.length) : '';
  return /^[1-9]\d*$/u.test(number) && Number(number) <= keys.count;
}
