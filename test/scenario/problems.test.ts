/** Everything that can be wrong with a scenario file: which code it gets, and where it points. */
import { describe, expect, it } from 'vitest';
import { completed, located, problemsOf, unmarked } from './marked.js';

/** A title, the codes in the order of the file, and a text with a mark where each of them points. */
type Case = readonly [title: string, codes: string, text: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('%s: %s', (_, codes, marked) => {
    const { text, places } = unmarked(completed(marked));
    const wanted = codes.split(' ').map((code, index) => `${code} ${places[index] ?? ''}`);
    expect(located(problemsOf(text))).toEqual(wanted);
  });
}

const links = (link: string): string => `network:\n  links:\n    - ${link}`;
const client = (keys: string): string => `clients:\n  - { name: app, ${keys} }`;
const fault = (...faults: string[]): string =>
  `faults:\n${faults.map((one) => `  - ${one}`).join('\n')}`;
const database = (keys: string): string =>
  `database: { kind: primary-replica, nodes: [n1, n2, n3], ${keys} }`;

const raft = 'database: { kind: raft, nodes: [n1, n2, n3] }\n';
const change = 'at: 1s, command: change, node: n1';

describe('YAML', () => {
  check([
    ['a bracket that nothing closes', 'E101', 'faults: [\n¦name: x'],
    ['all syntax errors', 'E101 E101', 'name: "a" ¦b\nstory: "c" ¦d'],
    ['tabs for indentation', 'E101', 'database:\n¦\tkind: single-node'],
    ['a key for the second time', 'E102', 'name: one\n¦name: two'],
    ['a key for the second time, deeper', 'E102', client('rate: 1/s, ¦rate: 2/s')],
    ['an alias without an anchor', 'E101', 'story: ¦*nothing'],
    ['a merge key', 'E108', 'network: { ¦<<: { latency: 1ms } }'],
    ['a tag', 'E108', 'story: ¦!secret text'],
    ['a list as a key', 'E108', 'network:\n  ¦[a, b]: 1ms'],
  ]);
});

describe('whole texts', () => {
  it.each([
    ['nothing', '', 'E103 1:1'],
    ['white space', ' \n\n  \n', 'E103 1:1'],
    ['a comment', '# name: x\n', 'E103 1:1'],
    ['the mark of a document', '---\n', 'E103 1:1'],
    ['null', '~\n', 'E103 1:1'],
    ['a list', '- name: x\n', 'E104 1:1'],
    ['a word', '\nscenario\n', 'E104 2:1'],
    ['two documents', `${completed('')}---\nname: other\n`, 'E105 7:1'],
    ['a NUL character', 'name: a\0b', 'E005'],
    ['many control characters', `name: ${'\u0001\u0002'.repeat(10)}`, 'E005'],
    ['more than a megabyte', `story: ${'x'.repeat(1024 * 1024)}`, 'E004'],
  ])('%s', (_, text, problem) => {
    expect(located(problemsOf(text))).toEqual([problem]);
  });
});

describe('keys and types', () => {
  check([
    ['an unknown section', 'E201', '¦storry: x'],
    ['an unknown option of the database', 'E201', database('¦acknowlege: all')],
    ['an unknown option of an option', 'E201', database('failover: { ¦detct: 2s }')],
    ['a misspelled key that is required', 'E201', links('{ ¦betwen: [n1, n2] }')],
    ['an option of another family', 'E201', `database: { kind: single-node, ¦heartbeat: 1s }`],
    ['an unknown key of a client group', 'E201', client('rate: 1/s, ¦reeds: 5%')],
    ['an unknown key of a fault', 'E201', fault('{ at: 1s, crash: n1, ¦dissk: wiped }')],
    ['a missing key', 'E202', 'clients:\n  - ¦{ rate: 1/s }'],
    ['a missing key of a link', 'E202', links('¦{ from: n1 }')],
    ['a missing kind', 'E202', '¦database: { nodes: 3 }'],
    ['text for a number', 'E203', client('rate: 1/s, count: ¦many')],
    ['a number for text', 'E203', 'name: ¦5'],
    ['a fraction for a whole number', 'E203', client('rate: 1/s, count: ¦1.5')],
    ['a list for a mapping', 'E203', 'network: ¦[]'],
    ['a mapping for a list', 'E203', 'faults: ¦{}'],
    ['a fault that is a word', 'E203', fault('¦crash')],
    ['no value', 'E203', 'story:¦'],
    ['no client group', 'E206', 'clients: ¦[]'],
    ['an unknown word', 'E207', client('rate: 1/s, workload: ¦registre')],
    ['an unknown word or number', 'E207', database('failover: { watchers: ¦majorty }')],
    [
      'an unknown way to choose keys',
      'E207',
      client('rate: 1/s, keys: { choose: ¦zpf, count: 1 }'),
    ],
    [
      'a word near to a word, where durations stand too',
      'E207',
      client('rate: 1/s, latency: ¦zone'),
    ],
    ['a name that is none', 'E208', 'clients:\n  - { name: ¦3x }'],
    ['a name of a zone that is none', 'E208', 'network: { zones: { ¦3x: [n1] } }'],
    ['a textbook case that is none', 'E208', 'textbook: ¦case 3'],
    ['an acknowledgement that is none', 'E208', database('acknowledge: ¦some')],
  ]);

  it('reports a missing section at the beginning of the file', () => {
    expect(located(problemsOf('# comment\nname: x\nfaults: []'))).toEqual([
      'E202 2:1',
      'E202 2:1',
      'E202 2:1',
    ]);
  });
});

describe('units and ranges', () => {
  check([
    ['a duration without a unit', 'E204', 'duration: ¦30'],
    ['a duration without a unit, as text', 'E204', "duration: ¦'30'"],
    ['a duration in another unit', 'E204', 'duration: ¦30 parsecs'],
    ['a distribution without a unit', 'E204', 'network: { latency: ¦5 }'],
    ['a range without a unit', 'E204', 'network: { latency: ¦1..5ms }'],
    ['a rate without a unit', 'E204', client('rate: ¦100')],
    ['a rate that is a duration', 'E204', client('rate: ¦100ms')],
    ['a share in another unit', 'E204', 'network: { loss: ¦5ppm }'],
    ['a bandwidth without a unit', 'E204', 'network: { bandwidth: ¦1000 }'],
    ['a drift without a unit', 'E204', 'hosts: { clock: { drift: ¦200 } }'],
    ['a negative duration', 'E205', 'duration: ¦-5s'],
    ['a negative latency', 'E205', links('{ from: n1, to: n2, latency: ¦-5ms }')],
    ['a negative count', 'E205', client('rate: 1/s, count: ¦-1')],
    ['a count of nothing', 'E206', client('rate: 1/s, count: ¦0')],
    ['a duration of nothing', 'E206', 'duration: ¦0s'],
    ['a duration beyond all measure', 'E206', 'duration: ¦20000h'],
    ['a share above 1', 'E206', 'network: { loss: ¦150% }'],
    ['a range downwards', 'E206', 'network: { latency: ¦5ms..1ms }'],
    [
      'a p99 below the median',
      'E206',
      'network: { latency: { lognormal: ¦{ median: 2s, p99: 1s } } }',
    ],
    ['more replicas than there are', 'E206', database('acknowledge: ¦any 3')],
    ['more watchers than replicas', 'E206', database('failover: { watchers: ¦3 }')],
    ['a seed that no number can hold', 'E206', 'seed: ¦12345678901234567890'],
    [
      'a suspicion before the heartbeat',
      'W401',
      database('heartbeat: 2s, failover: { detect: ¦2s }'),
    ],
  ]);
});

describe('names', () => {
  check([
    ['an unknown kind of database', 'E301', 'database: { kind: ¦primary-replca, nodes: 3 }'],
    ['a strange kind of database', 'E301', 'database: { kind: ¦sqlite, nodes: 3, extra: 1 }'],
    ['an unknown node of a fault', 'E302', fault('{ at: 1s, crash: ¦n9 }')],
    ['an unknown node in a list', 'E302', fault('{ at: 1s, crash: [n1, ¦n9] }')],
    ['a role of another family', 'E302', fault('{ at: 1s, crash: ¦leader }')],
    ['an unknown member of a partition', 'E302', fault('{ at: 1s, partition: [[n1], [n2, ¦n9]] }')],
    ['a client group where it cannot stand', 'E302', fault('{ at: 1s, crash: ¦app }')],
    ['an unknown node of a link', 'E302', links('{ between: [n1, ¦n9] }')],
    ['a role in a link', 'E302', links('{ from: ¦primary, to: n2 }')],
    ['an unknown node of a zone', 'E302', 'network: { zones: { eu: [n1, ¦n9] } }'],
    [
      'an unknown zone of a round trip',
      'E302',
      'network: { zones: { eu: [n1] }, roundTrip: { eu: { ¦us: 1ms } } }',
    ],
    ['an unknown zone of a group', 'E302', client('rate: 1/s, zone: ¦eu')],
    ['an unknown node to read from', 'E302', client('rate: 1/s, read: ¦n9')],
    ['an unknown host', 'E302', 'hosts: { nodes: { ¦n9: {} } }'],
    [
      'an unknown node of an event',
      'E302',
      fault('{ when: { event: crashed, on: ¦n9 }, crash: n1 }'),
    ],
    [
      'an unknown node of a message',
      'E302',
      fault('{ message: { from: n1, to: ¦n9, kind: append }, do: drop }'),
    ],
    ['an unknown event', 'E303', fault('{ when: ¦elected, crash: n1 }')],
    [
      'an unknown message',
      'E304',
      fault('{ message: { from: n1, to: n2, kind: ¦apend }, do: drop }'),
    ],
    ['an unknown message of a faulty link', 'E304', fault('{ lag: 1ms, kind: ¦apend }')],
    ['an unknown message of a latency', 'E304', 'network: { latencyByKind: { ¦apend: 1ms } }'],
    [
      'an unknown message of a service time',
      'E304',
      'hosts: { serviceByKind: { request: 1ms, ¦apend: 1ms } }',
    ],
    [
      'a strange key of a command',
      'E201',
      fault('{ at: 1s, command: promote, node: n2, ¦to: n1 }'),
    ],
    ['an unknown node of a command', 'E302', raft + fault(`{ ${change}, add: [n2, ¦n9] }`)],
    ['a misspelled key of a command', 'E201', raft + fault(`{ ${change}, ¦ad: n2 }`)],
    ['an unknown command', 'E305', fault('{ at: 1s, command: ¦promot, node: n2 }')],
    ['an unknown bug', 'E306', database('bugs: [¦promote any repica]')],
    ['two nodes of one name', 'E307', 'database: { kind: primary-replica, nodes: [n1, n2, ¦n1] }'],
    ['two client groups of one name', 'E307', 'clients: [{ name: app }, { name: ¦app }]'],
    [
      'two faults of one id',
      'E307',
      fault('{ id: x, at: 1s, crash: n1 }', '{ id: ¦x, at: 2s, crash: n1 }'),
    ],
    ['a zone with the name of a node', 'E308', 'network: { zones: { ¦n1: [n1] } }'],
    ['a client group with the name of a node', 'E308', 'clients: [{ name: ¦n1 }]'],
    [
      'a client group with the name of a zone',
      'E308',
      'network: { zones: { app: [n1] } }\nclients: [{ name: ¦app }]',
    ],
    [
      'a node with the name of a role',
      'E308',
      'database: { kind: primary-replica, nodes: [¦primary, n2] }',
    ],
    ['a client group called clients', 'E308', 'clients: [{ name: ¦clients }]'],
  ]);
});

describe('contradictions', () => {
  check([
    ['a node in two zones', 'E401', 'network: { zones: { eu: [n1], us: [n2, ¦n1] } }'],
    [
      'a round trip with two lengths',
      'E402',
      'network: { zones: { eu: [n1], us: [n2] }, roundTrip: { eu: { us: 1ms }, us: { eu: ¦2ms } } }',
    ],
    ['a link from a node to itself', 'E403', links('¦{ between: [n1, n1] }')],
    ['a rate and a think time', 'E404', client('rate: 1/s, ¦think: 1ms')],
    ['a script and a rate', 'E404', client('¦rate: 1/s, script: [{ do: write, key: a }]')],
    ['a script and a think time', 'E404', client('script: [{ do: write, key: a }], ¦think: 1ms')],
    ['a repetition without a script', 'E405', client('rate: 1/s, ¦repeat: 3')],
    ['a group that begins after the end', 'E406', client('rate: 1/s, from: ¦30s')],
    ['a group that stops before it begins', 'E406', client('rate: 1/s, from: 2s, until: ¦1s')],
    ['a patience without effect', 'W401', client('rate: 1/s, timeout: 1s, patience: ¦2s')],
  ]);

  it('lets a round trip be given twice with the same length', () => {
    const zones = 'zones: { eu: [n1], us: [n2] }';
    const text = `network: { ${zones}, roundTrip: { eu: { us: 1ms }, us: { eu: 1ms } } }`;
    expect(problemsOf(completed(text))).toEqual([]);
  });
});

describe('faults', () => {
  check([
    ['nothing that it does', 'E501', fault('¦{ at: 1s, for: 2s }')],
    ['something unknown that it does', 'E201', fault('{ at: 1s, ¦crsh: n1 }')],
    ['a clock that keeps its time', 'E501', fault('{ at: 1s, ¦clock: n1 }')],
    ['a slow node that is as fast as ever', 'E501', fault('{ at: 1s, ¦slow: n1, factor: 1 }')],
    ['two things that it does', 'E502', fault('{ at: 1s, crash: n1, ¦pause: n2 }')],
    ['no beginning', 'E503', fault('{ ¦crash: n1 }')],
    ['two beginnings', 'E504', fault('{ at: 1s, ¦when: crashed, crash: n1 }')],
    ['a beginning after the end', 'E505', fault('{ at: ¦40s, crash: n1 }')],
    ['a beginning at the end', 'E505', fault('{ at: ¦30s, crash: n1 }')],
    ['a restart after the cluster settled', 'E505', fault('{ at: ¦90s, restart: n1 }')],
    ['a length of what is over at once', 'E405', fault('{ at: 1s, restart: n1, ¦for: 2s }')],
    ['a number of times without an interval', 'E405', fault('{ at: 1s, crash: n1, ¦times: 2 }')],
    [
      'a beginning before the end of the last one',
      'E506',
      fault('{ at: 1s, crash: n1, for: 3s, every: ¦2s }'),
    ],
    ['a partition with one group', 'E206', fault('{ at: 1s, partition: ¦[[n1]] }')],
    ['a partition with an empty group', 'E206', fault('{ at: 1s, partition: [[n1], ¦[]] }')],
    ['groups that overlap', 'E507', fault('{ at: 1s, partition: [[n1], ¦[n2, n1]] }')],
    [
      'groups that overlap through a zone',
      'E507',
      `network: { zones: { eu: [n1, n2] } }\n${fault('{ at: 1s, partition: [eu, ¦n2] }')}`,
    ],
    [
      'one direction from a node to itself',
      'E507',
      fault('{ at: 1s, partition: { from: [n1, n2], to: ¦n2 } }'),
    ],
  ]);

  it.each([
    'lag: 5ms',
    'loss: 5%',
    'duplicate: 5%',
    'bandwidth: 1MB/s',
    'slow: n1, factor: 2',
    'slowDisk: n1, flush: 1s',
    'message: { from: n1, to: n2, kind: append }, do: drop',
  ])('holds from the start without a beginning: %s', (keys) => {
    expect(problemsOf(completed(fault(`{ ${keys} }`)))).toEqual([]);
  });

  it('may restart a node while the cluster settles', () => {
    expect(problemsOf(completed(fault('{ at: 40s, restart: n1 }')))).toEqual([]);
  });

  it('may cut off client groups, all clients and roles', () => {
    const groups = ['[[primary, app], [replica]]', '[clients, all]', '[minority, majority]'];
    const faults = groups.map((one) => `{ at: 1s, partition: ${one} }`);
    expect(problemsOf(completed(fault(...faults)))).toEqual([]);
  });
});

describe('expectations', () => {
  const expecting = (entry: string): string => `expect:\n  ${entry}`;
  check([
    ['a number that the report does not have', 'E601', expecting('¦lostWrtes: 0')],
    ['a number of a node that there is not', 'E601', expecting('¦replication.n9.behind.max: 0')],
    ['a number of a group that there is not', 'E601', expecting('¦groups.other.lostWrites: 0')],
    ['a fault that there is not', 'E601', expecting('¦coverage.faults.other: 1')],
    ['a list of the report', 'E601', expecting('¦lostWrites.items: 0')],
    ['what the report says about expectations', 'E601', expecting('¦outcome: failed')],
    ['something inherited', 'E601', expecting('¦constructor: 0')],
    ['no comparison', 'E602', expecting("lostWrites: ¦'about 5'")],
    ['a comparison with nothing', 'E602', expecting("lostWrites: ¦'>'")],
    ['a range downwards', 'E602', expecting('lostWrites: ¦20..10')],
    ['a duration for a number', 'E603', expecting("lostWrites: ¦'> 5ms'")],
    ['a number for a duration', 'E603', expecting("staleReads.maxAge: ¦'<= 100'")],
    ['a word for a number', 'E602', expecting('lostWrites: ¦none')],
    ['a number for a verdict', 'E603', expecting('converged: ¦1')],
    ['an unknown verdict', 'E603', expecting('converged: ¦vald')],
    ['a truth value', 'E203', expecting('lostWrites: ¦false')],
  ]);
});

describe('limits', () => {
  check([
    ['too many nodes', 'E206', 'database: { kind: primary-replica, nodes: ¦5000 }'],
    ['too many keys', 'E206', client('rate: 1/s, keys: ¦5000000')],
    ['too many sessions', 'E701', 'clients: ¦[{ name: a, count: 9000 }, { name: b, count: 9000 }]'],
    ['too many operations', 'E701', client('rate: ¦1000000/s')],
    ['too many faults', 'E701', fault('{ at: 1s, crash: n1, for: 1us, every: ¦2us }')],
  ]);
});

describe('several problems', () => {
  check([
    [
      'in every section at once, in the order of the file',
      'E301 E204 E302 E204 E205 E302 E601',
      `database: { kind: ¦primary-replca, nodes: [n1, n2], heartbeat: ¦5 }
clients:
  - { name: app, read: ¦n7, rate: ¦100 }
duration: ¦-5s
faults:
  - { at: 5s, crash: ¦n8 }
expect:
  ¦lostWrtes: 0`,
    ],
  ]);

  it('does not hold client groups to a database that nobody knows', () => {
    const text = 'database: { kind: sqlite }\nclients: [{ name: app, consistency: strong }]';
    expect(located(problemsOf(completed(text)))).toEqual(['E301 1:19']);
  });
});
