/// Arithmetic on all cores: beside fleet::fan_out, whose threads wait for servers, the only place that starts threads.
#pragma once

#include <cstddef>
#include <functional>

namespace corootctl {

/// How many threads can compute at once: the cores this process may use, at least 1.
std::size_t cores();

/// Runs `work` on `threads` threads at once, the caller is one of them, and returns when all are done. Where the system
/// allows no more threads, fewer do it. `work` must not throw.
void run_on_threads(std::size_t threads, const std::function<void()>& work);

/// Calls visit(i) once for each i below `count`, on up to `threads` threads. What a call writes must be its own, so
/// that the number of threads cannot matter. `visit` must not throw.
void visit_each(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& visit);

}  // namespace corootctl
