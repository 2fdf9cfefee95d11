/** How a write came to be applied more than once: its life, and each time that a node stored it again. */
import { provenanceEntry, rowsByWrite } from '../../history/provenance.js';
import type { Operation, WriteId } from '../../history/operation.js';
import type { Run } from '../../simulation/run.js';
import { duplicateHeadline } from '../headlines.js';
import { written } from '../words.js';
import { detail, step, type Step, type Story, type Telling } from './telling.js';
import { writeStory } from './write-story.js';

/** Tells of the duplicate at this place among the findings, from 0; null when there is none. */
export function duplicateStory(index: number, telling: Telling): Story | null {
  const operation = telling.findings.duplicateWrites[index];
  const life = writeStory(operation?.write ?? 0, telling);
  if (operation === undefined || life === null) return null;
  return {
    ...life,
    headline: duplicateHeadline(operation),
    steps: [...life.steps, ...againSteps(operation, telling.run)],
  };
}

/** A node that stores what it holds already. The first one must be told. */
function againSteps(operation: Operation, { chronicle }: Run): readonly Step[] {
  return storedAgain(operation.write, chronicle.provenance).map(({ node, at, event }, index) => {
    const text = `${node} stores ${written(operation)} again.`;
    return index === 0 ? step(at, event, text) : detail(at, event, text);
  });
}

function storedAgain(write: WriteId, provenance: Run['chronicle']['provenance']) {
  const holders = new Set<string>();
  const rows = rowsByWrite(provenance)[write] ?? [];
  return rows
    .map((row) => provenanceEntry(provenance, row))
    .filter(({ kind, node }) => {
      const isAgain = kind === 'stored' && holders.has(node);
      if (kind === 'stored') holders.add(node);
      else holders.delete(node);
      return isAgain;
    });
}
