/// The engine without the rest of the program, for scoring: rca_tool rca --snapshot FILE -o json|text|markdown
/// [--timings] [--explain]
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ops/rca/offline.hpp"
#include "report/forms.hpp"

namespace {

struct Arguments {
  std::string file{};
  std::string format = "json";
  bool timings = false;
  bool explain = false;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--snapshot" && i + 1 < argc) out.file = argv[++i];
    if (word == "-o" && i + 1 < argc) out.format = argv[++i];
    if (word == "--timings") out.timings = true;
    if (word == "--explain") out.explain = true;
  }
  return out;
}

std::string render(const corootctl::rca::Answer& answer, const std::string& format, corootctl::report::Detail detail) {
  if (format == "text") return corootctl::report::to_text(answer, {});
  if (format == "markdown") return corootctl::report::to_markdown(answer, 3);
  return corootctl::report::to_json(answer, detail);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = read_arguments(argc, argv);
  corootctl::ops::Timings timings;
  const auto diagnosis = corootctl::ops::diagnose_file(arguments.file, {}, &timings);
  if (!diagnosis) {
    fmt::print(stderr, "error: {}\n", describe(diagnosis.error()));
    return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const std::string text =
      render(diagnosis->answer, arguments.format,
             arguments.explain ? corootctl::report::Detail::explained : corootctl::report::Detail::usual);
  std::fwrite(text.data(), 1, text.size(), stdout);
  timings.write_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (arguments.timings) fmt::print(stderr, "{}\n", to_text(timings));
  return 0;
}
