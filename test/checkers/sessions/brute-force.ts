/** The session guarantees read literally: tries every order of the writes that respects what is certain. */
import type { Guarantee } from '../../../src/checkers/sessions/guarantees.js';
import { isList, type ObservedOperation } from '../../../src/history/history.js';
import { counted, inSession, linearExtensions } from '../causal/brute-force.js';

type Verdict = 'valid' | 'invalid' | 'unknown';

const sides: Readonly<Record<Guarantee, readonly [knows: boolean, binds: boolean]>> = {
  readYourWrites: [true, false],
  monotonicReads: [false, false],
  monotonicWrites: [true, true],
  writesFollowReads: [false, true],
};

/** For values that are unique and were all written. */
export function guaranteeByBruteForce(
  operations: readonly ObservedOperation[],
  guarantee: Guarantee,
): Verdict {
  const all = counted(operations);
  const keys = [...new Set(all.map(({ key }) => key))];
  const verdicts = keys.map((key) => {
    const ofKey = all.filter((operation) => operation.key === key);
    const isOfElements = ofKey.some(({ action }) => action === 'append' || action === 'add');
    return isOfElements ? ofElements(ofKey, guarantee) : ofRegister(ofKey, guarantee);
  });
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.includes('unknown') ? 'unknown' : 'valid';
}

/** Pairs of an operation that makes something known and a later one of its session that is bound by it. */
function pairs(
  all: readonly ObservedOperation[],
  guarantee: Guarantee,
): (readonly [ObservedOperation, ObservedOperation])[] {
  const [knows, binds] = sides[guarantee];
  const after = (operation: ObservedOperation) =>
    all.filter((bound) => inSession(operation, bound) && isWrite(bound) === binds);
  return all.flatMap((known) => {
    if (isWrite(known) !== knows) return [];
    // An unknown write counts from when its session has read it.
    const from = known.outcome === 'ok' ? [known] : readsOf(known, all);
    return from
      .filter(({ session }) => session === known.session)
      .flatMap((by) => after(by).map((bound) => [known, bound] as const));
  });
}

function readsOf(
  { input }: ObservedOperation,
  all: readonly ObservedOperation[],
): readonly ObservedOperation[] {
  return all.filter(
    ({ action, output }) =>
      action === 'read' && (output === input || (isList(output) && output.includes(input))),
  );
}

const isWrite = ({ action }: ObservedOperation): boolean => action !== 'read';

function ofRegister(all: readonly ObservedOperation[], guarantee: Guarantee): Verdict {
  const writes = all.filter(
    (write) => isWrite(write) && (write.outcome === 'ok' || readsOf(write, all).length > 0),
  );
  const isTotal = writes.every(({ revision }) => revision !== null);
  const isSurelyOlder = (a: number, b: number): boolean => {
    const [older, newer] = [writes[a] as ObservedOperation, writes[b] as ObservedOperation];
    if (isTotal) return (older.revision ?? 0) < (newer.revision ?? 0);
    const seen = [older, ...readsOf(older, all)].map(({ end }) => end);
    return Math.max(Math.min(...seen), older.start) < newer.start;
  };
  let kept = 0;
  let broken = 0;
  for (const order of linearExtensions([...writes.keys()], isSurelyOlder)) {
    /** The beginning stands before all. */
    const placeOf = (operation: ObservedOperation): number =>
      order.findIndex((write) =>
        isWrite(operation)
          ? writes[write] === operation
          : writes[write]?.input === operation.output,
      );
    const isKept = pairs(all, guarantee).every(
      ([known, bound]) =>
        (isWrite(bound) && placeOf(bound) < 0) || placeOf(known) <= placeOf(bound),
    );
    if (isKept) kept++;
    else broken++;
  }
  return kept === 0 ? 'invalid' : broken === 0 ? 'valid' : 'unknown';
}

function ofElements(all: readonly ObservedOperation[], guarantee: Guarantee): Verdict {
  const isOrdered = all.some(({ action }) => action === 'append');
  const elementsOf = ({ output }: ObservedOperation) => (isList(output) ? output : []);
  const isKept = pairs(all, guarantee).every(([known, bound]) => {
    const elements = isWrite(known) ? [known.input] : elementsOf(known);
    const reads = isWrite(bound)
      ? all.filter((read) => elementsOf(read).includes(bound.input))
      : [bound];
    return reads.every((read) => {
      const there = elementsOf(read);
      const until = isWrite(bound) && isOrdered ? there.indexOf(bound.input) : there.length;
      return elements.every(
        (element) =>
          (isWrite(bound) && element === bound.input) || there.slice(0, until).includes(element),
      );
    });
  });
  return isKept ? 'valid' : 'invalid';
}
