/**
 * Arbitrary runs of the primary/replica family, with any settings, faults and planted bugs, for tests of
 * what is found in them: what provenance knows (traced) and what clients could see (observed).
 */
import fc from 'fast-check';
import { check, type Findings } from '../../src/checkers/check.js';
import { isGone } from '../../src/checkers/fates.js';
import { versionOrder } from '../../src/checkers/version-order.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import type { History, ObservedOperation } from '../../src/history/history.js';
import { finalReader, observedHistory } from '../../src/history/observed.js';
import type { Operation } from '../../src/history/operation.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { faults, type FaultInput } from './faults.js';
import { operations, settings, type DatabaseInput } from './settings.js';

type ClientInput = NonNullable<ScenarioInput['clients']>[number];

interface RunInput {
  readonly database: DatabaseInput;
  readonly clients: readonly ClientInput[];
  readonly faults: FaultInput[];
  readonly seed: number;
}

const registers = { name: 'registers', count: 3, keys: 3, rate: '20/s', reads: 0.5 };
const lists = { ...registers, name: 'lists', workload: 'append' as const };
const updates = {
  ...{ name: 'updates', count: 2, keys: 3, rate: '15/s' },
  workload: 'update' as const,
};
const deletes = { ...registers, name: 'deletes', deletes: 0.3 };
/** Two of them write and append to the same keys. */
const workloads = [
  ...[[registers], [lists], [registers, updates], [registers, lists, updates]],
  ...[[deletes], [deletes, updates], [deletes, lists]],
];

const bugs = [
  'acknowledge before the flush',
  'promote any replica',
  'keep the private suffix',
  'forget the promise',
  'ignore the epoch',
];

export const runInputs: fc.Arbitrary<RunInput> = fc
  .record({
    database: settings,
    bug: fc.option(fc.constantFrom(...bugs), { nil: undefined, freq: 4 }),
    groups: fc.constantFrom(...workloads),
    asked: operations,
    faults,
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ database, bug, groups, asked, ...rest }) => ({
    ...rest,
    database: bug === undefined ? database : { ...database, bugs: [bug] },
    clients: groups.map((group) => ({ ...group, timeout: '2s', patience: '300ms', ...asked })),
  }));

/** A run with what is traced and what is observed. */
export interface FoundRun {
  readonly chronicle: Chronicle;
  readonly traced: Findings;
  readonly history: History;
  /** The operation of the run behind one of the history; undefined for a final read. */
  readonly operationOf: (index: number) => Operation | undefined;
}

export function foundIn(input: RunInput): FoundRun {
  const { chronicle } = simulate(
    scenario({
      name: 'any run',
      database: input.database,
      network: { latency: '1ms..20ms' },
      hosts: { disk: { flush: '1ms..10ms' } },
      clients: [...input.clients],
      duration: '10s',
      faults: input.faults,
    }),
    { seed: input.seed },
  );
  return {
    chronicle,
    traced: check(chronicle),
    history: observedHistory(chronicle),
    // The final reads stand behind all operations.
    operationOf: (index) => chronicle.operations[index],
  };
}

/** What the clients themselves saw. */
export function withoutFinalReads({ operations, model }: History): History {
  return { operations: operations.filter(({ session }) => session !== finalReader), model };
}

/** What only appends were made to. */
export function listKeys({ operations }: History): ReadonlySet<string> {
  const keys = new Set(operations.map(({ key }) => key));
  const isList = (key: string): boolean => {
    const writes = operations.filter((one) => one.key === key && one.action !== 'read');
    return writes.length > 0 && writes.every(({ action }) => action === 'append');
  };
  return new Set([...keys].filter(isList));
}

/**
 * Keys on which one write was applied more than once: there the order of versions goes round. It is a
 * duplicate, or its first copy was gone when a retry applied it anew.
 */
export function keysAppliedAnew({ traced, chronicle }: FoundRun): ReadonlySet<string> {
  const order = versionOrder(chronicle);
  const anew = order.ranked.filter((write) =>
    order.predecessors(write).some((known) => order.rank(known) > order.rank(write)),
  );
  const operations = anew.map((write) => chronicle.writes[write]);
  return new Set([...traced.duplicateWrites, ...operations].map((one) => one?.key ?? ''));
}

/** Whether a write, by its value, is there no more in the end. */
export function isGoneFrom({ fates }: Findings, write: number): boolean {
  return isGone(fates.get(write));
}

/** The writes whose values a read showed. */
export function shownBy({ output }: ObservedOperation): readonly number[] {
  if (typeof output === 'number') return [output];
  return Array.isArray(output) ? (output as readonly number[]) : [];
}
