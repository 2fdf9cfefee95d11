/**
 * Figure 8 of Ongaro & Ousterhout (2014), step by step: why a leader must not count copies of entries of earlier terms. The
 * servers S1 to S5 are n1 to n5. All elections are asked for by an operator, and no timeout runs out, so nothing is left to
 * chance. The same three scenarios stand in scenarios/, with an `expect`.
 */
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { Operation } from '../../history/operation.js';
import { provenanceEntry, rowsOfKind, type ProvenanceEntry } from '../../history/provenance.js';
import type { Instant } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import { findingsOf } from '../../report/report.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import {
  obstacleIn,
  type Outcome,
  type PublishedResult,
  type Series,
  type Topic,
} from './published.js';

type Faults = NonNullable<ScenarioInput['faults']>;

/** `counting`: with the bug. `rule`: without it, (d) of the figure. `own term`: without it, (e). */
export type Story = 'counting' | 'rule' | 'own term';

/** The next entries that a leader sends to these do not arrive. */
function dropped(at: string, from: string, to: readonly string[]): Faults {
  return to.map((one) => ({
    ...{ at, message: { from, to: one, kind: 'append entries' }, do: 'drop' as const },
  }));
}

function faultsOf(story: Story): Faults {
  const stand = (at: string, node: string): Faults => [{ at, command: 'campaign', node }];
  return [
    // (a) S1 leads term 2 and has its entry on S2.
    ...stand('200ms', 'n1'),
    ...dropped('290ms', 'n1', ['n3', 'n4', 'n5']),
    // (b) S1 crashes, S5 leads term 3 and has an entry of its own.
    { at: '400ms', crash: 'n1', for: '200ms' },
    ...stand('500ms', 'n5'),
    ...dropped('540ms', 'n5', ['n2', 'n3', 'n4']),
    // (c) S5 crashes. S1 leads term 4, in its second attempt, and goes on with what it has: on S3, but not on S4.
    { at: '600ms', crash: 'n5', for: '300ms' },
    ...stand('650ms', 'n1'),
    ...stand('660ms', 'n1'),
    {
      at: '660ms',
      message: { from: 'n4', to: 'n1', kind: 'rejected', count: 100 },
      do: 'drop',
      for: '1s',
    },
    // An entry of term 4: nobody gets it in (d), S2 and S3 do in (e).
    ...(story === 'own term' ? [] : dropped('680ms', 'n1', ['n2', 'n3'])),
    // (d) S1 crashes and S5 stands again, in its second attempt for term 5.
    { at: '900ms', crash: 'n1', for: '600ms' },
    ...stand('1s', 'n5'),
    ...stand('1.05s', 'n5'),
    // (e) S5 does not get the votes, so S2 stands.
    ...(story === 'own term' ? stand('1.1s', 'n2') : []),
  ];
}

/** One write by a client of its own. */
function writer(name: string, at: string, more: object = {}): ScenarioInput['clients'][number] {
  const script = [{ wait: at }, { do: 'write' as const, key: name }];
  return { name, script, repeat: 1, timeout: '3s', ...more };
}

/** The write of term 2 is in doubt when S1 crashes, and its client asks again in term 4. */
const entry = 'term-2';
const clients = [
  writer('term-1', '100ms'),
  writer(entry, '300ms', { idempotencyKey: true, patience: '400ms', retry: 'once' }),
  writer('term-3', '550ms'),
  writer('term-4', '750ms'),
  writer('in-the-end', '2s'),
];

export function figure8(story: Story): Scenario {
  return scenarioFrom({
    name: `Figure 8: ${story}`,
    database: {
      ...{ kind: 'raft', nodes: 5, firstLeader: 'n2', heartbeat: '1s', noOp: false },
      election: { timeout: '4s..5s', preVote: false, checkQuorum: false },
      bugs: story === 'counting' ? ['commit an earlier term by counting'] : [],
    },
    network: { latency: '1ms' },
    hosts: { disk: { flush: '0ms' } },
    clients,
    duration: '4s',
    faults: faultsOf(story),
  });
}

/** Where the entry of term 2 was stored, or cut away, before an instant. */
function nodesOf(run: Run, kind: ProvenanceEntry['kind'], before: Instant): number {
  const { provenance, operations } = run.chronicle;
  const write = operations.find(({ group }) => group === entry)?.write;
  const entries = rowsOfKind(provenance, kind).map((row) => provenanceEntry(provenance, row));
  const own = entries.filter((one) => one.write === write && one.at < before);
  return new Set(own.map(({ node }) => node)).size;
}

/** What came of it. */
interface Ending {
  readonly acknowledged: number;
  readonly overwritten: number;
  readonly lost: number;
}

function endingOf(run: Run): Ending | null {
  const { operations, faults } = run.chronicle;
  const crashes = faults.filter(({ kind, nodes }) => kind === 'crash' && nodes.includes('n1'));
  const before = crashes[1]?.beganAt ?? 0;
  // The point of the figure: the entry of term 2 stands on a majority when S1 crashes again.
  if (nodesOf(run, 'stored', before) !== 3) return null;
  const isEarly = ({ group, outcome, completedAt }: Operation): boolean =>
    group === entry && outcome === 'ok' && (completedAt ?? Infinity) < before;
  return {
    acknowledged: operations.filter(isEarly).length,
    overwritten: nodesOf(run, 'rolled-back', Infinity),
    lost: findingsOf(run).lostWrites.length,
  };
}

function series(story: Story, ask: keyof Ending): Series {
  return {
    name: `${story}: ${ask}`,
    trials: 1,
    trial: (seed): Outcome => {
      const run = simulate(figure8(story), { seed });
      const ending = endingOf(run);
      if (ending === null)
        return { kind: 'not exercised', why: 'three servers must have the entry' };
      return obstacleIn(run) ?? { kind: 'measured', values: [ending[ask]] };
    },
  };
}

const titles: Readonly<Record<Story, string>> = {
  counting: 'counting copies of earlier terms',
  rule: 'counting only the own term, (d)',
  'own term': 'an entry of the own term on a majority, (e)',
};

const questions: Readonly<Record<keyof Ending, string>> = {
  acknowledged: 'acknowledged by S1 in term 4',
  overwritten: 'servers that cut it away',
  lost: 'lost writes',
};

const expected: Readonly<Record<Story, Ending>> = {
  counting: { acknowledged: 1, overwritten: 3, lost: 1 },
  rule: { acknowledged: 0, overwritten: 3, lost: 0 },
  'own term': { acknowledged: 1, overwritten: 0, lost: 0 },
};

const stories: readonly Story[] = ['counting', 'rule', 'own term'];
const asked: readonly (keyof Ending)[] = ['acknowledged', 'overwritten', 'lost'];

const rows = stories.flatMap((story) =>
  asked.map((ask) => ({ series: series(story, ask), result: resultOf(story, ask) })),
);

function resultOf(story: Story, ask: keyof Ending): PublishedResult {
  const value = expected[story][ask];
  return {
    ...{ what: `${titles[story]}: ${questions[ask]}`, series: `${story}: ${ask}`, unit: 'count' },
    ...{ theirs: String(value), statistic: { kind: 'range' } },
    accepted: { low: value, high: value },
  };
}

export const figure8Topic: Topic = {
  name: 'raft-figure-8',
  title: 'Raft: why copies of entries of earlier terms do not count',
  paper: 'Ongaro & Ousterhout (extended version), 2014, §5.4.2 and figure 8',
  how:
    'The schedule of the figure, step by step: elections by command, messages dropped one by one, no entry at the beginning of ' +
    'a term. It is about the entry of term 2, which stands on S1, S2 and S3 in term 4, when S1 crashes again.',
  curves: [],
  series: rows.map((row) => row.series),
  results: rows.map((row) => row.result),
};
