// The hold model on std::priority_queue, as a peer for our event queue.
//
//   hold events|handles <file of times> <pending> <operations>
//
// The file holds 65,536 delays, then as many distances of the events that are pending at the beginning, as
// doubles. Prints the nanoseconds that one operation took. `events` keeps in the queue all that our events
// hold; `handles` only time, sequence number and a number that stands for the rest.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <string>
#include <vector>

namespace {

constexpr std::size_t count = 65536;

struct Handle {
  double at;
  double sequence;
  std::int32_t slot;
};

struct Event {
  double at;
  double sequence;
  std::int32_t kind;
  std::int32_t a;
  std::int32_t b;
  double cause;
  void *reference;
};

template <typename Entry> struct Later {
  bool operator()(const Entry &x, const Entry &y) const {
    return x.at > y.at || (x.at == y.at && x.sequence > y.sequence);
  }
};

template <typename Entry>
double hold(const std::vector<double> &times, std::size_t pending, std::size_t operations) {
  std::priority_queue<Entry, std::vector<Entry>, Later<Entry>> queue;
  std::size_t sequence = 0;
  for (; sequence < pending; ++sequence) {
    Entry entry{};
    entry.at = times[count + sequence % count];
    entry.sequence = static_cast<double>(sequence);
    queue.push(entry);
  }
  const auto play = [&](std::size_t rounds) {
    for (std::size_t round = 0; round < rounds; ++round) {
      Entry entry = queue.top();
      queue.pop();
      entry.at += times[sequence % count];
      entry.sequence = static_cast<double>(sequence);
      ++sequence;
      queue.push(entry);
    }
  };
  play(pending);
  const auto before = std::chrono::steady_clock::now();
  play(operations);
  const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - before;
  return spent.count() / static_cast<double>(operations);
}

} // namespace

int main(int, char **arguments) {
  std::vector<double> times(2 * count);
  std::FILE *file = std::fopen(arguments[2], "rb");
  if (file == nullptr || std::fread(times.data(), sizeof(double), 2 * count, file) != 2 * count) {
    return EXIT_FAILURE;
  }
  std::fclose(file);
  const std::size_t pending = std::strtoull(arguments[3], nullptr, 10);
  const std::size_t operations = std::strtoull(arguments[4], nullptr, 10);
  const bool whole = std::string(arguments[1]) == "events";
  std::printf("%f\n", whole ? hold<Event>(times, pending, operations)
                            : hold<Handle>(times, pending, operations));
  return EXIT_SUCCESS;
}
