/**
 * What can be wrong with a list that is only appended to, or a set that is only added to, as a chain of facts
 * over at most four operations. What a read contains besides the elements of these operations does not
 * matter.
 */
import { identityOf, isList, type ObservedOperation, type Value } from '../../history/history.js';
import type { Because } from '../consistency/result.js';
import { abbreviated } from '../models/describe.js';
import { contradiction, readBeforeWrite, type Contradiction } from './contradiction.js';
import type { Growth, Revealed } from './growth.js';
import type { Misplaced } from './real-time.js';

export function noElements(read: ObservedOperation): Contradiction {
  const text = `{0} returned ${shown(read.output ?? null)}, not a list of elements.`;
  return contradiction('not a list', [read], [{ rule: 'fact', operations: [read.index], text }]);
}

export function twiceInIt(add: ObservedOperation, read: ObservedOperation): Contradiction {
  const text = `{0} contains ${shown(add.input)} twice.`;
  const because: readonly Because[] = [
    { rule: 'reads from', write: add.index, read: read.index },
    { rule: 'fact', operations: [read.index, add.index], text },
  ];
  return contradiction('element twice', [add, read], because);
}

/** Two reads neither of which contains the other. The second one has something else at the place of a known element. */
export function differentGrowth(
  { add, firstRead }: Revealed,
  otherAdd: ObservedOperation,
  otherRead: ObservedOperation,
): Contradiction {
  return contradiction(
    'reads disagree',
    [add, otherAdd, firstRead, otherRead],
    [showsBefore(firstRead, add, otherAdd), showsBefore(otherRead, otherAdd, add)],
  );
}

/** Two operations that stand in this order as reads reveal it, and in the other one in real time. */
export function conflictOfPlaces(
  { early, late }: Misplaced,
  { operations, ranks, revealed }: Growth,
): Contradiction {
  const realTime: Because = { rule: 'real time', before: late.index, after: early.index };
  if (early.action !== 'read') {
    if (late.action === 'read') return readBeforeWrite(early, late);
    const { firstRead } = revealed.find(({ add }) => add === early) as Revealed;
    const because = [realTime, showsBefore(firstRead, early, late)];
    return contradiction('elements out of order', [early, late, firstRead], because);
  }
  if (late.action !== 'read') {
    return contradiction('element missing', [early, late], [realTime, lacks(early, late)]);
  }
  const size = ranks[operations.indexOf(early)] as number;
  const { add } = revealed[size] as Revealed;
  const because: readonly Because[] = [
    { rule: 'reads from', write: add.index, read: late.index },
    realTime,
    lacks(early, add),
  ];
  return contradiction('element missing again', [add, early, late], because);
}

/** That one element was there before another: the read contains it before the other or without it. */
function showsBefore(
  read: ObservedOperation,
  one: ObservedOperation,
  other: ObservedOperation,
): Because {
  const how = contains(read, other.input) ? 'before' : 'but not';
  const text = `{0} contains ${shown(one.input)} ${how} ${shown(other.input)}.`;
  return { rule: 'fact', operations: [read.index, one.index, other.index], text };
}

function lacks(read: ObservedOperation, { index, input }: ObservedOperation): Because {
  const text = `{0} does not contain ${shown(input)}.`;
  return { rule: 'fact', operations: [read.index, index], text };
}

function contains({ output }: ObservedOperation, element: Value): boolean {
  const identity = identityOf(element);
  return isList(output) && output.some((other) => identityOf(other) === identity);
}

function shown(value: Value): string {
  return abbreviated(identityOf(value));
}
