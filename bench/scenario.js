/**
 * A whole scenario: five nodes, three clients, 60 virtual seconds; plain, with all default findings, traced
 * and recorded. What the digest costs is measured in processes of their own, in which it does nothing.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { report, scenario, simulate } from '../dist/index.js';
import {
  median,
  nanosecondsEach,
  printCost,
  printTable,
  printTarget,
  printTitle,
  ratio,
  takeTurns,
} from './measure.js';

/** @param {string} duration */
function cluster(duration) {
  return scenario({
    name: 'five nodes, three clients',
    database: { kind: 'primary-replica', nodes: 5, acknowledge: 'any 2' },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, keys: 10, think: '0ms', latency: '100us' }],
    duration,
  });
}

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const seconds = short ? 10 : 60;
  const described = cluster(`${seconds}s`);
  const { events, endedAt, chronicle } = simulate(described);
  const contestant = (work) => () => nanosecondsEach(events, work);
  const results = takeTurns(short ? 3 : 9, {
    plain: contestant(() => simulate(described)),
    'with all findings': contestant(() => report(simulate(described))),
  });
  // Apart, because a process that has traced runs others more slowly from then on.
  const traced = takeTurns(short ? 3 : 9, {
    traced: contestant(() => simulate(described, { trace: true })),
  });
  const brief = cluster('2s');
  const briefly = simulate(brief).events;
  const modes = takeTurns(short ? 1 : 3, {
    plain: () => nanosecondsEach(briefly, () => simulate(brief)),
    recorded: () => nanosecondsEach(briefly, () => simulate(brief, { record: true })),
  });

  printTitle(`Scenario: ${events} events, ${chronicle.operations.length} operations`);
  const perSecond = (ns) => `${(1000 / ns).toFixed(2)}`;
  printTable(
    ['mode', 'million events/s', 'x real time', '/ plain'],
    Object.entries({ ...results, ...traced }).map(([mode, ns]) => [
      mode,
      perSecond(ns),
      Math.round((endedAt * 1000) / (ns * events)).toString(),
      ratio(ns / results.plain),
    ]),
  );
  console.log();
  const million = { must: 1, aim: 2 };
  printTarget(
    'P5 million events/s with all findings',
    1000 / results['with all findings'],
    million,
  );
  const speed = (endedAt * 1000) / (results.plain * events);
  printTarget('P8 simulated against wall time', speed, { must: 60, aim: 200 });
  printCost('P11 recorded against plain, small states', modes.recorded / modes.plain, {
    must: 20,
    aim: 10,
  });
  printCost('P6 digest', digestCost(short), { must: 1.4, aim: 1.2 });
  printGrowth(short);
}

/** How many times longer a run takes with the digest than without. */
function digestCost(short) {
  const script = fileURLToPath(new URL('scenario-digest.js', import.meta.url));
  const measure = (mode) => {
    const { stdout } = spawnSync(process.execPath, [script, mode], { encoding: 'utf8' });
    return Number(stdout);
  };
  const rounds = Array.from({ length: short ? 2 : 5 }, () => [measure('with'), measure('without')]);
  return median(rounds.map(([withDigest, without]) => withDigest / without));
}

/** Memory of a plain run beside its history: what stays when twice as much has happened. */
function printGrowth(short) {
  const quiet = (seconds) =>
    scenario({
      name: 'heartbeats',
      database: { kind: 'primary-replica', nodes: 5, heartbeat: '1ms' },
      clients: [{ name: 'app', rate: '1/s', reads: 0 }],
      duration: `${seconds}s`,
    });
  const [few, many] = short ? [5, 20] : [20, 200];
  const kilobytes = (seconds) => {
    const described = quiet(seconds);
    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    const kept = simulate(described);
    global.gc?.();
    const used = (process.memoryUsage().heapUsed - before) / 1024;
    return { events: kept.events, used };
  };
  const small = kilobytes(few);
  const large = kilobytes(many);
  const collected = global.gc === undefined ? ' (run node with --expose-gc for exact figures)' : '';
  console.log(
    `P12 memory kept after ${small.events} events ${Math.round(small.used)} kB, ` +
      `after ${large.events} events ${Math.round(large.used)} kB${collected}`,
  );
}
