/**
 * The event queue on the hold model, beside well-known priority queues of npm and, where there is a C++
 * compiler, beside `std::priority_queue`. All take turns in one run on the same delays.
 */
import { contestant, heapJs, ownQueue, tinyQueue, workload } from './hold.js';
import { millions, printTable, printTarget, printTitle, ratio, takeTurns } from './measure.js';
import { compilePeer } from './peers/peer.js';

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const sizes = [10, 100, 1_000, 10_000, 100_000, ...(short ? [] : [1_000_000])];
  const rounds = short ? 3 : 7;
  const operations = short ? 50_000 : 200_000;
  const [exponential, bimodal, tied] = ['exponential', 'bimodal', 'tied'].map(workload);
  const peer = compilePeer(exponential);

  const results = sizes.map((pending) => ({
    pending,
    ...takeTurns(rounds, {
      own: contestant(ownQueue(exponential), pending, operations),
      tiny: contestant(tinyQueue(exponential), pending, operations),
      heap: contestant(heapJs(exponential), pending, operations),
      bimodal: contestant(ownQueue(bimodal), pending, operations),
      tied: contestant(ownQueue(tied), pending, operations),
      ...peer?.contestants(pending, operations),
    }),
  }));
  peer?.remove();
  print(results, peer !== null);
}

/** How often a contestant is as fast as another one. */
const bestOfNpm = (result) => Math.min(result.tiny, result.heap) / result.own;

function print(results, hasPeer) {
  printTitle('Event queue: hold model, million operations a second');
  const headings = ['pending', 'quorate', 'tinyqueue', 'heap-js', '/ best npm', 'bimodal', 'tied'];
  printTable(
    [...headings, ...(hasPeer ? ['C++ events', 'C++ handles', '/ C++ events', '/ handles'] : [])],
    results.map((result) => [
      String(result.pending),
      millions(result.own),
      millions(result.tiny),
      millions(result.heap),
      ratio(bestOfNpm(result)),
      millions(result.bimodal),
      millions(result.tied),
      ...(hasPeer
        ? [
            millions(result.events),
            millions(result.handles),
            ratio(result.events / result.own),
            ratio(result.handles / result.own),
          ]
        : []),
    ]),
  );
  console.log();
  printTargets(results, hasPeer);
}

function printTargets(results, hasPeer) {
  const least = (measure) => Math.min(...results.map(measure));
  const large = results.find((result) => result.pending === 100_000);
  if (hasPeer) {
    const target = { must: 0.5, aim: 0.8 };
    printTarget(
      'P1 std::priority_queue of the same events',
      least((r) => r.events / r.own),
      target,
    );
  } else {
    console.log('P1 std::priority_queue: no g++ here');
  }
  printTarget('P2 best queue of npm', least(bestOfNpm), { must: 1.3, aim: 1.6 });
  printTarget('P2 the same at 100,000', bestOfNpm(large), { must: 1.3, aim: 3 });
  printTarget(
    'P3 bimodal',
    least((r) => r.own / r.bimodal),
    { must: 0.5, aim: 0.8 },
  );
  printTarget(
    'P3 tied',
    least((r) => r.own / r.tied),
    { must: 0.5, aim: 0.8 },
  );
}
