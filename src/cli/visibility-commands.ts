/** The command that measures how soon writes are read, and its options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import { ownFamilies, scenarioHelp, seed, set } from './shared-options.js';

/** What `visibility` can print. */
export const visibilityFormats = ['text', 'json', 'csv'] as const;

/** Adds `visibility`; `done` hears its exit code. */
export function addVisibilityCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('visibility')
    .summary('measure how soon what was written is read')
    .description(
      'Probes the database of a scenario with clients of its own, which write, wait and read: how likely is a read to ' +
        'be fresh, by how long after the acknowledgement it begins (t-visibility), how many versions old is it ' +
        '(k-staleness), and what do reads and writes take?',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seed())
    .addOption(set())
    .addOption(ownFamilies())
    .option('--reads <n>', 'about so many reads; more are surer (default: 20,000)', countOption)
    .option(
      '--group <name>',
      'the client group whose reads are meant (default: the first that reads)',
    )
    .addOption(new Option('--format <format>', 'what to print').choices(visibilityFormats))
    .option('--json', 'the same as --format json')
    .action(async (scenario: string, _options, command: Command) => {
      const { visibility } = await import('./commands/visibility.js');
      done(await visibility(scenario, command.optsWithGlobals()));
    });
}
