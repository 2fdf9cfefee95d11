/** The command that draws scenarios until something is wrong, and its options. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import {
  budgetOfTime,
  jobsHelp,
  ownFamilies,
  scenarioHelp,
  seedRange,
  set,
} from './shared-options.js';

/** Adds `hunt`; `done` hears its exit code. */
export function addHuntCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('hunt')
    .summary('draw faults and workloads until something is wrong, and shrink it')
    .description(
      'Draws faults, workloads, networks and hosts around a scenario, others for each seed, until a run ' +
        'fails. Then makes the scenario as small as it can be while it shows the same, and writes it down.',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seedRange('1..1000', 1000))
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
    .option('--keep-own', 'draw faults beside those of the scenario, not in their place')
    .option('--all', 'go on after the first one; shrink the first of each kind')
    .option('--no-shrink', 'write it down as it was drawn')
    .option(
      '--out <path>',
      'a folder for the files, or the name of the file (default: this folder)',
    )
    .option('--force', 'replace files that exist')
    .option('--jobs <n>', jobsHelp, countOption)
    .addOption(budgetOfTime())
    .addOption(set())
    .addOption(ownFamilies())
    .option('--json', 'print the result as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { hunt } = await import('./commands/hunt.js');
      done(await hunt(scenario, command.optsWithGlobals()));
    });
}
