/**
 * Leader elections after a crash, as LogCabin had them: figure 16 of Ongaro & Ousterhout (2014). Five servers, of which the
 * leader crashes; two of the other four cannot win, as their logs are shorter. Each trial is a scenario, because the instant
 * of the crash is drawn by its seed.
 */
import { randomSource } from '../../kernel/random.js';
import { MILLISECOND, SECOND, type Duration } from '../../kernel/time.js';
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { obstacleIn, type Outcome, type Series, type Topic } from './published.js';

/** Election timeouts from … to …, in milliseconds. */
type Timeouts = readonly [from: number, to: number];

/** `first`: a candidate flushes its vote for itself before it asks for others, instead of at the same time. */
type Flushing = 'first' | 'meanwhile';

interface Setting {
  readonly timeouts: Timeouts;
  readonly flushing: Flushing;
}

/** Nobody waits longer for a leader. */
const longest = 10 * SECOND;
/** Most have one by then, and the rest is run again for longer: a longer run of the same seed begins in the same way. */
const usual = SECOND;

const flush = 10 * MILLISECOND;
const latency = [2 * MILLISECOND, 2.5 * MILLISECOND] as const;

/** The leader of the beginning, and those who lack its last entry. */
const leader = 'n1';
const short = ['n4', 'n5'];

/** Heartbeats before the crash: the last of them is the synchronised one. The entry comes after the second. */
const beats = 3;

function electionScenario(setting: Setting, seed: number, wait: Duration): Scenario {
  const [from, to] = setting.timeouts;
  const beat = (from * MILLISECOND) / 2;
  const crash = beats * beat + 1 + randomSource(seed).stream('reproduce/crash').below(beat);
  const entry = Math.round(2.2 * beat);
  const input: ScenarioInput = {
    name: `Election timeouts of ${nameOf(setting)}`,
    database: {
      ...{ kind: 'raft', nodes: 5, firstLeader: leader, heartbeat: microseconds(beat) },
      // As in the paper: whoever hears of a later term follows it, and a leader begins with no entry of its own.
      election: {
        timeout: `${String(from)}ms..${String(to)}ms`,
        preVote: false,
        checkQuorum: false,
      },
      noOp: false,
    },
    network: { latency: between(latency), ...lateRequests(setting.flushing) },
    // Disks are fast until the database is up, so that the first heartbeat leaves at once.
    hosts: { disk: { flush: '0ms' } },
    // A read through the log is an entry that nobody has to read back in the end.
    clients: [
      {
        ...{ name: 'app', reads: '100%', mode: 'log', rate: '1/s', operations: 1 },
        from: microseconds(entry),
      },
    ],
    duration: microseconds(crash + wait),
    settle: '0s',
    faults: [
      { at: '1us', slowDisk: 'all', flush: microseconds(flush) },
      ...short.flatMap((node) => faultsOf(node, entry)),
      { at: microseconds(crash), crash: leader },
    ],
  };
  return scenarioFrom(input);
}

/** A node does not get the entry, and the leader does not get to know that: heartbeats go on as if nothing were missing. */
function faultsOf(node: string, entry: Duration): NonNullable<ScenarioInput['faults']> {
  const missed = { from: leader, to: node, kind: 'append entries' };
  const unheard = { from: node, to: leader, kind: 'rejected', count: 1_000_000 };
  return [
    { at: microseconds(entry), message: missed, do: 'drop' },
    { message: unheard, do: 'drop' },
  ];
}

/** Requests that leave after a flush arrive as if they had travelled longer by it. */
function lateRequests(flushing: Flushing): object {
  if (flushing === 'meanwhile') return {};
  const [from, to] = latency;
  return { latencyByKind: { 'request vote': between([from + flush, to + flush]) } };
}

function electionTrial(setting: Setting, seed: number, wait: Duration = usual): Outcome {
  const run = simulate(electionScenario(setting, seed, wait), { seed });
  const obstacle = obstacleIn(run) ?? obstacleBefore(run);
  if (obstacle !== null) return obstacle;
  const { milestones } = run.chronicle;
  const crash = milestones.findIndex(({ event }) => event === 'crashed');
  const elected = milestones.slice(crash).find(({ event }) => event === 'elected');
  if (elected === undefined && wait < longest) return electionTrial(setting, seed, longest);
  const downtime = elected === undefined ? Infinity : elected.at - (milestones[crash]?.at ?? 0);
  return { kind: 'measured', values: [downtime / MILLISECOND] };
}

/** The first leader must have led until it crashed. */
function obstacleBefore({ chronicle }: Run): Outcome | null {
  const first = chronicle.milestones.find(
    ({ event }) => event === 'crashed' || event === 'suspected',
  );
  if (first?.event === 'crashed') return null;
  return { kind: 'not exercised', why: 'the leader was missed before it crashed' };
}

function microseconds(duration: Duration): string {
  return `${String(duration)}us`;
}

function between([from, to]: readonly [Duration, Duration]): string {
  return `${microseconds(from)}..${microseconds(to)}`;
}

function nameOf({ timeouts: [from, to], flushing }: Setting): string {
  const name = `${String(from)}..${String(to)} ms`;
  return flushing === 'first' ? `${name}, flushing first` : name;
}

function series(timeouts: Timeouts, trials = 1000, flushing: Flushing = 'meanwhile'): Series {
  const setting = { timeouts, flushing };
  return {
    name: nameOf(setting),
    trials,
    trial: (seed) => electionTrial(setting, seed),
  };
}

/** The upper graph of the figure, the lower one, and what the paper does not show. */
const upper = [
  series([150, 150], 100),
  series([150, 151]),
  series([150, 155]),
  series([150, 175]),
  series([150, 200]),
  series([150, 300]),
];
const lower = [series([12, 24]), series([25, 50]), series([50, 100]), series([100, 200])];
const flushingFirst = series([150, 155], 1000, 'first');

export const elections: Topic = {
  name: 'raft-elections',
  title: 'Raft: how long there is no leader after a crash',
  paper:
    'Ongaro & Ousterhout, In search of an understandable consensus algorithm (extended version), 2014, §9.3 and figure 16',
  how:
    'Five servers. The leader crashes at a uniform instant of its heartbeat interval, which is half of the shortest timeout, ' +
    'right after a heartbeat to all. Two of the other four lack an entry and cannot win. One way takes 2 to 2.5 ms, a flush ' +
    '10 ms; a candidate asks for votes while it flushes its own. Measured from the crash to the first leader after it.',
  curves: [...upper, ...lower, flushingFirst].map(({ name }) => name),
  series: [...upper, ...lower, flushingFirst],
  results: [
    {
      ...{ what: 'timeouts of 150 ms: until there is a leader', series: '150..150 ms', unit: 'ms' },
      ...{ theirs: 'longer than 10 s', statistic: { kind: 'range' } },
      accepted: { low: longest / MILLISECOND, high: Infinity },
    },
    {
      ...{ what: '150 to 155 ms: median', series: '150..155 ms', unit: 'ms' },
      ...{ theirs: '287 ms', statistic: { kind: 'median' } },
      accepted: { low: 250, high: 300 },
    },
    {
      ...{ what: '150 to 200 ms: worst of 1,000', series: '150..200 ms', unit: 'ms' },
      ...{ theirs: '513 ms', statistic: { kind: 'worst' } },
      accepted: { low: 360, high: 820 },
    },
    {
      ...{ what: '12 to 24 ms: mean', series: '12..24 ms', unit: 'ms' },
      ...{ theirs: '35 ms', statistic: { kind: 'mean' } },
      accepted: { low: 25, high: 45 },
    },
    {
      ...{ what: '12 to 24 ms: worst of 1,000', series: '12..24 ms', unit: 'ms' },
      ...{ theirs: '152 ms', statistic: { kind: 'worst' } },
      accepted: { low: 76, high: 304 },
    },
    {
      ...{ what: '150 to 155 ms, flushing first: median', unit: 'ms' },
      ...{ series: '150..155 ms, flushing first', theirs: 'not in the paper: seconds' },
      ...{ statistic: { kind: 'median' }, accepted: { low: 2000, high: 5000 } },
    },
  ],
};
