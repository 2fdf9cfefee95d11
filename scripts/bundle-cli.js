/**
 * Packs the built command line and the libraries it uses into dist/bin, a file a command: reading some
 * two hundred small modules costs more than a small run does. The last step of `npm run build`.
 */
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const inProject = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const folder = inProject('dist/bin');

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    quorate: inProject('dist/cli/main.js'),
    // Workers of sweeps begin here.
    worker: inProject('dist/experiments/node/worker.js'),
  },
  platform: 'node',
});
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
});
await bundle.close();
chmodSync(join(folder, 'quorate.js'), 0o755);

const packages = output
  .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  .flatMap((module) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(module) ?? []);
writeFileSync(
  join(folder, 'LICENSES.txt'),
  [...new Set(packages)]
    .sort()
    .map(licenceOf)
    .join(`\n${'='.repeat(80)}\n\n`),
);

/** The name and licence of a packed library, which must travel with its code. */
function licenceOf(directory) {
  const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${licenceText(directory).trim()}\n`;
}

function licenceText(directory) {
  const files = readdirSync(directory);
  const licence = files.find((file) => /^licen[cs]e/iu.test(file));
  if (licence !== undefined) return readFileSync(join(directory, licence), 'utf8');
  const readme = files.find((file) => /^readme/iu.test(file)) ?? '';
  const [text] = /^licen[cs]e[^\n]*\n[=-]+\n.*/imsu.exec(
    readFileSync(join(directory, readme), 'utf8'),
  ) ?? [''];
  if (text === '') throw new Error(`No licence text in ${directory}`);
  return text;
}
