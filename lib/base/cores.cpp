#include "base/cores.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace corootctl {

std::size_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

void run_on_threads(std::size_t threads, const std::function<void()>& work) {
  std::vector<std::jthread> crew;
  try {
    while (crew.size() + 1 < threads) crew.emplace_back(work);
  } catch (const std::system_error&) {  // the limit of threads is reached: those there are do it
  }
  work();
}

void visit_each(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& visit) {
  constexpr std::size_t block = 16;  // less is not worth a thread
  std::atomic<std::size_t> next{0};
  run_on_threads(std::min(threads, (count + block - 1) / block), [&] {
    for (std::size_t begin = next.fetch_add(block); begin < count; begin = next.fetch_add(block))
      for (std::size_t i = begin; i < std::min(count, begin + block); ++i) visit(i);
  });
}

}  // namespace corootctl
