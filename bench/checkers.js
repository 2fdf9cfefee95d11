/**
 * Checkers of histories, beside the published search that most checkers use (Lowe's cached Wing & Gong,
 * peers/linearize.cpp) where there is a C++ compiler. Both judge the same generated histories; the peer's
 * time is its own, without starting and reading.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { check } from '../dist/checkers/check.js';
import { judge } from '../dist/checkers/consistency/judge.js';
import { modelNamed } from '../dist/checkers/models/registry.js';
import { scenario, simulate } from '../dist/index.js';
import { makeHistory } from './histories.js';
import { median, printTable, printTitle, ratio } from './measure.js';
import { compileSearch } from './peers/peer.js';

/** After so many seconds the peer gives up on a history. */
const PATIENCE = 2;

/** What checkers were published with: sizes, clients and shares of unknown outcomes of the well-known sets. */
const sets = [
  { name: 'cas, 5 clients, many unknown', target: 'T2', aim: 0.7, must: 2, make: manyUnknown },
  { name: 'cas, 10 clients', target: 'T3', aim: 0.8, must: 2, make: manyClients },
  { name: 'kv, 50 clients, right', target: 'T4', aim: 3, must: 8, make: () => [kv('right', 0)] },
  { name: 'kv, 50 clients, wrong', target: 'T5', aim: 2, must: 5, make: () => [kv('wrong', 3)] },
];

/** One history of unique values each: the peer's memory grows with the square of the length. */
const registers = [
  { name: '1 key, 5 clients', target: 'T7', clients: 5, keys: 1, aim: 50, must: 150 },
  { name: '1 key, 20 clients', target: 'T8', clients: 20, keys: 1, aim: 60, must: 200 },
  { name: 'the same, wrong', target: 'T8', clients: 20, keys: 1, mistakes: 1, aim: 60, must: 200 },
  { name: '100 keys, 20 clients', target: 'T9', clients: 20, keys: 100 },
];

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const peer = compileSearch();
  printTitle('Checkers: linearizability');
  const rows = sets.map((set) => searchRow(set, short, peer));
  const long = registers.map((shape) => registerRow(shape, short, peer));
  peer?.remove();
  printTable(
    ['history', 'operations', 'ms', 'peer ms', '/ peer', 'verdicts', 'target'],
    [...rows, ...long],
  );
  console.log();
  printMemory(short);
  printCausal(short);
  printTraced(short);
  printBudget(short);
}

function manyUnknown(short) {
  return Array.from({ length: short ? 20 : 102 }, (_, index) =>
    makeHistory({
      seed: `unknown ${index}`,
      object: 'cas',
      operations: 170,
      clients: 5,
      unknown: 0.1 + (index % 3) / 10,
      mistakes: index % 2,
    }),
  );
}

function manyClients(short) {
  return Array.from({ length: short ? 20 : 120 }, (_, index) =>
    makeHistory({
      seed: `clients ${index}`,
      object: 'cas',
      operations: 100 + (index % 10) * 100,
      clients: 10,
      unknown: 0.01,
      mistakes: index % 10 === 0 ? 1 : 0,
    }),
  );
}

function kv(seed, mistakes) {
  return makeHistory({ seed, object: 'kv', operations: 2500, clients: 50, keys: 10, mistakes });
}

/** The time for all histories of a set, and how many of them each side could decide. */
function searchRow({ name, target, aim, must, make }, short, peer) {
  const histories = make(short);
  const model = name.startsWith('kv') ? modelNamed('kv') : null;
  const rounds = Array.from({ length: short ? 2 : 5 }, () =>
    milliseconds(() => histories.map(({ history }) => verdictOf(history, model))),
  );
  const own = median(rounds);
  const verdicts = histories.map(({ history }) => verdictOf(history, model));
  const answers = peer === null ? [] : histories.map(({ lines }) => peer.judge(lines, PATIENCE));
  const theirs = answers.reduce((sum, { milliseconds: each }) => sum + each, 0);
  const wrong = answers.filter(
    ({ verdict }, index) =>
      verdict !== 'unknown' && (verdict === 'ok') !== (verdicts[index] === 'valid'),
  ).length;
  const open = answers.filter(({ verdict }) => verdict === 'unknown').length;
  const operations = histories.reduce((sum, { history }) => sum + history.operations.length, 0);
  const share = (answer) => verdicts.filter((verdict) => verdict === answer).length;
  const note = open > 0 ? `, peer gave up on ${open}` : '';
  const contradiction = wrong > 0 ? `, ${wrong} CONTRADICT` : '';
  return [
    name,
    String(operations),
    own.toFixed(1),
    peer === null ? '-' : theirs.toFixed(1),
    peer === null ? '-' : ratio(own / theirs),
    `${share('valid')} valid, ${share('invalid')} invalid${note}${contradiction}`,
    peer === null
      ? target
      : `${target} ${bar(own / theirs, must, aim)} (at most ${must} x, aim ${aim} x)`,
  ];
}

function registerRow({ name, target, clients, keys, mistakes = 0, aim, must }, short, peer) {
  const operations = short ? 20_000 : 100_000;
  const shape = { seed: name, object: 'unique', operations, clients, keys, mistakes };
  const { history, lines } = makeHistory(shape);
  const rounds = Array.from({ length: short ? 3 : 7 }, () =>
    milliseconds(() => verdictOf(history, null)),
  );
  const own = median(rounds);
  // Thousands of operations on one key are more than the peer's memory can hold.
  const answer = keys === 1 || peer === null ? null : peer.judge(lines, PATIENCE);
  const limits =
    must === undefined
      ? answer === null
        ? ''
        : ` ${bar(own / answer.milliseconds, 1, 0.3)} (at most 1 x, aim 0.3 x)`
      : short
        ? ''
        : ` ${bar(own, must, aim)} (at most ${must} ms, aim ${aim} ms)`;
  return [
    name,
    String(operations),
    own.toFixed(1),
    answer === null ? '-' : answer.milliseconds.toFixed(1),
    answer === null ? '-' : ratio(own / answer.milliseconds),
    verdictOf(history, null),
    `${target}${limits}`,
  ];
}

/** The most memory that a process takes to make a history, and to judge it as well. */
function printMemory(short) {
  const operations = short ? 20_000 : 100_000;
  const shape = { seed: 'memory', object: 'unique', operations, clients: 20, mistakes: 1 };
  const script = fileURLToPath(new URL('history-memory.js', import.meta.url));
  const megabytes = (...mode) =>
    Number(execFileSync(process.execPath, [script, JSON.stringify(shape), ...mode]));
  const [made, judged] = [megabytes(), megabytes('judge')];
  const limit = short ? '' : `: ${judged <= 300 ? 'must met' : 'MISSED'} (at most 300 MB)`;
  console.log(
    `T8 memory, ${operations} operations, 20 clients: ${judged} MB, ${made} MB without judging${limit}`,
  );
}

function printCausal(short) {
  const operations = short ? 20_000 : 100_000;
  const shape = { seed: 'causal', object: 'unique', operations, clients: 20, keys: 100 };
  const { history } = makeHistory(shape);
  const rounds = Array.from({ length: short ? 2 : 5 }, () =>
    milliseconds(() => judge(history, { levels: ['causal', 'causallyConvergent'] })),
  );
  const own = median(rounds);
  const limits = short ? '' : `: ${bar(own, 1500, 300)} (at most 1500 ms, aim 300 ms)`;
  console.log(`T10 causal and convergent, ${operations} operations: ${own.toFixed(0)} ms${limits}`);
}

/** What the run itself knows: fates, stale reads, lags, session guarantees. */
function printTraced(short) {
  const seconds = short ? 20 : 100;
  const { chronicle } = simulate(
    scenario({
      name: 'many operations',
      database: { kind: 'primary-replica', nodes: 3 },
      network: { latency: '1ms..5ms' },
      clients: [{ name: 'app', count: 20, keys: 100, rate: '1000/s', read: 'any' }],
      duration: `${seconds}s`,
    }),
  );
  const rounds = Array.from({ length: short ? 2 : 5 }, () => milliseconds(() => check(chronicle)));
  const own = median(rounds);
  const limits = short ? '' : `: ${bar(own, 1000, 250)} (at most 1000 ms, aim 250 ms)`;
  const { length } = chronicle.operations;
  console.log(`T11 all traced findings, ${length} operations: ${own.toFixed(0)} ms${limits}`);
}

/** A history that nobody can decide: steps and memory stay inside their bounds. */
function printBudget(short) {
  const steps = short ? 200_000 : 5_000_000;
  const shape = { seed: 'hopeless', object: 'kv', operations: 3000, clients: 60, mistakes: 1 };
  const { history } = makeHistory(shape);
  const model = modelNamed('kv');
  global.gc?.();
  const before = process.memoryUsage().rss;
  const [result] = judge(history, { levels: ['linearizable'], model, budget: { steps } });
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  const used = (result.steps / steps).toFixed(3);
  console.log(
    `T13 ${result.verdict} after ${used} of ${steps} steps (at most 1.05), ` +
      `${Math.max(0, megabytes).toFixed(0)} MB more than before`,
  );
}

function verdictOf(history, model) {
  return judge(history, { levels: ['linearizable'], model })[0].verdict;
}

function milliseconds(work) {
  const begin = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

function bar(measured, must, aim) {
  return measured <= aim ? 'aim met' : measured <= must ? 'must met' : 'MISSED';
}
