/** Reading scenarios: the value that comes out, overrides, families of one's own, and how problems look. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodesSchema, type FamilyDeclaration } from '../../src/databases/common/schema.js';
import { scenario } from '../../src/scenario/build.js';
import { renderProblems, ScenarioError } from '../../src/scenario/problem.js';
import { readScenario, type ReadOptions } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { completed, located, problemsOf } from './marked.js';

const text = `\
# yaml-language-server: $schema=../schema/scenario.schema.json
name: Asynchronous failover loses acknowledged writes
story: The primary answers before any replica has the write. Watch what the promotion throws away.
database:
  kind: primary-replica
  nodes: [n1, n2, n3]
  acknowledge: primary           # primary | any 1 | all
  failover: { detect: 2s, promote: most-advanced }
network:
  latency: 1ms..5ms
  links: [{ between: [n1, n3], latency: 50ms }]
clients:
  - { name: app, count: 5, workload: register, keys: 10, rate: 100/s, read: any }
duration: 30s
faults:
  - { at: 5s, partition: [[n1], [n2, n3]], for: 10s }
  - { at: 20s, crash: primary, for: 3s }
expect:
  lostWrites: '> 0'
  staleReads: 0
`;

function read(source: string, options: Partial<ReadOptions> = {}): Scenario {
  const result = readScenario(source, { file: null, ...options });
  if (result.scenario === null) {
    throw new Error(renderProblems(result.problems, { file: null, source }));
  }
  return result.scenario;
}

describe('a scenario', () => {
  it('is read with units gone and defaults filled in', () => {
    const { spec, file } = read(text, { file: 'failover.yaml' });
    expect(file).toBe('failover.yaml');
    expect(spec).toMatchObject({
      database: { acknowledge: { kind: 'primary' }, heartbeat: 500_000, bugs: [] },
      network: { latency: { kind: 'uniform', from: 1_000, to: 5_000 } },
      hosts: {},
      clients: [{ rate: 100, keys: { choose: 'uniform', count: 10 }, timeout: 1_000_000 }],
      duration: 30_000_000,
      settle: 60_000_000,
      faults: [
        { id: 'partition-n1-n2+n3-at-5s', partition: [['n1'], ['n2', 'n3']], for: 10_000_000 },
        { id: 'crash-primary-at-20s', crash: ['primary'] },
      ],
      expect: { lostWrites: '> 0', staleReads: 0 },
    });
  });

  it('knows where its parts stand', () => {
    const { places } = read(text);
    expect(places.get('faults/1')).toEqual({ line: 17, column: 5 });
    expect(places.get('faults/1/crash')).toEqual({ line: 17, column: 16 });
    expect(places.get('expect/lostWrites')).toEqual({ line: 19, column: 3 });
  });

  it('is the same value when it is built in TypeScript', () => {
    const { input, digest } = read(text);
    const built = scenario(input as ScenarioInput);
    expect(built.input).toEqual(input);
    expect(built.digest).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{16}$/u);
  });

  it('may use anchors and aliases', () => {
    const aliased = completed('network: { links: [&a { from: n1, to: n2 }, *a] }');
    expect(read(aliased).spec.network.links).toHaveLength(2);
  });

  it('numbers faults whose content is the same', () => {
    const faults = '[{ at: 5s, crash: n1 }, { at: 5s, crash: n1, disk: wiped }, { loss: 5% }]';
    const ids = read(completed(`faults: ${faults}`)).spec.faults.map(({ id }) => id);
    expect(ids).toEqual(['crash-n1-at-5s', 'crash-n1-at-5s-2', 'loss']);
  });

  it('keeps the ids of faults when another fault comes before them', () => {
    const more = text.replace('faults:\n', 'faults:\n  - { at: 1s, pause: n3, for: 1s }\n');
    expect(
      read(more)
        .spec.faults.map(({ id }) => id)
        .slice(1),
    ).toEqual(read(text).spec.faults.map(({ id }) => id));
  });
});

describe('an override', () => {
  it.each<[string, string, (spec: Scenario['spec']) => unknown, unknown]>([
    ['duration', '40s', ({ duration }) => duration, 40_000_000],
    ['settle', '5s', ({ settle }) => settle, 5_000_000],
    ['clients.0.rate', '10/s', ({ clients }) => clients[0]?.rate, 10],
    ['clients.app.rate', '10/s', ({ clients }) => clients[0]?.rate, 10],
    ['faults.1.at', '25s', ({ faults }) => faults[1]?.at, 25_000_000],
    ['faults.crash-primary-at-20s.at', '25s', ({ faults }) => faults[1]?.at, 25_000_000],
    ['network.latency', '7ms', ({ network }) => network.latency, { kind: 'constant', value: 7000 }],
    [
      'hosts.nodes.n2.service',
      '1ms',
      ({ hosts }) => hosts.nodes?.['n2']?.service?.kind,
      'constant',
    ],
    ['expect.staleReads.maxAge', '<= 1s', ({ expect: all }) => all['staleReads.maxAge'], '<= 1s'],
    ['expect.lostWrites', '> 5', ({ expect: all }) => all['lostWrites'], '> 5'],
    ['expect', '{}', ({ expect: all }) => all, {}],
    ['database.nodes', '[n1, n2, n3, n4]', ({ database }) => database.nodes.length, 4],
  ])('replaces %s with %s', (path, value, part, wanted) => {
    expect(part(read(text, { set: [{ path, value }] }).spec)).toEqual(wanted);
  });

  it('changes the input and the digest, as if it stood in the file', () => {
    const overridden = read(text, { set: [{ path: 'database.acknowledge', value: 'any 1' }] });
    const written = read(text.replace('acknowledge: primary', 'acknowledge: any 1'));
    expect(overridden.input).toEqual(written.input);
    expect(overridden.digest).toBe(written.digest);
    expect(overridden.places.has('database/acknowledge')).toBe(false);
  });

  it.each([
    ['database.acknowlege', 'all', 'E201'],
    ['duration', '5', 'E204'],
    ['clients.ap.rate', '1/s', 'E109'],
    ['faults.7.at', '1s', 'E109'],
    ['duration.length', '1s', 'E109'],
    ['', '1s', 'E109'],
  ])('of %s with %s is answered with a problem that names it', (path, value, code) => {
    const problems = problemsOf(text, { set: [{ path, value }] });
    expect(problems).toMatchObject([{ code, place: null, override: path }]);
  });
});

describe('families of one’s own', () => {
  const mine: FamilyDeclaration = {
    kind: 'mine',
    summary: 'A family for this test.',
    database: z.strictObject({
      kind: z.literal('mine'),
      nodes: nodesSchema,
      speed: z.int().default(1),
      bugs: z.array(z.string()).default([]),
    }),
    operation: z.strictObject({ level: z.enum(['one', 'all']).default('one') }),
    messages: { hello: 'a greeting' },
    roles: ['boss'],
    events: { hired: 'somebody became the boss' },
    commands: {},
    bugs: {},
  };
  const input = {
    name: 'Mine',
    database: { kind: 'mine', nodes: 2 },
    clients: [{ name: 'app', level: 'all' }],
    duration: '1s',
    faults: [{ when: 'hired', crash: 'boss' }],
  };

  it('are read and built like the others', () => {
    const declarations = [mine];
    const built = scenario(input, { declarations });
    expect(built.spec.database).toEqual({ kind: 'mine', nodes: ['n1', 'n2'], speed: 1, bugs: [] });
    const source = JSON.stringify(input);
    expect(read(source, { declarations }).digest).toBe(built.digest);
  });

  it('have problems like the others', () => {
    const source = JSON.stringify(input).replace('"boss"', '"bos"').replace('"all"', '"alll"');
    const problems = problemsOf(source, { declarations: [mine] });
    expect(problems.map(({ code, hint }) => `${code} ${String(hint)}`)).toEqual([
      'E207 did you mean "all"?',
      'E302 did you mean "boss"?',
    ]);
  });
});

describe('a scenario in TypeScript', () => {
  const valid = {
    name: 'x',
    database: { kind: 'single-node' },
    clients: [{ name: 'app' }],
    duration: '1s',
  } as const satisfies ScenarioInput;

  it('throws all problems at once, with paths', () => {
    let error: unknown;
    try {
      scenario({ ...valid, duration: '-1s', faults: [{ at: '1s', crash: 'n7' }] });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).message).toBe(`\
duration: error E205: a duration cannot be negative: -1s

faults.0.crash: error E302: there is no node, zone or role "n7"
  hint: there are: n1, single, random, minority, majority, all`);
  });

  it('takes undefined for absent', () => {
    const absent = { ...valid, story: undefined } as unknown as ScenarioInput;
    expect(scenario(absent).input).toEqual(valid);
  });

  const cyclic: Record<string, unknown> = { ...valid };
  cyclic['network'] = cyclic;
  it.each([
    ['a function', { ...valid, story: () => 'x' }],
    ['a class', { ...valid, network: new Map() }],
    ['a bigint', { ...valid, seed: 5n }],
    ['a cycle', cyclic],
    ['nothing', undefined],
  ])('refuses %s', (_, input) => {
    expect(() => scenario(input as unknown as ScenarioInput)).toThrow(ScenarioError);
  });
});

describe('problems as text', () => {
  it('show place, code, lines, caret and hint', () => {
    const source =
      'name: x\ndatabase:\n  kind: primary-replica\n  nodes: [n1, n2]\n  heartbeat: 5\n';
    const problems = problemsOf(`${source}clients: [{ name: app }]\nduration: 1s`);
    expect(renderProblems(problems, { file: 'a.yaml', source })).toBe(`\
a.yaml:5:14: error E204: 5 has no unit: expected a duration
  4 |   nodes: [n1, n2]
  5 |   heartbeat: 5
    |              ^
  hint: write for example 5s or 250ms
`);
  });

  it('show a window of a long line, and whole characters before the caret', () => {
    const source = `story: "${'😀'.repeat(100)}${'x'.repeat(300)}" y`;
    const [problem] = problemsOf(source);
    const lines = renderProblems(problem === undefined ? [] : [problem], {
      file: null,
      source,
    }).split('\n');
    const caret = lines[2]?.indexOf('^') ?? 0;
    expect(lines[1]?.length).toBeLessThan(110);
    expect(Array.from(lines[1] ?? '')[caret]).toBe('y');
  });

  it('name the override instead of a place', () => {
    const set = [{ path: 'duration', value: '5' }];
    const rendered = renderProblems(problemsOf(text, { set }), { file: 'a.yaml', source: text });
    expect(rendered).toMatch(/^a\.yaml: --set duration: error E204: 5 has no unit/u);
  });

  it('are painted by whoever prints them', () => {
    const paint = (name: string) => (one: string) => `<${name}>${one}</${name}>`;
    const [bad, warning, dim] = ['bad', 'warning', 'dim'].map(paint);
    const [strong, accent] = ['strong', 'accent'].map(paint);
    if (!bad || !warning || !dim || !strong || !accent) throw new Error('unreachable');
    const rendered = renderProblems(problemsOf('name: ¦'), {
      file: null,
      source: 'name: ¦',
      paint: { bad, warning, dim, strong, accent },
    });
    expect(rendered).toContain('<bad>error E202</bad>');
    expect(rendered).toContain('<bad>^</bad>');
  });

  it('are counted, not shown, when there are very many', () => {
    const source = Array.from({ length: 80 }, (_, index) => `key${String(index)}: 1`).join('\n');
    const rendered = renderProblems(problemsOf(source), { file: null, source });
    expect(rendered.match(/error E/gu)).toHaveLength(50);
    expect(rendered).toMatch(/and 34 more problems\n$/u);
  });

  it('come in the order of the file', () => {
    const source = completed('faults: [{ at: 1s, crash: n9 }]\nstorry: x\nsettle: 5');
    expect(located(problemsOf(source))).toEqual(['E302 1:27', 'E201 2:1', 'E204 3:9']);
  });
});
