/**
 * How many versions old reads are when every write stays on a random quorum of its own: against the closed form of Bailis et al.
 * (2012). In runs, what a write sends to the other replicas is dropped, one message after the other; the answers of reads come
 * in any order.
 */
import { randomSource, type RandomStream } from '../../kernel/random.js';
import { simulate } from '../../simulation/simulate.js';
import type { Quorums } from '../visibility/model.js';
import { drawQuorum, drawWithinVersions, withinVersions } from '../visibility/versions.js';
import {
  obstacleIn,
  type Outcome,
  type PublishedResult,
  type Series,
  type Topic,
} from './published.js';
import { coordinator, modelScenario, replicasOf } from './staleness-model.js';

interface Setting {
  readonly quorums: Quorums;
  /** A read returns one of the newest so many. */
  readonly versions: number;
}

/** Keys of one run: each gets the versions, and is read once. */
const keys = 20;

function byRuns({ quorums, versions }: Setting, seed: number): Outcome {
  const random = randomSource(seed).stream(`reproduce/versions/${nameOf({ quorums, versions })}`);
  const faults = Array.from({ length: keys * versions }, (_, place) => {
    return dropped(quorums, place + 1, random);
  });
  const script = [
    ...Array.from({ length: versions }, (_, place) => {
      return { do: 'write', key: place === 0 ? '$new' : '$last' };
    }),
    { do: 'read', key: '$last' },
  ];
  const scenario = modelScenario(quorums, {
    network: { order: 'none', latency: '1ms', latencyByKind: { value: '1ms..100ms' } },
    clients: [{ name: 'app', coordinator, script, repeat: keys }],
    duration: '50min',
    faults: faults.flat(),
  });
  const run = simulate(scenario, { seed });
  const reads = run.chronicle.operations.filter(({ kind }) => kind === 'read');
  const isWhole = run.chronicle.operations.every(({ outcome }) => outcome === 'ok');
  if (!isWhole || reads.length !== keys) {
    return { kind: 'not exercised', why: 'not all was answered' };
  }
  const values = reads.map((read) => (read.versions?.length === 0 ? 0 : 1));
  return obstacleIn(run) ?? { kind: 'measured', values };
}

/** A write stays on a random quorum: what is sent to the others does not arrive. Links count from the first write on. */
function dropped(quorums: Quorums, nth: number, random: RandomStream): readonly object[] {
  const quorum = drawQuorum(quorums.replicas, quorums.write, random);
  return replicasOf(quorums)
    .filter((_, replica) => !quorum.includes(replica))
    .map((to) => ({ message: { from: coordinator, to, kind: 'write', nth }, do: 'drop' }));
}

function byDrawing({ quorums, versions }: Setting, seed: number): Outcome {
  const random = randomSource(seed).stream(`reproduce/drawn/${nameOf({ quorums, versions })}`);
  const values = Array.from({ length: keys }, () =>
    drawWithinVersions(quorums, versions, random) ? 1 : 0,
  );
  return { kind: 'measured', values };
}

function nameOf({ quorums: { replicas, read, write }, versions }: Setting): string {
  const within = versions === 1 ? 'the newest' : `within ${versions} versions`;
  return `N = ${replicas}, R = ${read}, W = ${write}: ${within}`;
}

type Row = readonly [Series, PublishedResult];

function rowsOf(setting: Setting): readonly Row[] {
  const chance = withinVersions(setting.quorums, setting.versions);
  const theirs = `${(chance * 100).toPrecision(3)} %`;
  const said = {
    unit: 'share',
    theirs,
    statistic: { kind: 'share', chance },
    accepted: null,
  } as const;
  return (
    [
      ['runs', byRuns, 200],
      ['drawn', byDrawing, 5000],
    ] as const
  ).map(([way, trial, trials]) => {
    const what = `${nameOf(setting)}, ${way}`;
    return [
      { name: what, trials, trial: (seed) => trial(setting, seed) },
      { what, series: what, ...said },
    ];
  });
}

const settings: readonly Setting[] = [
  ...[1, 2, 3].map((versions) => ({ quorums: { replicas: 3, read: 1, write: 1 }, versions })),
  ...[1, 2].map((versions) => ({ quorums: { replicas: 3, read: 1, write: 2 }, versions })),
  ...[1, 2].map((versions) => ({ quorums: { replicas: 5, read: 2, write: 2 }, versions })),
  { quorums: { replicas: 3, read: 2, write: 2 }, versions: 1 },
];
const rows = settings.flatMap(rowsOf);

export const versionsBehind: Topic = {
  name: 'pbs-versions',
  title: 'Probabilistically bounded staleness: how many versions old a read is',
  paper:
    'Bailis et al., Probabilistically bounded staleness for practical partial quorums, VLDB 2012: within k versions with ' +
    'the chance 1 - (C(N-W, R) / C(N, R))^k, where quorums are random and writes stay on theirs',
  how:
    'Each key is written k times and then read. Runs: what writes send to replicas outside a drawn quorum is dropped, and ' +
    'the answers to a read take 1 to 100 ms. Drawn: the quorums alone.',
  curves: [],
  series: rows.map(([series]) => series),
  results: rows.map(([, result]) => result),
};
