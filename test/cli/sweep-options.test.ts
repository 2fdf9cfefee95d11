/** Which shard a job of an array is, by the variables that schedulers set. */
import { describe, expect, it } from 'vitest';
import { parseShard } from '../../src/cli/sweep-options.js';

describe('a shard', () => {
  it.each<[string, Record<string, string>, number, number]>([
    ['2/8', {}, 2, 8],
    ['auto/8', { JOB_COMPLETION_INDEX: '0' }, 1, 8],
    ['auto/8', { JOB_COMPLETION_INDEX: '7' }, 8, 8],
    ['auto', { AWS_BATCH_JOB_ARRAY_INDEX: '3', AWS_BATCH_JOB_ARRAY_SIZE: '5' }, 4, 5],
    ['auto', { CLOUD_RUN_TASK_INDEX: '0', CLOUD_RUN_TASK_COUNT: '2' }, 1, 2],
    [
      'auto',
      { SLURM_ARRAY_TASK_ID: '12', SLURM_ARRAY_TASK_MIN: '10', SLURM_ARRAY_TASK_COUNT: '4' },
      3,
      4,
    ],
    ['auto/4', { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_MIN: '0' }, 1, 4],
    ['auto/3', { SGE_TASK_ID: '5', SGE_TASK_FIRST: '4' }, 2, 3],
    ['auto/3', { PBS_ARRAY_INDEX: '3' }, 3, 3],
    ['auto/3', { LSB_JOBINDEX: '1' }, 1, 3],
  ])('%s in %j', (text, environment, index, count) => {
    expect(parseShard(text, environment)).toEqual({ index, count });
  });

  it.each<[string, Record<string, string>, string]>([
    ['0/8', {}, 'There is no shard 0 of 8.'],
    ['9/8', {}, 'There is no shard 9 of 8.'],
    ['2', {}, 'Write --shard 2/8'],
    ['x/8', {}, 'Write --shard 2/8'],
    ['auto/8', {}, 'None of JOB_COMPLETION_INDEX'],
    ['auto', { JOB_COMPLETION_INDEX: '1' }, 'does not say how many jobs'],
    ['auto/2', { JOB_COMPLETION_INDEX: '2' }, 'There is no shard 3 of 2.'],
    ['auto/2', { JOB_COMPLETION_INDEX: 'two' }, 'None of'],
  ])('not %s in %j', (text, environment, message) => {
    expect(() => parseShard(text, environment)).toThrow(message);
  });
});
