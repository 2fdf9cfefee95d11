/**
 * Raft across five regions, one server in each: what a commit and an election take follows from the round trips between them
 * to the microsecond, as nothing else is left to chance.
 */
import { MILLISECOND, type Duration } from '../../kernel/time.js';
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import {
  obstacleIn,
  type Outcome,
  type PublishedResult,
  type Series,
  type Topic,
} from './published.js';

const regions = ['virginia', 'oregon', 'ireland', 'tokyo', 'sydney'] as const;
type Region = (typeof regions)[number];

/** Round trips, in milliseconds. */
const roundTrips: Readonly<Record<Region, Readonly<Partial<Record<Region, number>>>>> = {
  virginia: { oregon: 80, ireland: 70, tokyo: 160, sydney: 200 },
  oregon: { ireland: 130, tokyo: 100, sydney: 140 },
  ireland: { tokyo: 220, sydney: 270 },
  tokyo: { sydney: 110 },
  sydney: {},
};

/** Milliseconds. */
const flush = 10;
const timeouts = { from: 1000, to: 2000 } as const;
const heartbeat = 100;

function roundTrip(one: Region, other: Region): number {
  return roundTrips[one][other] ?? roundTrips[other][one] ?? 0;
}

/** From a server to the second nearest of those that are up, and back: with it, three of five. */
function toMajority(from: Region, down: Region | null = null): number {
  const others = regions.filter((region) => region !== from && region !== down);
  const inOrder = others.map((other) => roundTrip(from, other)).sort((one, two) => one - two);
  return inOrder[1] ?? Infinity;
}

type Setting = Partial<Pick<ScenarioInput, 'faults' | 'duration' | 'hosts'>> & {
  readonly leader: Region;
  readonly election?: object;
  readonly writes?: number;
};

function runOf({ leader, election = {}, writes = 0, ...rest }: Setting, seed: number): Run {
  const range = `${String(timeouts.from)}ms..${String(timeouts.to)}ms`;
  const input = {
    name: `A leader in ${leader}`,
    database: {
      ...{ kind: 'raft', nodes: [...regions], firstLeader: leader, noOp: false },
      ...{ heartbeat: `${String(heartbeat)}ms`, election: { timeout: range, ...election } },
    },
    network: {
      zones: Object.fromEntries(regions.map((region) => [`${region}-zone`, [region]])),
      roundTrip: Object.fromEntries(regions.map((one) => [`${one}-zone`, tripsFrom(one)])),
    },
    hosts: { disk: { flush: `${String(flush)}ms` } },
    clients: [
      writes === 0
        ? { name: 'app', script: [{ wait: '1min' }, { do: 'read', key: 'a' }], repeat: 1 }
        : { name: 'app', reads: 0, rate: '10/s', from: '1s', operations: writes },
    ],
    duration: '15s',
    settle: '0s',
    ...rest,
  };
  return simulate(scenarioFrom(input as ScenarioInput), { seed });
}

function tripsFrom(one: Region): Readonly<Record<string, string>> {
  const others = regions.filter((other) => roundTrips[one][other] !== undefined);
  return Object.fromEntries(
    others.map((other) => [`${other}-zone`, `${String(roundTrip(one, other))}ms`]),
  );
}

function measured(durations: readonly Duration[], otherwise: string): Outcome {
  if (durations.length === 0) return { kind: 'not exercised', why: otherwise };
  return { kind: 'measured', values: durations.map((duration) => duration / MILLISECOND) };
}

/** How long a hundred writes took. */
function commits(leader: Region, isFlushing: boolean, seed: number): Outcome {
  const hosts = isFlushing ? {} : { hosts: { disk: { flush: '0ms' } } };
  const run = runOf({ leader, writes: 100, ...hosts }, seed);
  const times = run.chronicle.operations.flatMap(({ outcome, invokedAt, completedAt }) =>
    outcome === 'ok' && completedAt !== null ? [completedAt - invokedAt] : [],
  );
  return obstacleIn(run) ?? measured(times.length === 100 ? times : [], 'a write failed');
}

/** From a candidacy that an operator has asked for to office. */
function candidacy(candidate: Region, seed: number): Outcome {
  const leader = candidate === 'virginia' ? 'oregon' : 'virginia';
  const faults = [{ at: '5s', command: 'campaign', node: candidate }];
  const run = runOf({ leader, election: { checkQuorum: false }, faults }, seed);
  const begin = run.chronicle.milestones.find(({ event }) => event === 'campaigns');
  const end = electedIn(run, 2);
  const times = begin !== undefined && end?.node === candidate ? [end.at - begin.at] : [];
  return obstacleIn(run) ?? measured(times, 'the candidate was not elected');
}

function electedIn({ chronicle }: Run, term: number) {
  return chronicle.milestones.find(
    ({ event, fields }) => event === 'elected' && fields['term'] === term,
  );
}

/** The next leader, how long it took from the crash, and from when it missed the old one; null where others stood as well. */
interface Failover {
  readonly leader: Region;
  readonly sinceCrash: Duration;
  readonly sinceSuspicion: Duration;
}

function failoverIn(run: Run): Failover | null {
  const { milestones } = run.chronicle;
  const crash = milestones.find(({ event }) => event === 'crashed');
  const end = electedIn(run, 2);
  if (crash === undefined || end === undefined) return null;
  const before = milestones.filter(({ event, at }) => event === 'suspected' && at <= end.at);
  const [suspicion] = before;
  if (suspicion === undefined || before.some(({ node }) => node !== end.node)) return null;
  return {
    leader: end.node as Region,
    sinceCrash: end.at - crash.at,
    sinceSuspicion: end.at - suspicion.at,
  };
}

/** What is asked of a failover from one region; without a value where several stood for election. */
function failover(leader: Region, seed: number, ask: (found: Failover) => number): Outcome {
  const run = runOf({ leader, faults: [{ at: '5.05s', crash: leader }] }, seed);
  const found = failoverIn(run);
  const values = found === null ? [] : [ask(found) / MILLISECOND];
  return obstacleIn(run) ?? { kind: 'measured', values };
}

/** Missing the leader, asking beforehand, standing for election: two round trips, and the flush of the votes. */
function campaignTime(candidate: Region, down: Region): number {
  return 2 * toMajority(candidate, down) + flush;
}

/** From the crash on, whoever stands alone: the last heartbeat left up to an interval before it. */
function boundsOf(leader: Region): { readonly low: number; readonly high: number } {
  const times = regions
    .filter((region) => region !== leader)
    .map((region) => roundTrip(leader, region) / 2 + campaignTime(region, leader));
  const [shortest, longest] = [Math.min(...times), Math.max(...times)];
  return { low: timeouts.from - heartbeat + shortest, high: timeouts.to + longest };
}

interface Row {
  readonly series: Series;
  readonly result: PublishedResult;
}

function row(
  what: string,
  accepted: { readonly low: number; readonly high: number },
  trials: number,
  trial: (seed: number) => Outcome,
): Row {
  const { low, high } = accepted;
  const theirs = low === high ? `${String(low)} ms` : `${String(low)} to ${String(high)} ms`;
  const statistic = { kind: 'range' } as const;
  return {
    series: { name: what, trials, trial },
    result: { what, series: what, unit: 'ms', theirs, statistic, accepted },
  };
}

function exactly(time: number): { readonly low: number; readonly high: number } {
  return { low: time, high: time };
}

const rows: readonly Row[] = [
  ...regions.map((region) =>
    row(`commit, leader in ${region}`, exactly(toMajority(region)), 1, (seed) =>
      commits(region, false, seed),
    ),
  ),
  row(
    'commit, leader in virginia, with flushes',
    exactly(toMajority('virginia') + flush),
    1,
    (seed) => commits('virginia', true, seed),
  ),
  ...regions.map((region) =>
    row(`from candidate to leader in ${region}`, exactly(toMajority(region) + flush), 1, (seed) =>
      candidacy(region, seed),
    ),
  ),
  row('with pre-vote, beyond two round trips and a flush', exactly(0), 200, (seed) =>
    failover('virginia', seed, ({ leader, sinceSuspicion }) => {
      return sinceSuspicion - campaignTime(leader, 'virginia') * MILLISECOND;
    }),
  ),
  row('from a crash in virginia to a new leader', boundsOf('virginia'), 200, (seed) =>
    failover('virginia', seed, ({ sinceCrash }) => sinceCrash),
  ),
];

export const wideArea: Topic = {
  name: 'raft-wide-area',
  title: 'Raft: commits and elections across regions',
  paper:
    'derived: a commit takes the round trip from the leader to the nearest majority, an election that of the candidate and a ' +
    'flush; with pre-vote, twice the round trip',
  how:
    'Five regions with one server each, with round trips of 70 to 270 ms. Every write of a hundred, every candidacy. Failovers: ' +
    'timeouts of 1 to 2 s, heartbeats every 100 ms, flushes of 10 ms, trials in which one server alone stood for election.',
  curves: [],
  series: rows.map(({ series }) => series),
  results: rows.map(({ result }) => result),
};
