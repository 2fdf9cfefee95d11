/**
 * The commands and their options. Each command's code is loaded when it is called, so that `--help`
 * does not pay for reading YAML or for the simulator.
 */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { askedFor } from '../checkers/asked-for.js';
import { traceFormats } from './trace-formats.js';
import { exitCodesHelp, type ExitCode } from './exit-codes.js';
import { addBugsCommands } from './bugs-commands.js';
import { addCompareCommands } from './compare-commands.js';
import { addHistoryCommands } from './history-commands.js';
import { addHuntCommands } from './hunt-commands.js';
import { addReproduceCommands } from './reproduce-commands.js';
import { addShrinkCommands } from './shrink-commands.js';
import { ownFamilies, scenarioHelp, seed, set } from './shared-options.js';
import { addSweepCommands } from './sweep-commands.js';
import { addVisibilityCommands } from './visibility-commands.js';
import { checkOption, countOption, instantOption } from './options.js';

interface PackageFile {
  readonly version: string;
}

/** The version of this package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as PackageFile).version;
}

/** The program; `done` hears the exit code of the command that ran. */
export function createProgram(done: (code: ExitCode) => void): Command {
  const program = new Command('quorate')
    .description(
      'Simulates replicated databases: which writes are lost, which reads are stale, why.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .option('--color', 'colour the output, terminal or not')
    .option('--no-color', 'do not colour the output')
    .addHelpText('after', exitCodesHelp)
    .showHelpAfterError('(add --help to see what is possible)')
    // Inherited by the commands that are added from here on.
    .configureHelp({ minWidthToWrap: 24 })
    .exitOverride();
  addRunningCommands(program, done);
  addTraceCommand(program, done);
  addSweepCommands(program, done);
  addCompareCommands(program, done);
  addShrinkCommands(program, done);
  addHuntCommands(program, done);
  addBugsCommands(program, done);
  addReproduceCommands(program, done);
  addHistoryCommands(program, done);
  addPacelcCommand(program, done);
  addVisibilityCommands(program, done);
  addScenarioCommands(program, done);
  return program;
}

function addRunningCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('run')
    .summary('run scenarios and report what was lost, stale and unavailable')
    .description(
      'Runs scenarios and reports what was lost, what was stale and how long nothing worked.',
    )
    .argument('<scenario...>', scenarioHelp)
    .addOption(seed())
    .addOption(set())
    .addOption(ownFamilies())
    .option('--json', 'print the report as JSON: one object, or one a line for several scenarios')
    .option('--quiet', 'print no report; only the exit code tells')
    .option(
      '--max-events <n>',
      'stop after so many events; the outcome is then unknown',
      countOption,
    )
    .addOption(
      new Option(
        '--check <names>',
        `what else to judge, with contradictions: ${askedFor.join(', ')}, or all of these; pacelc ` +
          '(session guarantees are judged in every run)',
      )
        .argParser(checkOption)
        .default([], 'linearizable, in one line'),
    )
    .action(async (scenarios: string[], _options, command: Command) => {
      const { run } = await import('./commands/run.js');
      done(await run(scenarios, command.optsWithGlobals()));
    });
  program
    .command('explain')
    .summary('tell the story of one finding')
    .description(
      'Runs a scenario and tells the story of one finding: how it came to it, step by step. Then runs ' +
        'it again without its faults and with other settings: what it needed, what would have ' +
        'prevented it, and at what price.',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seed())
    .addOption(set())
    .addOption(ownFamilies())
    .option(
      '--finding <n>',
      'which finding: counted from 1 through all that the report lists, lost writes first, then ' +
        'writes discarded in conflict, stale reads, split brains, then the rest',
      countOption,
      1,
    )
    .option('--reruns <n>', 'run it again at most so often (default: 40)', countOption)
    .option('--no-reruns', 'do not run it again')
    .option('--json', 'print the story as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { explain } = await import('./commands/explain.js');
      done(await explain(scenario, command.optsWithGlobals()));
    });
}

function addTraceCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('trace')
    .summary('print every event of a run')
    .description(
      'Runs a scenario and prints every event: what happened, why, and what came of it; how far ' +
        'every node was in the log, over time; or what the clients saw, for other checkers.',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seed())
    .addOption(set())
    .addOption(ownFamilies())
    .addOption(
      new Option(
        '--format <format>',
        'text for people, ndjson for programs, positions for plots (CSV of log positions), ' +
          'shiviz and mermaid for diagrams; the others write the history of the clients',
      )
        .choices(traceFormats)
        .default('text'),
    )
    .option('--from <time>', 'leave out what happened before this virtual time', instantOption)
    .option('--to <time>', 'leave out what happened after this virtual time', instantOption)
    .option('--node <name>', 'only events on this node, and faults')
    .option(
      '--limit <n>',
      'with mermaid: draw at most so many messages and notes (default: 200)',
      countOption,
    )
    .option('--states', 'record the state of the node after every event, and what changed in it')
    .action(async (scenario: string, _options, command: Command) => {
      const { trace } = await import('./commands/trace.js');
      done(await trace(scenario, command.optsWithGlobals()));
    });
}

function addPacelcCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('pacelc')
    .summary('classify a configuration: what it gives up in a partition, and otherwise')
    .description(
      'Probes the database of a scenario with clients of its own, once with a partition and once ' +
        'without: does it refuse or answer what is stale, does it wait or answer early?',
    )
    .argument('<scenario>', scenarioHelp)
    .addOption(seed())
    .addOption(set())
    .addOption(ownFamilies())
    .option('--json', 'print the class and the evidence as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { pacelc } = await import('./commands/pacelc.js');
      done(await pacelc(scenario, command.optsWithGlobals()));
    });
}

function addScenarioCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('validate')
    .summary('check scenario files without running them')
    .description('Checks scenario files without running them and points at every problem.')
    .argument('<scenario...>', scenarioHelp)
    .addOption(set())
    .addOption(ownFamilies())
    .option('--json', 'print the result as JSON: one object, or one a line for several scenarios')
    .action(async (scenarios: string[], _options, command: Command) => {
      const { validate } = await import('./commands/validate.js');
      done(await validate(scenarios, command.optsWithGlobals()));
    });
  program
    .command('list')
    .summary('list the scenarios that come with quorate, databases, faults and bugs')
    .description(
      'Lists the scenarios that come with quorate, and the databases, faults and bugs it knows.',
    )
    .option('--json', 'print the list as one JSON object')
    .action(async (_options, command: Command) => {
      const { list } = await import('./commands/list.js');
      done(await list(command.optsWithGlobals()));
    });
  program
    .command('new')
    .summary('write a scenario to start from')
    .description('Writes a commented scenario to start from, into a file or to standard output.')
    .argument('[file]', 'where to write it; default: standard output')
    .option('--force', 'replace the file if it exists')
    .option('--typescript', 'write it in TypeScript instead of YAML')
    .action(async (file: string | undefined, _options, command: Command) => {
      const { newScenario } = await import('./commands/new.js');
      done(await newScenario(file, command.optsWithGlobals()));
    });
  program
    .command('schema')
    .summary('print the JSON Schema of scenario files')
    .description('Prints the JSON Schema (draft 7) of scenario files, for editors.')
    .action(async () => {
      const { schema } = await import('./commands/schema.js');
      done(await schema());
    });
}
