/** Options that several commands have, in the same words. */
import { Option } from 'commander';
import type { Seeds } from '../experiments/sweep/seeds.js';
import { checkOption, importOption, seedOption, setOption } from './options.js';
import { seedsOption, timeBudgetOption } from './sweep-options.js';

export const scenarioHelp = 'a scenario file, or the name of a scenario that comes with quorate';

export const jobsHelp = 'so many threads (default: one for each core)';

export function seed(): Option {
  const option = new Option(
    '--seed <seed>',
    "seed of all chance (default: the scenario's, else 1)",
  );
  return option.argParser(seedOption);
}

export function ownFamilies(): Option {
  const option = new Option('--import <module>', 'a module with your own databases; repeatable');
  return option.argParser(importOption).default([], 'nothing');
}

/** @param of what is overridden */
export function set(of = 'the scenario'): Option {
  const option = new Option('--set <path=value>', `override a part of ${of}; repeatable`);
  return option.argParser(setOption).default([], 'nothing');
}

/** The seeds from 1 to `last`, unless others are named. */
export function seedRange(example: string, last: number): Option {
  const usual: Seeds = [{ from: 1, to: last }];
  return new Option('--seeds <seeds>', `which seeds: ${example}, or several ranges with commas`)
    .argParser(seedsOption)
    .default(usual, `1..${last}`);
}

/** What is asked of every run. */
export function checks(): Option {
  return new Option('--check <names>', 'also ask of every run what quorate run --check asks')
    .argParser(checkOption)
    .default([], 'nothing');
}

export function budgetOfTime(): Option {
  return new Option('--time-budget <time>', 'stop after so much time, such as 60s').argParser(
    timeBudgetOption,
  );
}
