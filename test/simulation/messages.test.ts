/** Messages are counted when they are sent, while clients run: the count agrees with the trace in every mode. */
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { primaryReplica } from '../support/families.js';

/** What the trace says was sent until the clients stopped. */
function traced({ trace, chronicle }: Run): Run['messages'] {
  const effects = (trace ?? [])
    .filter(({ at }) => at <= chronicle.clientsStoppedAt)
    .flatMap((event) => event.effects);
  const count = (kind: string): number => effects.filter((effect) => effect.kind === kind).length;
  return { betweenNodes: count('send'), requests: count('ask'), replies: count('answer') };
}

describe('messages', () => {
  it('are counted once each, though some are lost, duplicated or held', () => {
    const run = simulate(primaryReplica.rough, { trace: true });
    expect(run.messages.betweenNodes).toBeGreaterThan(1000);
    expect(run.messages).toEqual(traced(run));
  });

  it('are as many without a trace, and in recorded mode', () => {
    const plain = simulate(primaryReplica.rough);
    expect(plain.messages).toEqual(simulate(primaryReplica.rough, { record: true }).messages);
    expect(plain.messages).toEqual(simulate(primaryReplica.rough, { trace: true }).messages);
  });

  it('after the clients have stopped are left out', () => {
    const quiet = scenario({
      name: 'one write',
      database: { kind: 'single-node' },
      clients: [{ name: 'app', reads: 0, rate: '10/s', operations: 1 }],
      duration: '1s',
    });
    const run = simulate(quiet, { trace: true });
    expect(run.messages).toEqual({ betweenNodes: 0, requests: 1, replies: 1 });
    // Reading back asks, too.
    const effects = (run.trace ?? []).flatMap((event) => event.effects);
    expect(effects.filter(({ kind }) => kind === 'ask').length).toBeGreaterThan(1);
  });
});
