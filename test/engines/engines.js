/**
 * The JavaScript engines that must agree, and where engines/ keeps their binaries. The packages there hold
 * one binary for one platform each; npm installs those that fit this machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} command the binary
 * @property {readonly string[]} options what stands between the binary and the script
 */

const folder = fileURLToPath(new URL('../../engines/', import.meta.url));
const { platform, arch } = process;
const bunArchitecture = arch === 'arm64' ? 'aarch64' : arch;
const library = platform === 'linux' ? '-glibc' : '';

/** The engine that runs this very script; the others are compared with it. */
export const host = {
  name: `Node ${process.versions.node}`,
  command: process.execPath,
  options: [],
};

const others = [
  ...['22', '24', '26'].map((version) => ({
    name: `Node ${version}`,
    binary: `node-${version}-${platform}-${arch}/bin/node`,
    options: [],
  })),
  { name: 'Bun', binary: `@oven/bun-${platform}-${bunArchitecture}/bin/bun`, options: [] },
  {
    name: 'Deno',
    binary: `@deno/${platform}-${arch}${library}/deno`,
    options: ['run', '--quiet', '--no-prompt', '--allow-read', '--allow-env'],
  },
].map(({ binary, ...engine }) => ({ ...engine, command: `${folder}node_modules/${binary}` }));

/** Installs the packages of engines/ unless they are there; answers what npm said when it could not. */
export function installEngines() {
  const wanted = statSync(`${folder}package-lock.json`).mtimeMs;
  const installed = statSync(`${folder}node_modules/.package-lock.json`, { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= wanted) return null;
  const { status, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return status === 0 ? null : stderr.trim();
}

/** Tells the engines that start on this machine from those that do not, and why. */
export function availableEngines() {
  const available = [];
  const missing = [];
  for (const engine of others) {
    const why = whyNotAvailable(engine);
    if (why === null) available.push(engine);
    else missing.push({ name: engine.name, why });
  }
  return { available, missing };
}

/** @param {Engine} engine */
function whyNotAvailable({ command }) {
  if (!existsSync(command)) return `no package for ${platform} on ${arch} is installed`;
  const { status, stderr, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? null : `it does not start: ${error?.message ?? stderr.trim()}`;
}
