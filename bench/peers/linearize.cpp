// The published algorithm for linearizability that most checkers use today: Wing & Gong's search over a
// doubly linked list of calls and returns, with Lowe's cache of (set of linearized operations, state),
// the sets as bit vectors, one part a key. Parts are searched one after the other until one is illegal.
//
// Usage: linearize <file> <seconds>. A line of the file is an operation: part, call, return (-1: unknown),
// action (read, write, cas, put, append, get), input, output (`?`: unknown). Prints the verdict (ok,
// illegal, unknown when the time is up), nanoseconds, and the number of cache entries.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

struct Operation {
  double call, end;
  std::string action, input, output;
};

struct Entry {
  int operation;
  bool isCall;
  Entry *match, *previous, *next;
};

using Bits = std::vector<std::uint64_t>;
struct Cached {
  Bits linearized;
  std::string state;
};
using Clock = std::chrono::steady_clock;

static bool step(const std::string &state, const Operation &operation, std::string &next) {
  const auto &[call, end, action, input, output] = operation;
  const bool unknown = output == "?";
  next = state;
  if (action == "read" || action == "get") return unknown || output == state;
  if (action == "write" || action == "put") return next = input, true;
  if (action == "append") return next = state + input, true;
  const auto comma = input.find(',');
  const bool applies = state == input.substr(0, comma);
  if (applies) next = input.substr(comma + 1);
  return unknown || (output == "true") == applies;
}

static std::uint64_t hashOf(const Bits &bits, const std::string &state) {
  std::uint64_t hash = std::hash<std::string>{}(state);
  for (const auto word : bits) hash = (hash ^ word) * 0x9E3779B97F4A7C15ull, hash ^= hash >> 32;
  return hash;
}

static void lift(Entry *entry) {
  entry->previous->next = entry->next;
  entry->next->previous = entry->previous;
  Entry *match = entry->match;
  match->previous->next = match->next;
  if (match->next != nullptr) match->next->previous = match->previous;
}

static void unlift(Entry *entry) {
  Entry *match = entry->match;
  match->previous->next = match;
  if (match->next != nullptr) match->next->previous = match;
  entry->previous->next = entry;
  entry->next->previous = entry;
}

static int search(const std::vector<Operation> &operations, const std::string &initial,
                  Clock::time_point deadline, long &entries) {
  struct Event {
    double at;
    bool isCall;
    int operation;
  };
  std::vector<Event> events;
  for (int index = 0; index < static_cast<int>(operations.size()); index += 1) {
    events.push_back({operations[index].call, true, index});
    events.push_back({operations[index].end, false, index});
  }
  // Calls come before returns at equal times, so that ties are concurrent.
  std::stable_sort(events.begin(), events.end(), [](const Event &a, const Event &b) {
    return a.at < b.at || (a.at == b.at && a.isCall && !b.isCall);
  });
  std::vector<Entry> list(events.size() + 1);
  std::vector<Entry *> calls(operations.size());
  Entry *head = &list[0];
  *head = {-1, false, nullptr, nullptr, nullptr};
  for (std::size_t index = 0; index < events.size(); index += 1) {
    Entry *entry = &list[index + 1];
    *entry = {events[index].operation, events[index].isCall, nullptr, &list[index], nullptr};
    list[index].next = entry;
    if (entry->isCall) calls[entry->operation] = entry;
    else calls[entry->operation]->match = entry;
  }
  Bits linearized((operations.size() + 63) / 64);
  std::unordered_map<std::uint64_t, std::vector<Cached>> cache;
  std::vector<std::pair<Entry *, std::string>> stack;
  std::string state = initial, next;
  Entry *entry = head->next;
  long steps = 0;
  while (head->next != nullptr) {
    if ((++steps & 0xFFFF) == 0 && Clock::now() > deadline) return -1;
    if (entry->isCall) {
      bool isNew = false;
      if (step(state, operations[entry->operation], next)) {
        linearized[entry->operation / 64] ^= 1ull << (entry->operation % 64);
        auto &bucket = cache[hashOf(linearized, next)];
        isNew = std::none_of(bucket.begin(), bucket.end(), [&](const Cached &one) {
          return one.linearized == linearized && one.state == next;
        });
        if (isNew) {
          bucket.push_back({linearized, next});
          entries += 1;
          stack.emplace_back(entry, state);
          state = next;
          lift(entry);
          entry = head->next;
        } else {
          linearized[entry->operation / 64] ^= 1ull << (entry->operation % 64);
        }
      }
      if (!isNew) entry = entry->next;
    } else {
      if (stack.empty()) return 0;
      entry = stack.back().first;
      state = stack.back().second;
      stack.pop_back();
      linearized[entry->operation / 64] ^= 1ull << (entry->operation % 64);
      unlift(entry);
      entry = entry->next;
    }
  }
  return 1;
}

int main(int count, char **words) {
  if (count != 3) return 1;
  std::ifstream file(words[1]);
  std::map<std::string, std::vector<Operation>> parts;
  std::string part, action, input, output;
  double call, end;
  while (file >> part >> call >> end >> action >> input >> output) {
    parts[part].push_back({call, end < 0 ? 1e300 : end, action, input == "-" ? "" : input,
                           output == "-" ? "" : output});
  }
  const auto begin = Clock::now();
  const auto deadline = begin + std::chrono::seconds(std::atoi(words[2]));
  long entries = 0;
  int verdict = 1;
  for (const auto &[name, operations] : parts) {
    verdict = search(operations, "", deadline, entries);
    if (verdict != 1) break;
  }
  const auto nanoseconds =
      std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin).count();
  std::printf("%s %lld %ld\n", verdict == 1 ? "ok" : verdict == 0 ? "illegal" : "unknown",
              static_cast<long long>(nanoseconds), entries);
}
