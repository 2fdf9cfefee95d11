/** The session guarantees read literally: tries every order of the writes that respects what is certain. */
import type { Guarantee } from '../../../src/checkers/sessions/guarantees.js';
import type { ObservedOperation } from '../../../src/history/history.js';
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
  return all.flatMap((known) =>
    all
      .filter((bound) => inSession(known, bound))
      .filter((bound) => isWrite(known) === knows && isWrite(bound) === binds)
      .map((bound) => [known, bound] as const),
  );
}

const isWrite = ({ action }: ObservedOperation): boolean => action !== 'read';

function ofRegister(all: readonly ObservedOperation[], guarantee: Guarantee): Verdict {
  const readersOf = (write: ObservedOperation) =>
    all.filter((read) => !isWrite(read) && read.output === write.input);
  const writes = all.filter(
    (write) => isWrite(write) && (write.outcome === 'ok' || readersOf(write).length > 0),
  );
  const isTotal = writes.every(({ revision }) => revision !== null);
  const isSurelyOlder = (a: number, b: number): boolean => {
    const [older, newer] = [writes[a] as ObservedOperation, writes[b] as ObservedOperation];
    if (isTotal) return (older.revision ?? 0) < (newer.revision ?? 0);
    const seen = [older, ...readersOf(older)].map(({ end }) => end);
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
  const isList = all.some(({ action }) => action === 'append');
  const elementsOf = ({ output }: ObservedOperation): readonly unknown[] =>
    Array.isArray(output) ? (output as unknown[]) : [];
  const isKept = pairs(all, guarantee).every(([known, bound]) => {
    const elements = isWrite(known) ? [known.input] : elementsOf(known);
    const reads = isWrite(bound)
      ? all.filter((read) => elementsOf(read).includes(bound.input))
      : [bound];
    return reads.every((read) => {
      const there = elementsOf(read);
      const until = isWrite(bound) && isList ? there.indexOf(bound.input) : there.length;
      return elements.every(
        (element) =>
          (isWrite(bound) && element === bound.input) || there.slice(0, until).includes(element),
      );
    });
  });
  return isKept ? 'valid' : 'invalid';
}
