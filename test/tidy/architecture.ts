/**
 * Who may import whom: the import table as data, and the rule that checks one source file against it.
 * The rule is a function of a path and a text, so that planted violations can be given to it.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import type { Rule, SourceFile } from './rule.js';

/** What a layer may import from others. `types` allows only what the compiler erases. */
interface Layer {
  readonly values: readonly string[];
  readonly types?: readonly string[];
  /** Packages of the registry; `node` stands for all modules of Node. */
  readonly packages?: readonly string[];
}

const ground = ['kernel', 'schemas'];
const running = ['simulation/network', 'simulation/disk', 'simulation', 'databases'];
const everything = [...ground, ...running, 'history', 'scenario', 'checkers', 'experiments'];

/** By layer. A layer may always import itself; `schemas` are all files named schema.ts outside the CLI. */
export const layers: Readonly<Record<string, Layer>> = {
  kernel: { values: [], packages: ['seedrandom'] },
  schemas: { values: ['kernel'], packages: ['zod'] },
  'simulation/network': { values: ground },
  'simulation/disk': { values: ground },
  databases: { values: ground, types: ['history'] },
  history: { values: ['kernel'] },
  checkers: { values: ['kernel', 'history'] },
  scenario: { values: ground, packages: ['yaml', 'zod'] },
  simulation: { values: [...ground, ...running, 'history', 'scenario'], packages: ['immer'] },
  // Sweeps measure what the report says.
  experiments: {
    values: [...ground, 'history', 'scenario', 'simulation', 'checkers', 'report'],
    types: ['databases'],
  },
  'experiments/node': {
    values: [...ground, 'scenario', 'experiments'],
    types: ['databases', 'checkers'],
    packages: ['node'],
  },
  report: { values: [...ground, 'history', 'scenario', 'checkers'], types: everything },
  testing: { values: [...everything, 'report'], packages: ['fast-check'] },
  viewer: { values: [...everything, 'report'], packages: ['preact', 'uplot'] },
  cli: {
    values: [...everything, 'experiments/node', 'report', 'testing', 'index'],
    packages: ['node', 'chalk', 'commander', 'yaml', 'zod'],
  },
  index: { values: [...everything, 'report'], packages: ['zod'] },
};

export interface Import {
  readonly specifier: string;
  /** True when nothing of it is left after compilation. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** All imports of a file: declarations, re-exports, `import()` in code and in types. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ specifier: specifier.text, typeOnly: isErased(node), line });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function isErased(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    if (clause === undefined) return false;
    const named = clause.namedBindings;
    const onlyNames = clause.name === undefined && named !== undefined && ts.isNamedImports(named);
    const isTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return isTypeOnly || (onlyNames && named.elements.every((name) => name.isTypeOnly));
  }
  if (!ts.isExportDeclaration(node)) return false;
  const clause = node.exportClause;
  const names = clause !== undefined && ts.isNamedExports(clause) ? clause.elements : [];
  return node.isTypeOnly || (names.length > 0 && names.every((name) => name.isTypeOnly));
}

/** The layer of a file in src/, or null when its folder has no line in the table. */
function layerOf(path: string): string | null {
  if (path === 'src/index.ts') return 'index';
  const [, folder = '', inner = ''] = path.split('/');
  if (folder !== 'cli' && posix.basename(path) === 'schema.ts') return 'schemas';
  const layer = `${folder}/${inner}` in layers ? `${folder}/${inner}` : folder;
  return layer in layers ? layer : null;
}

/** The folder of a database family, or null for what families share. */
function familyOf(path: string): string | null {
  const [, folder, family, file] = path.split('/');
  const isShared = family === 'common' || family === 'versions';
  return folder === 'databases' && file !== undefined && !isShared ? (family ?? null) : null;
}

/** Every import of the file stands in the table. */
export const respectsImportTable: Rule = (file) => {
  const layer = layerOf(file.path);
  if (layer === null) return [`${file.path}: this folder has no line in the import table`];
  return importsOf(file).flatMap((one) => {
    const problem = one.specifier.startsWith('.')
      ? problemWithFile(file.path, layer, one)
      : problemWithPackage(layer, one.specifier);
    return problem === null ? [] : [`${file.path}:${one.line}: ${problem}`];
  });
};

function problemWithFile(path: string, layer: string, { specifier, typeOnly }: Import) {
  const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/u, '.ts');
  const targetLayer = layerOf(target);
  if (targetLayer === null) return `${target} is in no folder of the import table`;
  const { values = [], types = [] } = layers[layer] ?? {};
  const allowed = [layer, ...values, ...(typeOnly ? types : [])];
  if (!allowed.includes(targetLayer)) {
    const what = types.includes(targetLayer) ? 'nothing but types of' : 'nothing of';
    return `${layer} may import ${what} ${targetLayer} (${specifier})`;
  }
  const families = [familyOf(path), familyOf(target)];
  const strangers = layer === 'databases' && families[0] !== families[1] && families[1] !== null;
  return strangers && posix.basename(path) !== 'registry.ts'
    ? `only the registry knows the family of ${specifier}`
    : null;
}

function problemWithPackage(layer: string, specifier: string): string | null {
  const scoped = specifier.startsWith('@') ? 2 : 1;
  const name = specifier.startsWith('node:')
    ? 'node'
    : specifier.split('/').slice(0, scoped).join('/');
  const allowed = layers[layer]?.packages?.includes(name) ?? false;
  return allowed ? null : `${layer} may not import ${specifier}`;
}
