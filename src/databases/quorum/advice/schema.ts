/**
 * What the family has to say about options that its schema allows: what cannot work, which is an error, and what surely
 * nobody wants, which is a warning. Options come parsed; a key that could not be read stands at its default.
 */
import { formatDuration } from '../../../kernel/time.js';
import { pairs } from '../../../kernel/pairs.js';
import { notSoMany, remarkBook, replicaWords, type Say } from '../../common/remark/schema.js';
import type { ClientWork, Remark, Zones } from '../../common/schema.js';
import {
  isStamped,
  memberOf,
  nodesWith,
  type QuorumOperationOptions as Operation,
  type QuorumOptions as Options,
  type ReadLevel,
} from '../options/schema.js';

/** What a client group without a script, or one step of a script, does. */
interface Work {
  readonly workload?: string;
  readonly do?: string;
}

/** Judges `database:`. */
export function judge(
  options: Options,
  writes: readonly Work[] = [],
  zones: Zones = {},
): readonly Remark[] {
  const { remarks, say } = remarkBook();
  judgeReplicas(options, say);
  judgeZones(options, zones, say);
  judgeLevel('readLevel', options.readLevel, options, say);
  judgeLevel('writeLevel', options.writeLevel, options, say);
  judgeHints(options, say);
  judgeRepair(options, say);
  judgeTombstones(options, say);
  judgeConditions(options, writes, say);
  judgeSpeculation(options, say);
  judgeBugs(options, say);
  return remarks;
}

/** Judges what one client group, or one step of its script, asks. */
export function judgeOperation(
  { coordinator, readLevel, writeLevel, context }: Operation,
  options: Options,
  { reads, writes }: ClientWork,
): readonly Remark[] {
  const { remarks, say } = remarkBook();
  if (readLevel !== undefined) judgeLevel('readLevel', readLevel, options, say);
  if (writeLevel !== undefined) judgeLevel('writeLevel', writeLevel, options, say);
  if (!reads && readLevel !== undefined) {
    say('advice', ['readLevel'], 'readLevel means nothing here: the group does not read');
  }
  if (!writes && writeLevel !== undefined) {
    say('advice', ['writeLevel'], 'writeLevel means nothing here: the group does not write');
  }
  if (context === 'reads' && !reads) {
    say('advice', ['context'], 'reads have a context only where there are reads');
  }
  if (options.nodes.includes(coordinator) && memberOf(coordinator, options).role === 'none') {
    const message = `${coordinator} is no member at the beginning and refuses until it has joined`;
    say('advice', ['coordinator'], message);
  }
  return remarks;
}

/** N in all; null when zones count for themselves. */
function replicaCount({ replicas }: Options): number {
  if (typeof replicas === 'number') return replicas;
  return pairs(replicas).reduce((sum, [, count]) => sum + count, 0);
}

function judgeReplicas(options: Options, say: Say): void {
  const holders = nodesWith('replica', options).length;
  const wanted = replicaCount(options);
  if (holders === 0) {
    const hint = 'let one of them be a replica';
    say('contradiction', ['members'], 'nobody holds data, so nothing can be written', hint);
  } else if (wanted > holders) {
    const message = `${String(wanted)} replicas of each key, and ${notSoMany(holders, ['node that holds data', 'nodes that hold data'], wanted)}`;
    say('range', ['replicas'], message);
  }
}

function judgeZones({ replicas, ...options }: Options, zones: Zones, say: Say): void {
  if (typeof replicas === 'number') return;
  const holders = nodesWith('replica', options);
  for (const [zone, wanted] of pairs(replicas)) {
    const inZone = zones[zone];
    const there = inZone?.filter((node) => holders.includes(node)).length ?? wanted;
    if (there >= wanted) continue;
    const words: [string, string] = ['node that holds data', 'nodes that hold data'];
    say('range', ['replicas', zone], `in ${zone} ${notSoMany(there, words, wanted)}`);
  }
}

const counts: ReadonlyMap<ReadLevel, number> = new Map([
  ['two', 2],
  ['three', 3],
]);

function judgeLevel(
  path: 'readLevel' | 'writeLevel',
  level: ReadLevel,
  options: Options,
  say: Say,
): void {
  const count = typeof level === 'number' ? level : counts.get(level);
  const there = replicaCount(options);
  if (count !== undefined && count > there) {
    say('range', [path], `of each key ${notSoMany(there, replicaWords, count)}`);
  }
  if (level === 'serial' && !isStamped(options)) {
    const message =
      'serial reads see what conditional writes decide, and with vectors there are none';
    say('contradiction', [path], message, 'quorum reads what most replicas have');
  }
  if (path === 'readLevel' && level === 'any') {
    const hint = 'one asks one replica';
    say(
      'contradiction',
      [path],
      'a hint answers writes, and no read: any is no level of reads',
      hint,
    );
  }
}

function judgeHints({ hints, timeout, sloppy }: Options, say: Say): void {
  if (hints === 'none') {
    if (!sloppy) return;
    const message =
      'nodes that stand in for others keep what they get as hints, and there are none';
    say('contradiction', ['sloppy'], message, 'leave hints out');
    return;
  }
  if (hints.after !== undefined && hints.after >= timeout) {
    const message = `a hint is written when the coordinator gives up at the latest, after ${formatDuration(timeout)}`;
    say('advice', ['hints', 'after'], message);
  }
}

function judgeRepair({ hints, readRepair, antiEntropy }: Options, say: Say): void {
  if (readRepair.mode === 'none' && readRepair.chance > 0) {
    const message = 'with mode: none more replicas are asked, and none of them is repaired';
    say('advice', ['readRepair', 'chance'], message);
  }
  if (hints !== 'none' || readRepair.mode !== 'none' || antiEntropy !== undefined) return;
  const message =
    'a replica that misses a write never gets it: no hints, no read repair, no anti-entropy';
  say('advice', ['hints'], message);
}

function judgeSpeculation({ speculate, timeout, ask }: Options, say: Say): void {
  if (speculate === undefined) return;
  if (ask === 'all') say('advice', ['speculate'], 'all are asked anyway: there is no one more');
  else if (speculate >= timeout) {
    const message = `the coordinator has given up by then, after ${formatDuration(timeout)}`;
    say('advice', ['speculate'], message);
  }
}

function judgeBugs({ bugs, hints, readRepair }: Options, say: Say): void {
  bugs.forEach((bug, index) => {
    if (bug === 'count hints' && hints === 'none') {
      say('advice', ['bugs', index], 'without hints this bug does not show');
    }
    if (bug === 'repair with the oldest' && readRepair.mode === 'none') {
      say('advice', ['bugs', index], 'without read repair this bug does not show');
    }
  });
}

/** The ballot that decides a write is its stamp. */
function judgeConditions(options: Options, writes: readonly Work[], say: Say): void {
  const { backoff, timeout } = options;
  const hasCondition = writes.some(({ workload, do: step = workload }) => {
    return step === 'insert' || step === 'compare-and-set';
  });
  if (!hasCondition) return;
  if (!isStamped(options)) {
    const message = 'writes on a condition are decided one after the other, and siblings are not';
    say('contradiction', ['versions'], message, 'wall-clock and hybrid-clock have stamps');
  }
  if (backoff > timeout) {
    const message = `who meets another write mostly gives up before it tries again: after ${formatDuration(timeout)}`;
    say('advice', ['backoff'], message);
  }
}

/** A tombstone must last until each replica has been compared with all others, one after the other. */
function judgeTombstones(options: Options, say: Say): void {
  const { antiEntropy, tombstones } = options;
  if (antiEntropy === undefined) return;
  const others = nodesWith('replica', options).length - 1;
  const needed = others * antiEntropy.every;
  if (tombstones.grace > needed) return;
  const message = `it takes ${formatDuration(needed)} until each replica has been compared with all others: what was deleted may come back from one that missed it`;
  say('advice', ['tombstones', 'grace'], message);
}
