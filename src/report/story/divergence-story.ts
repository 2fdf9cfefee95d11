/** How nodes came to differ on a key, for good or for a while: what each held, and how it got there. */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import { divergenceIntervalHeadline } from '../headlines.js';
import { lengthOf, listed, writeBy } from '../words.js';
import { departureSteps } from './ending-steps.js';
import { faultsOver, faultStep, step, type Step, type Story, type Telling } from './telling.js';

/** Tells of the divergent key at this place among the findings, from 0; null when there is none. */
export function divergenceStory(index: number, telling: Telling): Story | null {
  const { run, findings, values } = telling;
  const divergent = findings.divergence[index];
  if (divergent === undefined) return null;
  const { key, versions } = divergent;
  const { endedAt } = run.chronicle;
  const served = listed(
    [...versions].map(([node, held]) => `${node} ${values.returned(key, held)}`),
  );
  const rest = `The nodes have come to rest, and would serve ${served}.`;
  return {
    headline: `At the end the nodes that are up do not agree on ${key}: ${served}.`,
    steps: [...partingSteps(versions, endedAt, telling), step(endedAt, run.events, rest)],
    outcome: `Who reads ${key} gets a different answer from each of them, for good.`,
    wouldHaveHelped: [],
  };
}

/** Tells of the interval at this place among those in which nodes differed; null when there is none. */
export function divergenceIntervalStory(index: number, telling: Telling): Story | null {
  const interval = telling.findings.divergenceIntervals?.intervals[index];
  if (interval === undefined) return null;
  const { key, from, to, held } = interval;
  return {
    headline: divergenceIntervalHeadline(interval, telling.values),
    steps: partingSteps(held, to ?? telling.run.chronicle.endedAt, telling),
    outcome:
      to === null
        ? `The nodes never came to hold the same of ${key} again.`
        : `After ${lengthOf(to - from)} they held the same of ${key} again.`,
    wouldHaveHelped: [],
  };
}

/** How the newest version of each node came where it was, and the faults that lay over them, until an instant. */
function partingSteps(
  held: ReadonlyMap<string, readonly WriteId[]>,
  until: Instant,
  telling: Telling,
): readonly Step[] {
  const { run } = telling;
  const { chronicle } = run;
  const newest = [...held.values()].flatMap((values) => values.slice(-1));
  const writes = [...new Set(newest)].sort((a, b) => a - b);
  const since = writes.reduce(
    (first, write) => Math.min(first, chronicle.writes[write]?.invokedAt ?? first),
    until,
  );
  const faults = faultsOver(chronicle, [...held.keys()], since, until);
  return [
    ...writes.flatMap((write) => copySteps(write, telling)).filter(({ at }) => at <= until),
    ...faults.map((one) => faultStep(one, run)),
  ];
}

/** Where a write was stored, and what took it away again. */
function copySteps(write: WriteId, { run, evidence }: Telling): readonly Step[] {
  const operation = run.chronicle.writes[write];
  if (operation === undefined) return [];
  const { copies } = evidence(write);
  const stored = copies.map(({ node, storedAt, storedIn }) =>
    step(storedAt, storedIn, `${writeBy(operation)} is stored by ${node}.`),
  );
  return [...stored, ...departureSteps(copies, run.trace ?? [], String(write))];
}
