/** Filters: how their answers combine, which messages they mean, and what they cost. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSource } from '../../../src/kernel/random.js';
import {
  decide,
  losses,
  type Carried,
  type Disposition,
  type Filter,
} from '../../../src/simulation/network/filter.js';
import { Network } from '../../../src/simulation/network/network.js';
import { nodesOf, office } from '../../support/office.js';

const never = (): number => 1;
const always = (): number => 0;

function filterOf(disposition: Disposition, rest: Partial<Filter> = {}): Filter {
  return {
    fault: disposition.kind,
    disposition,
    messageKind: null,
    counted: null,
    inFlight: 'deliver',
    since: 0,
    seen: 0,
    held: [],
    ...rest,
  };
}

const disposition: fc.Arbitrary<Disposition> = fc.oneof(
  fc.constantFrom<Disposition>({ kind: 'drop' }, { kind: 'hold' }),
  fc.nat({ max: 9 }).map((by): Disposition => ({ kind: 'delay', by: () => by })),
  fc.boolean().map((is): Disposition => ({
    ...{ kind: 'duplicate', share: 0.5, chance: is ? always : never },
  })),
  fc.constant<Disposition>({ kind: 'lose', share: 0.5, chance: always }),
  fc
    .integer({ min: 1, max: 9 })
    .map((bytesPerSecond): Disposition => ({ kind: 'narrow', bytesPerSecond })),
);

describe('the filters of a link', () => {
  test.prop([fc.array(disposition, { maxLength: 8 })])(
    'decide as their kinds say: a drop beats a hold, a hold the rest, and the rest adds up',
    (dispositions) => {
      const only = <Kind extends Disposition['kind']>(kind: Kind) =>
        dispositions.filter(
          (one): one is Extract<Disposition, { kind: Kind }> => one.kind === kind,
        );
      const decision = decide(
        dispositions.map((one) => filterOf(one)),
        'beat',
        'new',
      );
      const strongest = (['drop', 'hold'] as const).find((kind) => only(kind).length > 0);
      expect(decision.stoppedBy?.fault).toBe(strongest);
      expect(decision.delay).toBe(only('delay').reduce((sum, { by }) => sum + by(), 0));
      expect(decision.losing).toHaveLength(only('lose').length);
      expect(decision.isDuplicated).toBe(only('duplicate').some(({ chance }) => chance() < 0.5));
      const rates = only('narrow').map(({ bytesPerSecond }) => bytesPerSecond);
      expect(decision.bytesPerSecond).toBe(Math.min(...rates, Infinity));
    },
  );

  it('name the first that drops, or else the first that holds', () => {
    const named = (...kinds: readonly (readonly ['drop' | 'hold', string])[]) =>
      decide(
        kinds.map(([kind, fault]) => filterOf({ kind }, { fault })),
        'beat',
        'new',
      ).stoppedBy?.fault;
    expect(named(['hold', 'a'], ['hold', 'b'])).toBe('a');
    expect(named(['hold', 'a'], ['drop', 'b'], ['drop', 'c'], ['hold', 'd'])).toBe('b');
  });

  it('are all asked, also when one of them drops: streams of delays stay in step', () => {
    let drawn = 0;
    const by = (): number => (drawn += 1);
    decide([filterOf({ kind: 'drop' }), filterOf({ kind: 'delay', by })], 'beat', 'new');
    expect(drawn).toBe(1);
  });

  it('each take their own chance to lose an attempt', () => {
    let drawn = 0;
    const chance = (): number => {
      drawn += 1;
      return 0;
    };
    expect(losses([1, 2, 3].map(() => ({ kind: 'lose', share: 0.5, chance })))).toBe(3);
    expect(drawn).toBe(3);
  });

  it('take that chance also for what the link loses by itself', () => {
    const { plan, sendAt, run } = office({ order: 'none', loss: '50%' });
    let drawn = 0;
    const chance = (): number => {
      drawn += 1;
      return 1;
    };
    plan('rain', { does: { kind: 'lose', share: 0.5, chance } });
    for (let index = 1; index <= 100; index += 1) sendAt(index, 'n1', 'n2', String(index));
    expect(run().length).toBeLessThan(90);
    expect(drawn).toBe(100);
  });

  it.each([
    [0.3, 0.2999, 1],
    [0.3, 0.3, 0],
    [0, 0, 0],
    [1, 0.9999, 1],
  ])('with a share of %d and a draw of %d lose %i', (share, draw, lost) => {
    expect(losses([{ kind: 'lose', share, chance: () => draw }])).toBe(lost);
  });

  it('touch only messages of their kind', () => {
    const filters = [filterOf({ kind: 'drop' }, { messageKind: 'append' })];
    expect(decide(filters, 'append', 'new').stoppedBy).toBe(filters[0]);
    expect(decide(filters, 'beat', 'new').stoppedBy).toBeNull();
  });
});

describe('single messages', () => {
  const drop: Disposition = { kind: 'drop' };

  it('are counted by kind, on the links of the filter, from its beginning on', () => {
    const { plan, sendAt, run } = office();
    const counted = { first: 3, last: 4 };
    const on = [['n1', 'n2']] as const;
    plan('script', { at: 10, does: drop, messageKind: 'append', counted, on });
    sendAt(5, 'n1', 'n2', 'before', { kind: 'append' });
    for (let index = 1; index <= 6; index += 1) {
      sendAt(10 + index, 'n1', 'n2', `append ${index}`, { kind: 'append' });
      sendAt(10 + index, 'n1', 'n2', `beat ${index}`, { kind: 'beat' });
      sendAt(10 + index, 'n1', 'n3', `elsewhere ${index}`, { kind: 'append' });
    }
    const arrived = new Set(run().map(([, name]) => name));
    expect(arrived.size).toBe(1 + 3 * 6 - 2);
    expect(arrived.has('append 3') || arrived.has('append 4')).toBe(false);
  });

  it('are counted by attempts to send, those that another filter drops included', () => {
    const { plan, sendAt, run } = office();
    plan('script', { does: drop, counted: { first: 2, last: 2 } });
    plan('cut', { does: drop, until: 11 });
    for (const instant of [10, 12, 14]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run().map(([, name]) => name)).toEqual(['14']);
  });

  it('are not counted again when they were held and are sent on', () => {
    const { plan, sendAt, run } = office();
    plan('script', { does: drop, counted: { first: 3, last: 3 } });
    plan('cut', { does: { kind: 'hold' }, until: 11 });
    for (const instant of [9, 10, 12, 14]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run().map(([, name]) => name)).toEqual(['9', '10', '14']);
  });

  it('may be held while later ones overtake them', () => {
    const { plan, sendAt, run } = office();
    plan('script', { until: 50, does: { kind: 'hold' }, counted: { first: 1, last: 1 } });
    for (const instant of [10, 12]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run()).toEqual([
      [1012, '12'],
      [1050, '10'],
    ]);
  });

  it('may be delayed or duplicated', () => {
    const { plan, sendAt, run } = office({ order: 'none' });
    const counted = { first: 1, last: 1 };
    plan('late', { does: { kind: 'delay', by: () => 500 }, counted });
    plan('twice', { does: { kind: 'duplicate', share: 1, chance: always }, counted });
    for (const instant of [10, 20]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run()).toEqual([
      [1020, '20'],
      [1510, '10'],
      [1510, '10'],
    ]);
  });
});

describe('the work for a message', () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);

  function busyNetwork() {
    const network = new Network({}, nodesOf({}, names), randomSource('1'));
    let sent = 0;
    const send = (from: number, to: number): void => {
      sent += 1;
      const message: Carried = {
        ...{ id: sent, from, to, messageKind: 'beat', channel: 'c', bytes: 1, sentIn: 1 },
      };
      network.transmit(message, 0);
      network.land(message);
    };
    for (const from of names.keys()) for (const to of names.keys()) send(from, to);
    return { network, send };
  }

  it('on a link without filters does not grow with the filters of other links, nor with links', () => {
    const { network, send } = busyNetwork();
    let work = 0;
    const counting: ProxyHandler<Filter> = {
      get: (filter, key): unknown => {
        work += 1;
        return Reflect.get(filter, key);
      },
    };
    for (let index = 0; index < 50; index += 1) {
      const filter = new Proxy(filterOf({ kind: 'drop' }), counting);
      network.install(filter, (from) => {
        work += 1;
        return from === 1;
      });
    }
    work = 0;
    for (let index = 0; index < 100; index += 1) send(2, 3);
    expect(work).toBe(0);
    send(1, 3);
    expect(work).toBeGreaterThan(0);
  });

  it('asks a filter once a link whether it is concerned', () => {
    const { network, send } = busyNetwork();
    let asked = 0;
    network.install(filterOf({ kind: 'delay', by: () => 1 }), () => {
      asked += 1;
      return true;
    });
    for (let index = 0; index < 100; index += 1) send(index % 40, 3);
    expect(asked).toBe(names.length * names.length);
  });
});
