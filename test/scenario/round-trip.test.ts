/** YAML and TypeScript are two spellings of one value: whatever is printed reads back as the same scenario. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { printTypeScript, printYaml } from '../../src/scenario/print.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { scenarioInput } from './arbitrary.js';

const build = (input: unknown): Scenario => scenario(input as ScenarioInput);

function fromYaml(text: string): Scenario {
  const result = readScenario(text, { file: null });
  if (result.scenario === null) throw new Error(JSON.stringify(result.problems));
  return result.scenario;
}

/** Runs the printed module with our own `scenario` in place of the imported one. */
function fromTypeScript(text: string): Scenario {
  const body = text.replace(/^import .*\n/u, '').replace('export default', 'return');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the module under test
  const run = new Function('scenario', body) as (builder: typeof build) => Scenario;
  return run(build);
}

describe('a printed scenario', () => {
  test.prop([scenarioInput])('reads back from YAML and from TypeScript', (input) => {
    const original = build(input);
    for (const again of [
      fromYaml(printYaml(original)),
      fromTypeScript(printTypeScript(original)),
    ]) {
      expect(again.input).toEqual(original.input);
      expect(again.digest).toBe(original.digest);
    }
  });

  it('keeps the digest when keys change places or defaults are spelled out', () => {
    const short = build({
      name: 'x',
      database: { kind: 'primary-replica', nodes: 3 },
      clients: [{ name: 'app', rate: '60/min' }],
      duration: '30s',
      faults: [{ at: '1s', crash: 'n1' }],
    });
    const long = build({
      faults: [{ crash: ['n1'], at: '1000ms', id: 'crash-n1-at-1s', disk: 'kept' }],
      settle: '1min',
      duration: '0.5min',
      clients: [{ rate: '1/s', name: 'app', keys: { choose: 'uniform', count: 10 }, reads: '50%' }],
      database: {
        nodes: ['n1', 'n2', 'n3'],
        kind: 'primary-replica',
        acknowledge: 'primary',
        failover: { watchers: 'majority' },
      },
      network: {},
      name: 'x',
    });
    expect(long.digest).toBe(short.digest);
    expect(build({ ...(short.input as object), duration: '31s' }).digest).not.toBe(short.digest);
  });

  it('is laid out for people', () => {
    const input = {
      expect: { lostWrites: '> 0' },
      duration: '30s',
      clients: [{ name: 'app', rate: '100/s', read: 'any' }],
      name: "It's lost: a demonstration",
      faults: [
        { for: '10s', partition: [['n1'], ['n2', 'n3']], at: '5s' },
        { crash: 'primary', when: { event: 'promoted', count: 2 } },
      ],
      database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'n3'] },
      network: { latency: '1ms..5ms', links: [{ between: ['n1', 'n3'], latency: '50ms' }] },
    };
    expect(printYaml(build(input))).toBe(`\
# yaml-language-server: $schema=../schema/scenario.schema.json
name: 'It''s lost: a demonstration'
database:
  kind: primary-replica
  nodes: [n1, n2, n3]
network:
  latency: 1ms..5ms
  links: [{ between: [n1, n3], latency: 50ms }]
clients:
  - { name: app, rate: 100/s, read: any }
duration: 30s
faults:
  - { at: 5s, partition: [[n1], [n2, n3]], for: 10s }
  - { when: { event: promoted, count: 2 }, crash: primary }
expect:
  lostWrites: '> 0'
`);
    expect(printTypeScript(build(input))).toBe(`\
import { scenario } from 'quorate';

export default scenario({
  name: "It's lost: a demonstration",
  database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'n3'] },
  network: { latency: '1ms..5ms', links: [{ between: ['n1', 'n3'], latency: '50ms' }] },
  clients: [{ name: 'app', rate: '100/s', read: 'any' }],
  duration: '30s',
  faults: [
    { at: '5s', partition: [['n1'], ['n2', 'n3']], for: '10s' },
    { when: { event: 'promoted', count: 2 }, crash: 'primary' },
  ],
  expect: { lostWrites: '> 0' },
});
`);
  });
});

describe('a scenario with one part broken', () => {
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('5', '-1s', 'n9', 'primry'));

  test.prop([scenarioInput, fc.nat(), junk])('is answered, not thrown at', (input, at, value) => {
    const broken = structuredClone(input) as Record<string, unknown>;
    const parts = partsOf(broken);
    const [whole, key] = parts[at % parts.length] ?? [broken, 'name'];
    whole[key] = value;
    const text = JSON.stringify(broken);
    const result = readScenario(text, { file: null });
    if (result.scenario !== null) expect(result.scenario.input).toEqual(parse(text));
    else expect(result.problems.length).toBeGreaterThan(0);
  });
});

/** Every place inside a value that holds another value. */
function partsOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]): [Record<string, unknown>, string][] => [
    [value as Record<string, unknown>, key],
    ...partsOf(part),
  ]);
}
