/** The two logs that know but one kind of object: what they look like, to the letter, and what they refuse. */
import { describe, expect, it } from 'vitest';
import { historyOf, operation, reasonAgainst, register, written } from './histories.js';

describe('etcd-log', () => {
  it('has process, type, action and value between tabs', () => {
    expect(written('etcd-log', register)).toEqual([
      'INFO  jepsen.util - 0\t:invoke\t:write\t1',
      'INFO  jepsen.util - 1\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 0\t:ok\t:write\t1',
      'INFO  jepsen.util - 1\t:ok\t:read\tnil',
      'INFO  jepsen.util - 0\t:invoke\t:write\t2',
      'INFO  jepsen.util - 1\t:invoke\t:cas\t[1 3]',
      'INFO  jepsen.util - 1\t:fail\t:cas\t[1 3]',
      'INFO  jepsen.util - 0\t:info\t:write\t:timed-out',
      'INFO  jepsen.util - 2\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 1\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 2\t:ok\t:read\t1',
    ]);
  });

  it('lets a read without an answer time out, and leaves out a cas that never happened', () => {
    const failures = historyOf(
      operation('a', ['read', '', null], 1, 2, 'fail'),
      operation('a', ['cas', '', [1, 2]], 3, 4, 'fail'),
      operation('a', ['write', '', 5], 5, 6, 'fail'),
      operation('a', ['read', '', null, undefined], 7, 8),
    );
    expect(written('etcd-log', failures)).toEqual([
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 0\t:fail\t:read\t:timed-out',
      'INFO  jepsen.util - 0\t:invoke\t:write\t5',
      'INFO  jepsen.util - 0\t:fail\t:write\t5',
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 0\t:fail\t:read\t:timed-out',
    ]);
  });

  it.each([
    [
      'two keys',
      [operation('a', ['read', 'x', null, 1], 1, 2), operation('a', ['read', 'y', null, 1], 3, 4)],
      'an etcd log is about one key, and this history has 2 of them',
    ],
    [
      'another action',
      [operation('a', ['append', 'x', 1], 1, 2)],
      'an etcd log knows read, write and cas, and operation o0 is "append"',
    ],
    [
      'an add to a counter',
      [operation('a', ['add', 'x', 5], 1, 2)],
      'an etcd log knows read, write and cas, and operation o0 is "add"',
    ],
    [
      'a text',
      [operation('a', ['write', 'x', '1'], 1, 2)],
      'an etcd log holds whole numbers, and operation o0 (write) has another value',
    ],
    [
      'several values at once',
      [operation('a', ['read', 'x', null, [1, 2]], 1, 2)],
      'an etcd log holds whole numbers, and operation o0 (read) has another value',
    ],
    [
      'a cas without a pair',
      [operation('a', ['cas', 'x', [1], true], 1, 2)],
      'an etcd log holds whole numbers, and operation o0 (cas) has another value',
    ],
    [
      'a cas without an answer',
      [operation('a', ['cas', 'x', [1, 2]], 1, 2)],
      'an etcd log says how a cas was answered, and nobody knows it of operation o0',
    ],
  ])('refuses %s', (_what, operations, reason) => {
    expect(reasonAgainst('etcd-log', historyOf(...operations))).toBe(reason);
  });
});

describe('porcupine-kv', () => {
  it('has put, append and get of texts, and leaves what is unknown open', () => {
    const texts = historyOf(
      operation('a', ['put', 'k"1', 'x'], 1, 2),
      operation('b', ['append', 'k"1', 'y'], 3, 4, 'info'),
      operation('a', ['get', 'k"1', null, 'xy'], 5, 6),
      operation('b', ['get', '', null, ''], 5, 7),
      operation('b', ['get', '', null], 8, 9),
      operation('a', ['put', '', 'z'], 10, 11, 'fail'),
    );
    expect(written('porcupine-kv', texts)).toEqual([
      '{:process 0, :type :invoke, :f :put, :key "k\\"1", :value "x"}',
      '{:process 0, :type :ok, :f :put, :key "k\\"1", :value "x"}',
      '{:process 1, :type :invoke, :f :append, :key "k\\"1", :value "y"}',
      '{:process 0, :type :invoke, :f :get, :key "k\\"1", :value nil}',
      '{:process 3, :type :invoke, :f :get, :key "", :value nil}',
      '{:process 0, :type :ok, :f :get, :key "k\\"1", :value "xy"}',
      '{:process 3, :type :ok, :f :get, :key "", :value ""}',
    ]);
  });

  it('writes the whole numbers of a run as texts, of lists as one text that tells them apart', () => {
    const numbers = historyOf(
      operation('a', ['write', 'x', 1], 1, 2),
      operation('a', ['read', 'x', null, 1], 3, 4),
      operation('a', ['read', 'y', null, []], 5, 6),
      operation('a', ['append', 'y', 2], 7, 8),
      operation('a', ['append', 'y', 31], 9, 10),
      operation('a', ['read', 'y', null, [2, 31]], 11, 12),
      operation('a', ['read', 'z', null, null], 13, 14),
    );
    const completed = written('porcupine-kv', numbers).filter((line) => line.includes(':type :ok'));
    expect(completed.map((line) => line.slice(line.indexOf(':f')))).toEqual([
      ':f :put, :key "x", :value "1"}',
      ':f :get, :key "x", :value "1"}',
      ':f :get, :key "y", :value ""}',
      ':f :append, :key "y", :value "2,"}',
      ':f :append, :key "y", :value "31,"}',
      ':f :get, :key "y", :value "2,31,"}',
      ':f :get, :key "z", :value ""}',
    ]);
  });

  it.each([
    [
      'a cas',
      [operation('a', ['cas', 'x', [1, 2], true], 1, 2)],
      'a key-value log of Porcupine\'s knows put, append and get, and operation o0 is "cas"',
    ],
    [
      'an object',
      [operation('a', ['put', 'x', { a: 1 }], 1, 2)],
      "a key-value log of Porcupine's holds texts, and operation o0 (put) has another value",
    ],
    [
      'siblings',
      [operation('a', ['read', 'x', null, [1, 2]], 1, 2)],
      "a key-value log of Porcupine's holds texts, and operation o0 (read) has another value",
    ],
    [
      'numbers among texts',
      [operation('a', ['put', 'x', '1'], 1, 2), operation('a', ['put', 'x', 1], 3, 4)],
      "a key-value log of Porcupine's holds texts, and this history has numbers among them",
    ],
  ])('refuses %s', (_what, operations, reason) => {
    expect(reasonAgainst('porcupine-kv', historyOf(...operations))).toBe(reason);
  });
});
