/**
 * What the compiler cannot say. Three layers: strict typed rules for everything written in TypeScript; the
 * laws of determinism for src/ outside the folders that meet the real world; looser rules for tests.
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The Math functions whose every bit is the same in all engines. */
const exactMath = [
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt'],
  ...['trunc'],
];

/** What a run must not know of. */
const ambientNames = [
  ...['Date', 'Intl', 'performance', 'crypto', 'process', 'console', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['WeakRef', 'FinalizationRegistry', 'fetch'],
];

const ambient = ambientNames.map((name) => ({
  name,
  message: 'A run depends on nothing but its scenario and its seed.',
}));

const inexact = {
  object: 'Math',
  allowProperties: exactMath,
  message: 'Its last bits differ between engines, or between runs: use what the kernel offers.',
};

const keyOrder = ['keys', 'values', 'entries'].map((property) => ({
  object: 'Object',
  property,
  message: 'Keys that look like numbers come first: iterate only arrays, Map and Set.',
}));

const unstable = [
  {
    selector: 'BinaryExpression[operator="**"], AssignmentExpression[operator="**="]',
    message: 'Its last bits differ between engines: multiply, or use the pow of the kernel.',
  },
  {
    selector: 'MemberExpression[property.name=/^(localeCompare|toLocale\\w*)$/]',
    message: 'It depends on the locale: compare strings by code unit (< and >).',
  },
  { selector: 'ForInStatement', message: 'Iterate only arrays, Map and Set.' },
];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.cache/', 'engines/node_modules/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-template-curly-in-string': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A family without options of its own has an empty object of them.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // Where an index is surely in range, a cast says what is there; `!` would say nothing.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Durations and instants are flavours of number.
      '@typescript-eslint/no-unsafe-unary-minus': 'off',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: false },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    rules: {
      'no-control-regex': 'error',
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**', 'src/viewer/**'],
    rules: {
      'no-restricted-globals': ['error', ...ambient],
      'no-restricted-properties': ['error', inexact],
      'no-restricted-syntax': ['error', ...unstable],
    },
  },
  {
    files: ['src/kernel/**/*.ts', 'src/simulation/**/*.ts', 'src/databases/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', inexact, ...keyOrder] },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: { eqeqeq: 'error' },
  },
);
