/** What links do to messages by themselves: latency, loss, duplication, order, bandwidth. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { office, type NetworkInput } from '../../support/office.js';

const MANY = 20_000;

/** Sends many messages at once, each on a channel of its own; answers the arrivals by message. */
function manyAtOnce(network: NetworkInput, seed = '1'): readonly (readonly number[])[] {
  const { at, send, run } = office(network, ['n1', 'n2'], seed);
  const arrivals = Array.from({ length: MANY }, (): number[] => []);
  at(0, () => {
    for (const index of arrivals.keys()) {
      send('n1', 'n2', String(index), { channel: String(index) });
    }
  });
  for (const [instant, index] of run()) arrivals[Number(index)]?.push(instant);
  return arrivals;
}

/** Expects a count out of MANY to lie within five standard deviations of what its probability says. */
function expectShare(count: number, probability: number): void {
  const deviation = Math.sqrt(MANY * probability * (1 - probability));
  expect(Math.abs(count - MANY * probability)).toBeLessThan(5 * deviation);
}

const copies = (arrivals: readonly (readonly number[])[], count: number): number =>
  arrivals.filter(({ length }) => length === count).length;

describe('latency', () => {
  it('is drawn for each message and covers its whole range', () => {
    const drawn = manyAtOnce({ latency: '1ms..1.009ms' }).flat();
    expect([...new Set(drawn)].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 10 }, (_, extra) => 1000 + extra),
    );
    for (let value = 1000; value < 1010; value += 1) {
      expectShare(drawn.filter((one) => one === value).length, 0.1);
    }
  });

  it('may differ by direction and by kind of message', () => {
    const { at, send, run } = office({
      latency: '1ms',
      latencyByKind: { append: '5s' },
      links: [{ from: 'n2', to: 'n1', latency: '80ms' }],
    });
    at(0, () => {
      send('n1', 'n2', 'there');
      send('n2', 'n1', 'back');
      send('n1', 'n2', 'slow kind', { kind: 'append', channel: 'stream' });
    });
    expect(run()).toEqual([
      [1000, 'there'],
      [80_000, 'back'],
      [5_000_000, 'slow kind'],
    ]);
  });

  it('is drawn from a stream of the link: the same seed draws the same, another one does not', () => {
    const network = { latency: '1ms..50ms' };
    expect(manyAtOnce(network, '7')).toEqual(manyAtOnce(network, '7'));
    expect(manyAtOnce(network, '7')).not.toEqual(manyAtOnce(network, '8'));
  });

  it('of the longest message is known', () => {
    const { network, sendAt, run } = office({ latencyByKind: { append: '5s' } });
    sendAt(10, 'n1', 'n2', 'a');
    sendAt(1000, 'n1', 'n2', 'b', { kind: 'append' });
    run();
    expect(network.longestDelay).toBe(5_000_000);
  });
});

describe('where messages travel alone', () => {
  it('the named share is lost, and the rest comes once', () => {
    const arrivals = manyAtOnce({ order: 'none', loss: '20%' });
    expectShare(copies(arrivals, 0), 0.2);
    expect(copies(arrivals, 0) + copies(arrivals, 1)).toBe(MANY);
  });

  it('the named share comes twice, each copy with a latency of its own', () => {
    const arrivals = manyAtOnce({ order: 'none', duplicate: '30%', latency: '1ms..9ms' });
    expectShare(copies(arrivals, 2), 0.3);
    expect(copies(arrivals, 1) + copies(arrivals, 2)).toBe(MANY);
    expect(arrivals.some(([first, second]) => second !== undefined && first !== second)).toBe(true);
  });

  it('loss and duplication are independent: what is lost has no copies', () => {
    const arrivals = manyAtOnce({ order: 'none', duplicate: '30%', loss: '20%' });
    expectShare(copies(arrivals, 0), 0.2);
    expectShare(copies(arrivals, 2), 0.8 * 0.3);
  });

  it('later ones overtake earlier ones', () => {
    const { sendAt, run } = office({ order: 'none', latency: '1ms..20ms' });
    for (let index = 0; index < 100; index += 1) sendAt(index, 'n1', 'n2', String(index));
    const order = run().map(([, name]) => Number(name));
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
  });
});

describe('on streams', () => {
  const sentAgainAfter = [0, 1, 3, 7, 15, 23, 31].map((waits) => waits * 10_000);

  it('what is lost is sent again after 1, 2, 4, 8, 8 and 8 times the first wait, then given up', () => {
    const arrivals = manyAtOnce({ latency: '1ms', loss: '50%', retransmit: '10ms' });
    sentAgainAfter.forEach((waited, losses) => {
      const count = arrivals.filter(([arrived]) => arrived === waited + 1000).length;
      expectShare(count, 0.5 ** (losses + 1));
    });
    expectShare(copies(arrivals, 0), 0.5 ** 7);
    expect(copies(arrivals, 0) + copies(arrivals, 1)).toBe(MANY);
    expect(new Set(arrivals.flat()).size).toBe(sentAgainAfter.length);
  });

  it.each([...sentAgainAfter.entries()])(
    'a message whose first %i attempts are lost arrives %i µs later',
    (losses, waited) => {
      const { plan, sendAt, run, dispositions } = office({ retransmit: '10ms' });
      let attempts = 0;
      const chance = (): number => Number((attempts += 1) > losses);
      plan('rain', { does: { kind: 'lose', share: 0.5, chance } });
      sendAt(5, 'n1', 'n2', 'a');
      expect(run()).toEqual([[5 + waited + 1000, 'a']]);
      expect(dispositions()).toEqual([losses === 0 ? null : 'sent again']);
    },
  );

  it('a message is lost when seven attempts are', () => {
    const { plan, sendAt, run, dispositions } = office();
    let attempts = 0;
    const chance = (): number => Number((attempts += 1) > 7);
    plan('rain', { does: { kind: 'lose', share: 0.5, chance } });
    sendAt(5, 'n1', 'n2', 'a');
    sendAt(6, 'n1', 'n2', 'b');
    expect(run()).toEqual([[1006, 'b']]);
    expect(dispositions()).toEqual(['lost', null]);
  });

  it('a lost message holds up what follows on its channel, and nothing else', () => {
    const { plan, sendAt, run } = office({ retransmit: '10ms' });
    let attempts = 0;
    const chance = (): number => Number((attempts += 1) > 1);
    plan('rain', { does: { kind: 'lose', share: 0.5, chance }, until: 9 });
    sendAt(5, 'n1', 'n2', 'lost once');
    sendAt(10, 'n1', 'n2', 'waits');
    sendAt(10, 'n1', 'n2', 'another channel', { channel: 'stream' });
    sendAt(10, 'n2', 'n1', 'another direction');
    expect(run()).toEqual([
      [1010, 'another channel'],
      [1010, 'another direction'],
      [11_005, 'lost once'],
      [11_005, 'waits'],
    ]);
  });

  const letter = fc.record({
    at: fc.nat({ max: 30 }),
    channel: fc.constantFrom('a', 'b'),
    back: fc.boolean(),
  });

  test.prop([fc.array(letter, { maxLength: 60 }), fc.nat()])(
    'messages of one channel arrive in the order of sending',
    (letters, seed) => {
      const { sendAt, run } = office(
        { latency: '1us..40us', loss: '10%', duplicate: '10%', retransmit: '20us' },
        ['n1', 'n2'],
        String(seed),
      );
      const inTime = letters.toSorted((one, other) => one.at - other.at);
      inTime.forEach(({ at, channel, back }, index) => {
        if (back) sendAt(at, 'n2', 'n1', String(index), { channel });
        else sendAt(at, 'n1', 'n2', String(index), { channel });
      });
      const lastOn = new Map<string, number>();
      for (const [, name] of run()) {
        const sent = inTime[Number(name)];
        const connection = `${String(sent?.channel)} ${String(sent?.back)}`;
        expect(Number(name)).toBeGreaterThanOrEqual(lastOn.get(connection) ?? 0);
        lastOn.set(connection, Number(name));
      }
    },
  );

  it('messages of different channels overtake each other', () => {
    const { sendAt, run } = office({ latency: '1ms..20ms' });
    for (let index = 0; index < 100; index += 1) {
      sendAt(index, 'n1', 'n2', String(index), { channel: String(index % 2) });
    }
    const order = run().map(([, name]) => Number(name));
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
  });
});

describe('bandwidth', () => {
  const tenByteMs: NetworkInput = { latency: '1ms', bandwidth: '10kB/s', order: 'none' };

  it('makes messages queue: each leaves when those before it have left, and then travels', () => {
    const { sendAt, run } = office(tenByteMs);
    sendAt(0, 'n1', 'n2', 'a', { bytes: 100 });
    sendAt(0, 'n1', 'n2', 'b', { bytes: 50 });
    sendAt(3000, 'n1', 'n2', 'c', { bytes: 10 });
    expect(run()).toEqual([
      [11_000, 'a'],
      [16_000, 'b'],
      [17_000, 'c'],
    ]);
  });

  it('is free again after a pause, and counts for each direction and each pair apart', () => {
    const { sendAt, run } = office(tenByteMs);
    sendAt(0, 'n1', 'n2', 'a');
    sendAt(0, 'n2', 'n1', 'back');
    sendAt(0, 'n1', 'n3', 'elsewhere');
    sendAt(25_000, 'n1', 'n2', 'later');
    expect(run()).toEqual([
      [11_000, 'a'],
      [11_000, 'back'],
      [11_000, 'elsewhere'],
      [36_000, 'later'],
    ]);
  });

  it('takes whole microseconds: what is begun counts', () => {
    const { sendAt, run } = office({ latency: '0s', bandwidth: '3MB/s' });
    sendAt(0, 'n1', 'n2', 'one byte', { bytes: 1 });
    sendAt(10, 'n1', 'n2', 'four bytes', { bytes: 4 });
    expect(run()).toEqual([
      [1, 'one byte'],
      [12, 'four bytes'],
    ]);
  });

  it('is used up by lost messages too', () => {
    const { plan, sendAt, run } = office(tenByteMs);
    plan('rain', { does: { kind: 'lose', share: 1, chance: () => 0 }, until: 1 });
    sendAt(0, 'n1', 'n2', 'lost');
    sendAt(2, 'n1', 'n2', 'behind it');
    expect(run()).toEqual([[21_000, 'behind it']]);
  });

  it('is that of the narrowest fault while there is one', () => {
    const { plan, sendAt, run } = office(tenByteMs);
    plan('wide', { at: 20_000, until: 90_000, does: { kind: 'narrow', bytesPerSecond: 1e9 } });
    plan('narrow', { at: 40_000, until: 70_000, does: { kind: 'narrow', bytesPerSecond: 5000 } });
    for (const instant of [0, 20_000, 40_000, 70_000]) {
      sendAt(instant + 1, 'n1', 'n2', String(instant));
    }
    expect(run().map(([instant, name]) => instant - Number(name) - 1)).toEqual([
      ...[11_000, 11_000, 21_000, 11_000],
    ]);
  });
});
