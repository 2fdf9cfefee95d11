/** What re-runs say, in sentences: from results written by hand, so that every case is met. */
import { describe, expect, it } from 'vitest';
import type { Counterfactuals, FaultNeed } from '../../src/experiments/counterfactual.js';
import type { Price } from '../../src/experiments/price.js';
import type { Sighting } from '../../src/experiments/subject.js';
import { explanationDocument } from '../../src/report/explain-document.js';
import { explain } from '../../src/report/explain.js';
import { explanationText } from '../../src/report/explain-text.js';
import { report } from '../../src/report/report.js';
import { neededSentences } from '../../src/report/story/needed-story.js';
import { preventionSentences } from '../../src/report/story/prevention-story.js';
import { counterfactualsOf, deadlyCrash, runOfInput } from '../support/planted-faults.js';

const subject = {
  finding: 'lostWrites',
  kind: 'operation',
  client: 'app.1',
  group: 'app',
  ordinal: 0,
  action: 'write',
  key: 'x',
  invokedAt: 0,
} as const;
const gone: Sighting = {
  found: false,
  obstacle: null,
  count: 0,
  basis: 'itself',
  outcome: 'ok',
};
const again: Sighting = { ...gone, found: true, count: 5 };
const nobodyKnows: Sighting = { ...gone, found: 'unknown', obstacle: 'no final read' };

const nothing: Counterfactuals = {
  subject,
  runs: 0,
  count: 5,
  faults: [],
  withoutAny: null,
  together: null,
  prevention: [],
  untried: { faults: [], together: false, settings: [] },
};

function need(fault: string, withoutIt: Sighting | null, more: Partial<FaultNeed> = {}): FaultNeed {
  const found = withoutIt?.found ?? 'unknown';
  const necessary = found === 'unknown' ? 'unknown' : !found;
  return { fault, summary: `crash ${fault}`, struck: 1, necessary, withoutIt, ...more };
}

describe('what is said of faults', () => {
  const say = (found: Partial<Counterfactuals>): readonly string[] =>
    neededSentences({ ...nothing, ...found }, null);

  it('names those that matter first, then those that do not', () => {
    const faults = [need('n1', again), need('n2', gone), need('n3', again)];
    expect(say({ faults })).toEqual([
      'Without crash n2 this write survives.',
      'Without crash n1 or crash n3 this write is lost all the same.',
    ]);
  });

  it('counts where there are many', () => {
    const faults = ['a', 'b', 'c', 'd'].map((name) => need(name, again));
    expect(say({ faults })).toEqual([
      'Without any one of 4 faults this write is lost all the same.',
    ]);
  });

  it('tells what a write that is not lost became', () => {
    const silent: Sighting = { ...gone, outcome: 'info' };
    const elsewhere: Sighting = { ...gone, basis: 'moment', outcome: null };
    const others: Sighting = { ...again, basis: 'moment', outcome: null };
    const faults = [
      need('n1', silent),
      need('n2', elsewhere),
      need('n3', nobodyKnows),
      need('n4', others),
    ];
    expect(say({ faults })).toEqual([
      'Without crash n1 this write is not acknowledged.',
      'Without crash n2 no operation of app meets the like at that time.',
      'Without crash n3 nobody can tell: there is no final read to tell by.',
      'Without crash n4 other operations of app meet the same at that time.',
    ]);
  });

  it('does not take silence for rightness', () => {
    const faults = [need('n1', { ...gone, outcome: 'info' })];
    const told = (finding: 'inversions' | 'dirtyReads' | 'lostUpdates' | 'duplicateWrites') =>
      say({ faults, subject: { ...subject, finding } });
    expect(told('inversions')).toEqual(['Without crash n1 this read is not answered.']);
    expect(told('dirtyReads')).toEqual(['Without crash n1 this read is not answered.']);
    expect(told('lostUpdates')).toEqual(['Without crash n1 this write is not acknowledged.']);
    expect(told('duplicateWrites')).toEqual(['Without crash n1 this write is not applied twice.']);
  });

  it('tells why nobody can tell', () => {
    const faults = [
      need('n1', { ...nobodyKnows, obstacle: 'cut short' }),
      need('n2', { ...nobodyKnows, obstacle: 'no rest' }),
    ];
    expect(say({ faults })).toEqual([
      'Without crash n1 nobody can tell: that run grew too long and was cut short.',
      'Without crash n2 nobody can tell: its nodes never come to rest.',
    ]);
  });

  it('tells faults apart that do the same', () => {
    const same = { summary: 'crash n1' };
    const faults = [need('first', again, same), need('second', again, same)];
    expect(say({ faults, withoutAny: gone, together: ['first', 'second'] })).toEqual([
      'Without crash n1 (first) or crash n1 (second) this write is lost all the same.',
      'Each of these is enough without the others: only without crash n1 (first) and ' +
        'crash n1 (second) together this write survives.',
    ]);
  });

  it('claims of several no more than is known', () => {
    const faults = [need('n1', again), need('n2', nobodyKnows)];
    const untried = { ...nothing.untried, together: true };
    expect(say({ faults, withoutAny: gone, together: ['n1', 'n2'], untried }).at(-1)).toBe(
      'Without crash n1 and crash n2 together this write survives. Perhaps fewer do; not all were tried.',
    );
  });

  it('says that none was needed, and which struck or was tried not at all', () => {
    const faults = [need('n1', again), need('never', again, { struck: 0 }), need('n3', null)];
    const untried = { ...nothing.untried, faults: ['n3'] };
    expect(say({ faults, withoutAny: again, untried })).toEqual([
      'No fault was needed: without any, this write is lost all the same.',
      'Never struck, so not needed: never.',
      'Not tried, to keep re-runs few: n3.',
    ]);
  });

  it('contradicts the rule of attribution where the re-runs do', () => {
    const attributed = { fault: 'n1' } as Parameters<typeof neededSentences>[1];
    const wrong = { ...nothing, faults: [need('n1', again), need('n2', gone)] };
    expect(neededSentences(wrong, attributed).at(-1)).toBe(
      'The report names crash n1 for it, by the rule that it was the last fault before. ' +
        'The re-runs know better.',
    );
    const right = { ...nothing, faults: [need('n1', gone), need('n2', again)] };
    expect(neededSentences(right, attributed)).toHaveLength(2);
    const half = { ...nothing, faults: [need('n1', again), need('n2', again)], withoutAny: gone };
    expect(neededSentences({ ...half, together: ['n1', 'n2'] }, attributed)).toHaveLength(2);
  });
});

describe('what is said of settings', () => {
  const service = { invoked: 100, succeeded: 1, p50: 1000, p99: 2000, unavailable: 0 };
  const before: Price = { writes: service, reads: { ...service, p50: null, succeeded: null } };
  const setting = {
    path: 'database.a',
    from: 'b',
    to: 'c',
    says: 'it waits',
    concerns: 'all',
  } as const;
  const row = (withIt: Sighting, after: Price = before) => ({
    ...setting,
    prevents: withIt.found === 'unknown' ? ('unknown' as const) : !withIt.found,
    withIt,
    cost: { before, after },
  });

  it('is the price, or that there is none', () => {
    const dear = {
      ...before,
      writes: { ...service, succeeded: 0.875, p50: 3000, unavailable: 2_500_000 },
    };
    const slow = { ...before, writes: { ...service, p99: 9000 } };
    const fewer = { ...before, writes: { ...service, invoked: 50 } };
    const prevention = [
      row(gone, dear),
      row(gone, slow),
      { ...row(gone, fewer), concerns: 'group' as const },
      row(gone),
    ];
    expect(preventionSentences({ ...nothing, prevention })).toEqual([
      'database.a: c instead of b: it waits. Then writes take 3 ms instead of 1 ms, writes are ' +
        'unavailable for 2.5 s instead of 0 ms and 88% instead of 100% of writes succeed.',
      'database.a: c instead of b: it waits. Then the slowest 1% of writes take 9 ms instead of 2 ms.',
      'database.a: c instead of b: it waits. Then, in this client group, 50 instead of 100 writes succeed.',
      'database.a: c instead of b: it waits. It costs nothing in this run.',
    ]);
  });

  it('puts first what leaves least, and says what is left', () => {
    const prevention = [row({ ...gone, count: 3 }), { ...row(gone), from: null }];
    expect(preventionSentences({ ...nothing, prevention })).toEqual([
      'database.a: c: it waits. It costs nothing in this run.',
      'database.a: c instead of b: it waits. Of 5 such findings 3 remain. It costs nothing in this run.',
    ]);
  });

  it('says when one finding is gone and others come up', () => {
    const prevention = [row({ ...gone, count: 7 })];
    expect(preventionSentences({ ...nothing, prevention })).toEqual([
      'database.a: c instead of b: it waits. But then there are 7 such findings instead of 5. It costs nothing in this run.',
    ]);
  });

  it('names what was tried in vain, what nobody can tell and what was not tried', () => {
    const long: Sighting = { ...nobodyKnows, obstacle: 'cut short' };
    const prevention = [row(again), row(nobodyKnows), row(long)];
    const untried = { ...nothing.untried, settings: ['database.z: 1'] };
    expect(preventionSentences({ ...nothing, prevention, untried })).toEqual([
      'No help: database.a: c.',
      'Nobody can tell, for want of a final read: database.a: c.',
      'Nobody can tell, because the run grew too long: database.a: c.',
      'Not tried, to keep re-runs few: database.z: 1.',
    ]);
  });
});

describe('an explanation with re-runs', () => {
  const run = { ...runOfInput({ faults: [{ id: 'crash', ...deadlyCrash }] }), trace: [] };
  const found = counterfactualsOf(run, 'lostWrites');
  const told = explain(run, report(run), { counterfactuals: found });

  it('says both in the text', () => {
    const same = (text: string): string => text;
    const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
    const text = explanationText(told, { paint, unicode: true, width: 80 }, '');
    expect(text).toContain('Which faults it needed: each left out in a run of its own\n');
    expect(text).toContain('  · Without crash n1 this write survives.\n');
    expect(text).toContain('What would have prevented it: each tried in a run of its own\n');
    expect(text).toContain('  · database.acknowledge: any 1 instead of primary: a write waits');
  });

  it('and lists them in the document, with durations in milliseconds', () => {
    const document = explanationDocument(run, told, found) as {
      readonly prevention: readonly { readonly cost: { readonly before: object } }[];
    };
    expect(document).toMatchObject({
      finding: 'lostWrites',
      reruns: found.runs,
      countOfKind: 10,
      faults: [
        {
          fault: 'crash',
          summary: 'crash n1',
          struck: 1,
          necessary: true,
          withoutIt: { stillFound: false, countOfKind: 0, judgedBy: 'itself', outcome: 'ok' },
        },
      ],
      withoutAnyFault: null,
      neededTogether: null,
      untried: { faults: [], together: false, settings: [] },
    });
    expect(document.prevention[0]).toMatchObject({
      path: 'database.acknowledge',
      from: 'primary',
      to: 'any 1',
      prevents: true,
      cost: { before: { writes: { p50Ms: 0, unavailableMs: 2000 } } },
    });
    expect(explanationDocument(run, explain(run, report(run)), null)).toMatchObject({
      ...{
        finding: 'lostWrites',
        reruns: 0,
        faults: [],
        prevention: [],
        needed: [],
        prevented: [],
      },
    });
  });
});
