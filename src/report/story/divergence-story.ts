/** How nodes came to differ on a key for good: what each would serve, and how it got there. */
import type { WriteId } from '../../history/operation.js';
import { listed, returned, writeBy } from '../words.js';
import { faultsOver, faultStep, step, type Step, type Story, type Telling } from './telling.js';
import { departureSteps } from './write-story.js';

/** Tells of the divergent key at this place among the findings, from 0; null when there is none. */
export function divergenceStory(index: number, telling: Telling): Story | null {
  const { run, findings } = telling;
  const divergent = findings.divergence[index];
  if (divergent === undefined) return null;
  const { key, versions } = divergent;
  const { chronicle, events } = run;
  const served = [...versions].map(([node, values]) => `${node} ${returned(values)}`);
  const newest = [...versions.values()].flatMap((values) => values.slice(-1));
  const writes = [...new Set(newest)].sort((a, b) => a - b);
  const from = writes.map((write) => chronicle.writes[write]?.invokedAt ?? 0);
  const since = from.reduce((first, at) => Math.min(first, at), chronicle.endedAt);
  const faults = faultsOver(chronicle, [...versions.keys()], since, chronicle.endedAt);
  return {
    headline: `At the end the nodes that are up do not agree on ${key}: ${listed(served)}.`,
    steps: [
      ...writes.flatMap((write) => copySteps(write, telling)),
      ...faults.map((one) => faultStep(one, run)),
      step(
        chronicle.endedAt,
        events,
        `The nodes have come to rest, and would serve ${listed(served)}.`,
      ),
    ],
    outcome: `Who reads ${key} gets a different answer from each of them, for good.`,
    wouldHaveHelped: [],
  };
}

/** Where a write was stored, and what took it away again. */
function copySteps(write: WriteId, { run, evidence }: Telling): readonly Step[] {
  const operation = run.chronicle.writes[write];
  if (operation === undefined) return [];
  const { copies } = evidence(write);
  const stored = copies.map(({ node, storedAt, storedIn }) =>
    step(storedAt, storedIn, `${writeBy(operation)} is stored by ${node}.`),
  );
  return [...stored, ...departureSteps(copies, run.trace ?? [])];
}
