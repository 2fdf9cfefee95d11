/** The story of any finding: of a write, of a read, or of what is known by a name. */
import { lastFaultBefore } from '../../checkers/incidents.js';
import { stallHeadline } from '../headlines.js';
import type { FindingKind } from '../schema.js';
import { instant, writeBy } from '../words.js';
import { dirtyReadStory } from './dirty-read-story.js';
import { divergenceIntervalStory, divergenceStory } from './divergence-story.js';
import { duplicateStory } from './duplicate-story.js';
import { lostUpdateStory } from './lost-update-story.js';
import { operationStory } from './operation-story.js';
import type { Place } from './places.js';
import { readStory } from './read-story.js';
import { splitBrainStory } from './split-brain-story.js';
import { detail, faultStep, step, type Story, type Telling } from './telling.js';
import { writeStory } from './write-story.js';

type Teller = (place: Place, telling: Telling) => Story | null;

/** Who tells what a row alone does not show. */
const tellers: Partial<Readonly<Record<FindingKind, Teller>>> = {
  staleReads: ({ row }, telling) => readStory(row.operation ?? 0, telling),
  splitBrain: ({ index }, telling) => splitBrainStory(index, telling),
  lostUpdates: ({ index }, telling) => lostUpdateStory(index, telling),
  duplicateWrites: ({ index }, telling) => duplicateStory(index, telling),
  rolledBackWrites: ({ index }, telling) => rolledBackStory(index, telling),
  dirtyReads: ({ index }, telling) => dirtyReadStory(index, telling),
  divergence: ({ index }, telling) => divergenceStory(index, telling),
  divergenceIntervals: ({ index }, telling) => divergenceIntervalStory(index, telling),
  stalls: ({ index }, telling) => stallStory(index, telling),
  invariantViolations: ({ index }, telling) => invariantStory(index, telling),
};

/** Tells how a finding came about: of one that nobody knows more of, what the report says. */
export function findingStory(place: Place, telling: Telling): Story {
  const { finding, row } = place;
  const teller = tellers[finding] ?? (row.write === undefined ? ofOperation : lifeOf);
  const bare = { headline: row.headline ?? finding, steps: [], outcome: '', wouldHaveHelped: [] };
  return teller(place, telling) ?? bare;
}

const ofOperation: Teller = ({ row }, telling) => operationStory(row, telling);

/** The life of the write that a row is about, under the headline of the row. */
function lifeOf({ row }: Pick<Place, 'row'>, telling: Telling): Story | null {
  const { write = 0, headline } = row;
  const story = writeStory(write, telling);
  return story === null || headline === undefined ? story : { ...story, headline };
}

function rolledBackStory(index: number, telling: Telling): Story | null {
  const found = telling.findings.rolledBackWrites[index];
  if (found === undefined) return null;
  const { operation, node, at } = found;
  const headline = `${writeBy(operation)} was cut from the log of ${node} at ${instant(at)}.`;
  return lifeOf({ row: { write: operation.write, headline } }, telling);
}

/** The last fault, and what the nodes did meanwhile. */
function stallStory(index: number, { run, findings }: Telling): Story | null {
  const stall = findings.stalls[index];
  if (stall === undefined) return null;
  const fault = lastFaultBefore(run.chronicle, stall.from);
  const meanwhile = run.chronicle.milestones.filter(({ at }) => at >= stall.from && at < stall.to);
  return {
    headline: stallHeadline(stall),
    steps: [
      ...(fault === null ? [] : [faultStep(fault, run)]),
      ...meanwhile.map((one) => detail(one.at, one.number, `${one.node}: ${one.event}.`)),
    ],
    outcome: `Until ${instant(stall.to)} no write succeeded.`,
    wouldHaveHelped: [],
  };
}

function invariantStory(index: number, { run }: Telling): Story | null {
  const violation = run.invariantViolations[index];
  if (violation === undefined) return null;
  const { invariant, at, event, message } = violation;
  const fault = lastFaultBefore(run.chronicle, at);
  const milestones = run.chronicle.milestones.filter(({ number }) => number <= event).slice(-3);
  return {
    headline: `The database broke a rule of its own at ${instant(at)}: ${invariant}.`,
    steps: [
      ...(fault === null ? [] : [faultStep(fault, run)]),
      ...milestones.map((one) => step(one.at, one.number, `${one.node}: ${one.event}.`)),
      step(at, event, `Seen at this instant: ${message}.`),
    ],
    outcome: 'Whatever the faults and the settings: this must never happen.',
    wouldHaveHelped: [],
  };
}
