/** Split votes: the chance that an election has no winner, by the formula of split-chance.ts, by drawing, and by elections. */
import { randomSource } from '../../kernel/random.js';
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/scenario.js';
import { simulate } from '../../simulation/simulate.js';
import {
  flag,
  obstacleIn,
  type Outcome,
  type PublishedResult,
  type Series,
  type Topic,
} from './published.js';
import { splitByDrawing, splitChance, type Election } from './split-chance.js';

/** Milliseconds. */
const timeouts = { from: 150, to: 300 } as const;

interface Setting {
  readonly servers: number;
  /** One way, in milliseconds. */
  readonly latency: number;
  /** `crash`: the leader of term 1 crashes. `cold`: the database begins without one. */
  readonly begins: 'crash' | 'cold';
}

function electionOf({ servers, latency, begins }: Setting): Election {
  return {
    servers,
    standing: begins === 'crash' ? servers - 1 : servers,
    overlap: latency / (timeouts.to - timeouts.from),
  };
}

/** Nothing but the timeouts is left to chance: all timers begin at the same instant, and all messages take the same time. */
function scenarioOf({ servers, latency, begins }: Setting): Scenario {
  const { from, to } = timeouts;
  const isCrash = begins === 'crash';
  return scenarioFrom({
    name: 'An election that may split',
    database: {
      ...{ kind: 'raft', nodes: servers, heartbeat: '50ms', firstLeader: isCrash ? 'n1' : 'none' },
      election: {
        timeout: `${String(from)}ms..${String(to)}ms`,
        preVote: false,
        checkQuorum: false,
      },
      noOp: false,
    },
    network: { latency: `${String(latency)}ms` },
    hosts: { disk: { flush: '0ms' } },
    // It waits until all is over.
    clients: [{ name: 'app', script: [{ wait: '1min' }, { do: 'read', key: 'a' }], repeat: 1 }],
    duration: '800ms',
    settle: '0s',
    // The third heartbeat leaves at 100 ms.
    faults: isCrash ? [{ at: '120ms', crash: 'n1' }] : [],
  });
}

/** Whether nobody wins the first term that anybody stands for. */
function isSplit(scenario: Scenario, seed: number, after: 'crashed' | 'started'): Outcome {
  const run = simulate(scenario, { seed });
  const obstacle = obstacleIn(run);
  if (obstacle !== null) return obstacle;
  const { milestones } = run.chronicle;
  const later = milestones.slice(milestones.findLastIndex(({ event }) => event === after));
  const term = later.find(({ event }) => event === 'campaigns')?.fields['term'];
  if (term === undefined) return { kind: 'not exercised', why: 'nobody stood for election' };
  return flag(!later.some(({ event, fields }) => event === 'elected' && fields['term'] === term));
}

function nameOf({ servers, latency, begins }: Setting): string {
  const start = begins === 'crash' ? 'after a crash' : 'from a cold start';
  return `${String(servers)} servers, ${String(latency)} ms, ${start}`;
}

function elected(setting: Setting): Series {
  // Made when it is needed, as the catalogue is also read to find names.
  let scenario: Scenario | null = null;
  const after = setting.begins === 'crash' ? 'crashed' : 'started';
  return {
    name: nameOf(setting),
    trials: 4000,
    trial: (seed) => isSplit((scenario ??= scenarioOf(setting)), seed, after),
  };
}

function drawn(setting: Setting): Series {
  const election = electionOf(setting);
  return {
    name: `${nameOf(setting)}, drawn`,
    trials: 20_000,
    trial: (seed) => {
      const random = randomSource(seed).stream(`reproduce/split-votes/${nameOf(setting)}`);
      return flag(splitByDrawing(election, random));
    },
  };
}

function resultOf({ name }: Series, setting: Setting): PublishedResult {
  const chance = splitChance(electionOf(setting));
  return {
    ...{ what: name, series: name, unit: 'share', statistic: { kind: 'share', chance } },
    ...{ theirs: `${(chance * 100).toPrecision(3)} %`, accepted: null },
  };
}

const sizes = [3, 5, 7, 9];
const settings: readonly Setting[] = [
  ...sizes.map((servers) => ({ servers, latency: 15, begins: 'crash' as const })),
  ...sizes.map((servers) => ({ servers, latency: 45, begins: 'crash' as const })),
  ...sizes.map((servers) => ({ servers, latency: 45, begins: 'cold' as const })),
];
const rows = settings.flatMap((setting) =>
  [elected(setting), drawn(setting)].map((series) => ({
    series,
    result: resultOf(series, setting),
  })),
);

export const splitVotes: Topic = {
  name: 'raft-split-votes',
  title: 'Raft: how often an election has no winner',
  paper:
    'derived in docs/reproduce.md for elections without pre-vote: of n servers s have a timer, and a message takes the share p ' +
    'of the interval of timeouts; the chance is that of s - floor(n/2) or more hits in s tries, each hitting with p',
  how:
    'Timeouts of 150 to 300 ms that begin at the same instant; every message takes the same time. Once by elections, whether ' +
    'anybody wins the first term; once by drawing the timeouts alone (drawn). All logs are equal.',
  curves: [],
  series: rows.map(({ series }) => series),
  results: rows.map(({ result }) => result),
};
