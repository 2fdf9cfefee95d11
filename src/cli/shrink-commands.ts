/** The command that makes scenarios smaller, and its options. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import { ownFamilies, scenarioHelp, seed, set } from './shared-options.js';

/** Adds `shrink`; `done` hears its exit code. */
export function addShrinkCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('shrink')
    .summary('make a scenario as small as still shows a finding')
    .description(
      'Runs simpler and simpler versions of a scenario with the same seed, and writes the smallest that ' +
        'still shows the same finding: fewer faults, shorter ones, fewer clients, operations, nodes and ' +
        'settings, rounder times.',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seed())
    .option(
      '--finding <finding>',
      "what it must show: a fingerprint such as 'lostWrites: rolled back', a finding such as lostWrites, " +
        'or a number as quorate explain counts (default: what the scenario did not expect, else the ' +
        'first finding)',
    )
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--force', 'replace the file if it exists')
    .option('--max-runs <n>', 'give up after so many runs (default: 2,000)', countOption)
    .addOption(set())
    .addOption(ownFamilies())
    .option('--json', 'print the result as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { shrink } = await import('./commands/shrink.js');
      done(await shrink(scenario, command.optsWithGlobals()));
    });
}
