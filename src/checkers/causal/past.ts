/** All that the patterns of causality look at: the graph, its clocks, and what each session knew. */
import type { Causality } from './causality.js';
import type { Clocks } from './clocks.js';
import { at, type Groups } from './groups.js';
import type { Lanes } from './lanes.js';
import { lookbacksOf, type Lookbacks } from './lookbacks.js';
import { replacedIn, type Replaced } from './replaced.js';

export interface Past {
  readonly causality: Causality;
  readonly clocks: Clocks;
  readonly lanes: Lanes;
  readonly lookbacks: Lookbacks;
  readonly replaced: Replaced;
  /** By read: those of its sources that are loose. */
  readonly looseSources: Groups;
}

export function pastOf(causality: Causality, clocks: Clocks, lanes: Lanes): Past {
  const lookbacks = lookbacksOf(causality, clocks, lanes);
  const replaced = replacedIn(causality, clocks, lanes);
  return { causality, clocks, lanes, lookbacks, replaced, looseSources: looseSourcesOf(causality) };
}

function looseSourcesOf({ sources, isLoose, operations }: Causality): Groups {
  const start = new Int32Array(operations.length + 1);
  const members: number[] = [];
  for (let node = 0; node < operations.length; node++) {
    for (let place = at(sources.start, node); place < at(sources.start, node + 1); place++) {
      const source = at(sources.members, place);
      if (at(isLoose, source) === 1) members.push(source);
    }
    start[node + 1] = members.length;
  }
  return { start, members: Int32Array.from(members) };
}
