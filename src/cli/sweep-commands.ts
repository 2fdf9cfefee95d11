/** The commands about many runs of one scenario, and their options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import { shardOption } from './sweep-options.js';
import { budgetOfTime, checks, jobsHelp, ownFamilies, seedRange, set } from './shared-options.js';

/** Adds `sweep` and `merge`; `done` hears the exit code of the one that ran. */
export function addSweepCommands(program: Command, done: (code: ExitCode) => void): void {
  addSweep(program, done);
  addMerge(program, done);
}

function addSweep(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('sweep')
    .summary('run a scenario with many seeds and count what happens')
    .description(
      'Runs a scenario with many seeds, on all cores, and says how often what happened: failures with ' +
        'their confidence, findings by kind, numbers, the seeds to look at.',
    )
    .argument('<scenario...>', 'scenario files, or names of scenarios that come with quorate')
    .addOption(seedRange('1..1000', 100))
    .option('--jobs <n>', jobsHelp, countOption)
    .addOption(
      new Option(
        '--shard <i/n>',
        'run only part i of n, to be merged; auto/n takes i from the variables of a job array',
      ).argParser(shardOption),
    )
    .option('--until-failure', 'stop at the first seed that fails')
    .option('--event-budget <n>', 'stop when so many events have happened in all', countOption)
    .addOption(budgetOfTime())
    .option('--out <file>', 'keep what is counted in a file, for --resume and quorate merge')
    .option('--resume', 'go on where the file of --out ends')
    .addOption(checks())
    .addOption(set())
    .addOption(ownFamilies())
    .option('--max-events <n>', 'give a single run up after so many events', countOption)
    .option('--json', 'print the result as JSON: one object, or one a line for several scenarios')
    .option('--quiet', 'print no result; only the exit code tells')
    .action(async (scenarios: string[], _options, command: Command) => {
      const { sweep } = await import('./commands/sweep.js');
      done(await sweep(scenarios, command.optsWithGlobals()));
    });
}

function addMerge(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('merge')
    .summary('join the shards of a sweep')
    .description(
      'Joins the files that the shards of one sweep have left, as if one machine had run it all.',
    )
    .argument('<file...>', 'files written by quorate sweep --shard … --out')
    .option('--out <file>', 'keep the whole in a file')
    .option('--json', 'print the result as one JSON object')
    .option('--quiet', 'print no result; only the exit code tells')
    .action(async (files: string[], _options, command: Command) => {
      const { merge } = await import('./commands/merge.js');
      done(await merge(files, command.optsWithGlobals()));
    });
}
