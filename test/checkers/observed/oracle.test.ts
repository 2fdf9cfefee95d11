/**
 * Agreement of the observed findings with their definitions, read literally, on small random
 * histories.
 */
import { it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { observedFindings } from '../../../src/checkers/observed/findings.js';
import { identityOf, isList, type ObservedOperation } from '../../../src/history/history.js';
import { collections, history, registers, type Told } from './histories.js';

type Operations = readonly ObservedOperation[];

function operationsOf(told: readonly Told[]): Operations {
  return history(told).operations;
}

function readsIn(operations: Operations): Operations {
  return operations.filter(
    ({ action, outcome, output }) => action === 'read' && outcome === 'ok' && output !== undefined,
  );
}

/** Who wanted to write a value, failed or not. */
function writesOf(operations: Operations, identity: string): Operations {
  return operations.filter(({ action, input, output }) => {
    if (action === 'read' || (action === 'cas' && output === false)) return false;
    return identityOf(action === 'cas' && isList(input) ? (input[1] ?? null) : input) === identity;
  });
}

function acknowledgedIn(operations: Operations): Operations {
  return operations.filter(
    ({ action, outcome, output }) =>
      outcome === 'ok' && action !== 'read' && (action !== 'cas' || output === true),
  );
}

/** Identities of what a read of a register showed. */
function shownBy(operations: Operations, { output = null }: ObservedOperation): readonly string[] {
  const identity = identityOf(output);
  if (writesOf(operations, identity).length > 0) return [identity];
  if (output === null) return [];
  return isList(output) ? output.map(identityOf) : [identity];
}

/** True when all that a read showed had certainly been written before an operation began. */
function isOlder(
  operations: Operations,
  read: ObservedOperation,
  than: ObservedOperation,
): boolean {
  return shownBy(operations, read).every((identity) => {
    const writes = writesOf(operations, identity);
    return (
      writes.length > 0 && writes.every(({ outcome, end }) => outcome === 'ok' && end < than.start)
    );
  });
}

function first(operations: Operations): ObservedOperation | undefined {
  return operations.toSorted((a, b) => a.end - b.end || a.index - b.index)[0];
}

describe('registers', () => {
  it.prop([registers], { numRuns: 1000 })('reads that are definitely stale', (told) => {
    const operations = operationsOf(told);
    const expected = readsIn(operations).flatMap((read) => {
      const missed = acknowledgedIn(operations).filter(
        (write) => write.end < read.start && isOlder(operations, read, write),
      );
      const earliest = first(missed);
      if (earliest === undefined) return [];
      const places = read.start - earliest.end;
      const [versionsBehind, age] = [missed.length, places * 1000];
      const found = { key: 'x', read: read.index, versionsBehind, age, places };
      return [{ ...found, earliest: earliest.index }];
    });
    expect(observedFindings(history(told)).staleReads).toEqual(expected);
  });

  it.prop([registers], { numRuns: 1000 })('inversions', (told) => {
    const operations = operationsOf(told);
    const isNewer = (earlier: ObservedOperation, read: ObservedOperation): boolean =>
      shownBy(operations, earlier).some((identity) => {
        const writes = writesOf(operations, identity);
        const isWritten = writes.length > 0 && identity !== 'null';
        return isWritten && writes.every((write) => isOlder(operations, read, write));
      });
    const reads = readsIn(operations);
    const expected = reads.flatMap((read) => {
      const earlier = first(reads.filter((one) => one.end < read.start && isNewer(one, read)));
      return earlier === undefined ? [] : [{ key: 'x', read: read.index, earlier: earlier.index }];
    });
    expect(observedFindings(history(told)).inversions).toEqual(expected);
  });

  it.prop([registers], { numRuns: 1000 })('phantoms and zombies', (told) => {
    const operations = operationsOf(told);
    const sights = readsIn(operations).flatMap((read) =>
      [...new Set(shownBy(operations, read))].flatMap((identity) => {
        if (identity === 'null') return [];
        const begun = writesOf(operations, identity).filter(({ start }) => start <= read.end);
        if (begun.some(({ outcome }) => outcome !== 'fail')) return [];
        const writes = begun.map(({ index }) => index);
        return [{ identity, kind: begun.length === 0 ? 'phantom' : 'zombie', read, writes }];
      }),
    );
    const expected = (kind: string) =>
      sights
        .filter((one) => one.kind === kind)
        .filter(
          ({ identity }, place, all) => place === all.findIndex((one) => one.identity === identity),
        )
        .map(({ identity, read, writes }) => ({
          identity,
          read: read.index,
          writes,
          reads: sights.filter((one) => one.kind === kind && one.identity === identity).length,
        }));
    const { phantoms, zombies } = observedFindings(history(told));
    const found = phantoms.map(({ value, read, reads }) => ({
      ...{ identity: identityOf(value), read, reads, writes: [] },
    }));
    expect(found).toEqual(expected('phantom'));
    expect(
      zombies.map(({ value, read, reads, writes }) => ({
        ...{ identity: identityOf(value), read, reads, writes },
      })),
    ).toEqual(expected('zombie'));
  });

  it.prop([registers], { numRuns: 1000 })('lost updates', (told) => {
    const operations = operationsOf(told);
    const swaps = acknowledgedIn(operations).filter(({ action }) => action === 'cas');
    const expectedBy = ({ input }: ObservedOperation): string =>
      identityOf(isList(input) ? (input[0] ?? null) : null);
    const clashing = swaps.filter((one) => {
      const basis = expectedBy(one);
      const written = writesOf(operations, basis).filter(
        ({ outcome }) => outcome !== 'fail',
      ).length;
      const isOnce = written + (basis === 'null' ? 1 : 0) <= 1;
      return isOnce && swaps.some((other) => other !== one && expectedBy(other) === basis);
    });
    const found = observedFindings(history(told)).lostUpdates;
    expect(found.flatMap((lost) => lost.operations).sort((a, b) => a - b)).toEqual(
      clashing.map(({ index }) => index),
    );
    for (const { basis, operations: group } of found) {
      const own = clashing.filter((one) => expectedBy(one) === identityOf(basis));
      expect(group).toEqual(own.map(({ index }) => index));
    }
  });
});

describe('collections', () => {
  const shows = ({ output }: ObservedOperation, identity: string): boolean =>
    isList(output) && output.map(identityOf).includes(identity);

  /** The table of fates, read literally; `wait` in milliseconds. */
  function fateOf(operations: Operations, identity: string): { kind: string; wait?: number } {
    const adds = writesOf(operations, identity).filter(({ outcome }) => outcome !== 'fail');
    const reads = readsIn(operations);
    const sightings = reads.filter((one) => shows(one, identity));
    const known = Math.min(...[...acknowledgedIn(adds), ...sightings].map(({ end }) => end));
    const last = reads.at(-1);
    if (known === Infinity) return { kind: 'dropped' };
    const since = (read: ObservedOperation | undefined): number =>
      Math.max(0, (read?.start ?? 0) - known);
    if (last !== undefined && shows(last, identity)) {
      const wait = since(reads.findLast((one) => !shows(one, identity)));
      return { kind: acknowledgedIn(adds).length > 0 ? 'stable' : 'recovered', wait };
    }
    if (last === undefined || last.start <= known) return { kind: 'never read' };
    return { kind: 'lost', wait: since(sightings.at(-1)) };
  }

  it.prop([collections], { numRuns: 1000 })('the fates of elements', (told) => {
    const operations = operationsOf(told);
    const added = operations.filter(
      ({ action, outcome }) => action === 'add' && outcome !== 'fail',
    );
    if (added.length === 0) return;
    const fates = [...new Set(added.map(({ input }) => identityOf(input)))].map((identity) => ({
      identity,
      ...fateOf(operations, identity),
    }));
    const count = (...kinds: string[]): number =>
      fates.filter(({ kind }) => kinds.includes(kind)).length;
    const longest = (...kinds: string[]): number | null => {
      const waits = fates.flatMap(({ kind, wait }) => (kinds.includes(kind) ? [wait ?? 0] : []));
      return waits.length === 0 ? null : Math.max(...waits) * 1000;
    };
    const { elements } = observedFindings(history(told));
    expect({
      ...elements,
      lost: elements.lost.map(({ value }) => identityOf(value)).sort(),
      recovered: elements.recovered.length,
      stableLatency: [elements.stableLatency.count, elements.stableLatency.max],
      lostLatency: [elements.lostLatency.count, elements.lostLatency.max],
    }).toEqual({
      attempted: fates.length,
      stable: count('stable', 'recovered'),
      lost: fates.flatMap(({ kind, identity }) => (kind === 'lost' ? [identity] : [])).sort(),
      neverRead: count('never read'),
      dropped: count('dropped'),
      recovered: count('recovered'),
      stableLatency: [count('stable', 'recovered'), longest('stable', 'recovered')],
      lostLatency: [count('lost'), longest('lost')],
    });
  });

  it.prop([collections], { numRuns: 1000 })('duplicates', (told) => {
    const operations = operationsOf(told);
    if (!operations.some(({ action }) => action === 'add')) return;
    const expected = readsIn(operations).flatMap((read) => {
      const shown = isList(read.output) ? read.output.map(identityOf) : [];
      return [...new Set(shown)].flatMap((identity) => {
        const times = shown.filter((one) => one === identity).length;
        const adds = writesOf(operations, identity).filter(
          ({ outcome, start }) => outcome !== 'fail' && start <= read.end,
        ).length;
        return times > 1 && times > adds ? [`${identity} ${times} times in ${read.index}`] : [];
      });
    });
    const found = observedFindings(history(told)).duplicates;
    expect(found.reduce((sum, { reads }) => sum + reads, 0)).toBe(expected.length);
    for (const { value, times, read } of found) {
      expect(expected).toContain(`${identityOf(value)} ${times} times in ${read}`);
    }
  });
});
