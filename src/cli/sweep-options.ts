/** Reads the options of commands that run many seeds. */
import process from 'node:process';
import { InvalidArgumentError } from 'commander';
import { parseSeeds, type Seeds, type Shard } from '../experiments/sweep/seeds.js';
import { inMilliseconds, parseDuration } from '../kernel/time.js';

/** `--seeds`: ranges of whole numbers. */
export function seedsOption(text: string): Seeds {
  const seeds = parseSeeds(text);
  if (seeds === null) {
    throw new InvalidArgumentError(
      'Write seeds such as 1..1000, or 7,12,40..50, none of them twice.',
    );
  }
  return seeds;
}

/** `--time-budget`: how much time may pass, in milliseconds. */
export function timeBudgetOption(text: string): number {
  const budget = parseDuration(text);
  if (budget === null || budget <= 0)
    throw new InvalidArgumentError('Write a time such as 60s or 10min.');
  return inMilliseconds(budget);
}

/** `--shard`: `2/8`; `auto/8` and `auto` look at the environment. */
export function shardOption(text: string): Shard {
  return parseShard(text, process.env);
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables in which schedulers of job arrays say which job this is: the number itself, what the first
 * one has (a number or the name of another variable), and how many there are, where they say it.
 */
const schedulers: readonly {
  readonly index: string;
  readonly first: number | string;
  readonly count: string | null;
}[] = [
  // Kubernetes indexed jobs; Google Cloud Batch and Run; AWS Batch; Slurm; Grid Engine; PBS; LSF.
  { index: 'JOB_COMPLETION_INDEX', first: 0, count: null },
  { index: 'BATCH_TASK_INDEX', first: 0, count: 'BATCH_TASK_COUNT' },
  { index: 'CLOUD_RUN_TASK_INDEX', first: 0, count: 'CLOUD_RUN_TASK_COUNT' },
  { index: 'AWS_BATCH_JOB_ARRAY_INDEX', first: 0, count: 'AWS_BATCH_JOB_ARRAY_SIZE' },
  { index: 'SLURM_ARRAY_TASK_ID', first: 'SLURM_ARRAY_TASK_MIN', count: 'SLURM_ARRAY_TASK_COUNT' },
  { index: 'SGE_TASK_ID', first: 'SGE_TASK_FIRST', count: null },
  { index: 'PBS_ARRAY_INDEX', first: 1, count: null },
  { index: 'LSB_JOBINDEX', first: 1, count: null },
];

const form = 'Write --shard 2/8, or auto/8 in a job array.';

/** Throws `InvalidArgumentError` when there is no such shard. */
export function parseShard(text: string, environment: Environment): Shard {
  const [, place = '', whole] = /^(\d+|auto)(?:\/(\d+))?$/u.exec(text) ?? [];
  if (place === '' || (place !== 'auto' && whole === undefined))
    throw new InvalidArgumentError(form);
  const job = place === 'auto' ? jobIn(environment) : { index: Number(place), count: null };
  const count = whole === undefined ? job.count : Number(whole);
  if (count === null) {
    throw new InvalidArgumentError(
      'The environment does not say how many jobs there are. Write --shard auto/8.',
    );
  }
  const { index } = job;
  if (index < 1 || index > count || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError(
      `There is no shard ${String(index)} of ${String(count)}. ${form}`,
    );
  }
  return { index, count };
}

function jobIn(environment: Environment): {
  readonly index: number;
  readonly count: number | null;
} {
  const numberAt = (name: string): number | null =>
    /^\d+$/u.test(environment[name] ?? '') ? Number(environment[name]) : null;
  for (const { index: name, first, count } of schedulers) {
    const index = numberAt(name);
    if (index === null) continue;
    const begin = typeof first === 'number' ? first : (numberAt(first) ?? 1);
    return { index: index - begin + 1, count: count === null ? null : numberAt(count) };
  }
  const names = schedulers.map(({ index }) => index).join(', ');
  throw new InvalidArgumentError(`None of ${names} is set. Write --shard 2/8.`);
}
