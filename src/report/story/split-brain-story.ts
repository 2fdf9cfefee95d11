/** How two nodes came to acknowledge writes at once: the fault, the promotions, the stretch, its end. */
import { instantOf, type SplitBrain } from '../../checkers/split-brain.js';
import { lastFaultBefore } from '../../checkers/incidents.js';
import type { Operation } from '../../history/operation.js';
import { splitBrainHeadline } from '../headlines.js';
import { counted } from '../text/layout.js';
import { lengthOf, written } from '../words.js';
import { faultStep, step, type Step, type Story, type Telling } from './telling.js';

/** Tells of the split brain at this place among the findings, from 0; null when there is none. */
export function splitBrainStory(index: number, { run, findings }: Telling): Story | null {
  const found = findings.splitBrain[index];
  if (found === undefined) return null;
  const { from, to, sides } = found;
  const [earlier, later] = sides;
  const beganAt = later.promotion?.at ?? instantOf(from);
  const fault = lastFaultBefore(run.chronicle, beganAt);
  const ended = to.answeredBy ?? earlier.node;
  return {
    headline: splitBrainHeadline(found),
    steps: [
      ...(fault === null ? [] : [faultStep(fault, run)]),
      ...promotionSteps(found),
      acknowledgement(
        from,
        `${later.node} acknowledges ${written(from)}, the first write of its reign. ` +
          `The reign of ${earlier.node} is not over.`,
      ),
      acknowledgement(to, `${ended} acknowledges ${written(to)}, the last write of its reign.`),
    ],
    outcome: outcomeOf(found),
    wouldHaveHelped: [],
  };
}

function promotionSteps({ sides }: SplitBrain): readonly Step[] {
  return sides.flatMap(({ promotion }) =>
    promotion === null
      ? []
      : [step(promotion.at, promotion.number, `${promotion.node} is ${promotion.event}.`)],
  );
}

function acknowledgement(operation: Operation, text: string): Step {
  return step(instantOf(operation), operation.completedIn ?? 0, text);
}

function outcomeOf({ from, to, sides }: SplitBrain): string {
  const accounts = sides.map(({ node, acknowledged, lost }) => {
    const losses = lost === 0 ? 'none' : String(lost);
    return `${node} acknowledged ${counted(acknowledged, 'write')}, ${losses} of them lost.`;
  });
  const length = lengthOf(instantOf(to) - instantOf(from));
  return `Two nodes acknowledged writes for ${length}. ${accounts.join(' ')}`;
}
