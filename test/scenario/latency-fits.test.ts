/** Names of published latencies, wherever a distribution may stand. */
import { describe, expect, it, test } from 'vitest';
import { latencyFits } from '../../src/kernel/latency-fits.js';
import { scenario } from '../../src/scenario/build.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import type { ScenarioError } from '../../src/scenario/problem.js';
import { printTypeScript, printYaml } from '../../src/scenario/print.js';
import { readScenario } from '../../src/scenario/read.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

function withLatency(latency: string) {
  const input: ScenarioInput = {
    name: 'Fits',
    database: { kind: 'primary-replica', nodes: 3 },
    network: { latency, latencyByKind: { append: 'lnkd-disk' } },
    hosts: { disk: { flush: { mixture: [{ weight: 1, of: 'lnkd-ssd' }] } } },
    clients: [{ name: 'app', think: 'lnkd-ssd', latency: 'lnkd-ssd' }],
    duration: '1s',
    faults: [{ at: '100ms', lag: 'lnkd-disk', for: '100ms' }],
  };
  return scenario(input);
}

describe('the name of a fit', () => {
  it('stands for its distribution in links, kinds, disks, clients and faults', () => {
    const { network, hosts, clients, faults } = withLatency('lnkd-ssd').spec;
    const { 'lnkd-ssd': ssd, 'lnkd-disk': disk } = latencyFits;
    expect(network.latency).toEqual(ssd);
    expect(network.latencyByKind).toEqual({ append: disk });
    expect(hosts.disk?.flush).toEqual({ kind: 'mixture', parts: [{ weight: 1, of: ssd }] });
    expect([clients[0]?.think, clients[0]?.latency]).toEqual([ssd, ssd]);
    expect(faults[0]).toMatchObject({ lag: disk });
  });

  it('is printed as it was written, and reads back to the same scenario', () => {
    const written = withLatency('lnkd-ssd');
    const yaml = printYaml(written);
    expect(yaml).toContain('latency: lnkd-ssd');
    const read = readScenario(yaml, { file: null }).scenario;
    expect(read?.input).toEqual(written.input);
    expect(read?.digest).toBe(written.digest);
    expect(printTypeScript(written)).toContain("latency: 'lnkd-ssd'");
  });

  it('is offered by the JSON schema', () => {
    const { definitions } = scenarioJsonSchema() as {
      definitions: Record<string, { anyOf?: readonly object[] }>;
    };
    const [words] = definitions['distribution']?.anyOf ?? [];
    expect(words).toMatchObject({ enum: ['lnkd-ssd', 'lnkd-disk'] });
  });
});

test.each([
  ['lnkd-sdd', 'E207', 'did you mean "lnkd-ssd"?'],
  ['fast', 'E204', 'neither a duration nor a published fit'],
  ['fast', 'E204', 'lnkd-ssd, lnkd-disk'],
  ['5', 'E204', 'did you mean 5ms or 5s?'],
])('for %s, the error %s says: %s', (latency, code, said) => {
  expect.assertions(2);
  try {
    withLatency(latency);
  } catch (error) {
    const [problem] = (error as ScenarioError).problems;
    expect(problem?.code).toBe(code);
    expect(`${problem?.message ?? ''} ${problem?.hint ?? ''}`).toContain(said);
  }
});
