/** The command that draws scenarios until something is wrong, and its options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption, importOption, setOption } from './options.js';
import { seedsOption, timeBudgetOption } from './sweep-options.js';

/** Adds `hunt`; `done` hears its exit code. */
export function addHuntCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('hunt')
    .summary('draw faults and workloads until something is wrong, and shrink it')
    .description(
      'Draws faults, workloads, networks and hosts around a scenario, others for each seed, until a run ' +
        'fails. Then makes the scenario as small as it can be while it shows the same, and writes it down.',
    )
    .argument('<scenario>', 'a scenario file, or the name of a scenario that comes with quorate')
    .addOption(
      new Option('--seeds <seeds>', 'which seeds: 1..1000, or several ranges with commas')
        .argParser(seedsOption)
        .default([{ from: 1, to: 1000 }], '1..1000'),
    )
    .option(
      '--find <what>',
      "what to look for: a finding (lostWrites), one kind of it ('lostWrites: rolled back'), an " +
        'expectation of the scenario or a verdict (linearizable) (default: whatever makes a run fail)',
    )
    .option(
      '--vary <parts>',
      'what varies, with commas: faults, network, workload, hosts, reads, or all (default: all but reads)',
    )
    .option(
      '--faults <kinds>',
      'which faults, with commas: crash, partition, … as quorate list names them; wipe for a crash that ' +
        'loses the disk; or all (default: all but wipe, restart and command)',
    )
    .option('--most-faults <n>', 'so many in one run at most (default: 8)', countOption)
    .option('--keep-faults', 'let faults stay to the end; usually all are over by then')
    .option('--all', 'go on after the first one; shrink the first of each kind')
    .option('--no-shrink', 'write it down as it was drawn')
    .option(
      '--out <path>',
      'a folder for the files, or the name of the file (default: this folder)',
    )
    .option('--force', 'replace files that exist')
    .option('--jobs <n>', 'so many threads (default: one for each core)', countOption)
    .addOption(
      new Option('--time-budget <time>', 'stop after so much time, such as 60s').argParser(
        timeBudgetOption,
      ),
    )
    .addOption(
      new Option('--set <path=value>', 'override a part of the scenario; repeatable')
        .argParser(setOption)
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--import <module>', 'a module with your own databases; repeatable')
        .argParser(importOption)
        .default([], 'nothing'),
    )
    .option('--json', 'print the result as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { hunt } = await import('./commands/hunt.js');
      done(await hunt(scenario, command.optsWithGlobals()));
    });
}
