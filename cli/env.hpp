/// Everything a command touches outside its options; tests replace all of it.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "cli/output/stream.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/style.hpp"
#include "cli/output/talk.hpp"
#include "cli/parse/globals.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::cli {

/// What is known about the terminal. Width 0 = do not cut.
struct Terminal {
  bool in = false, out = false, err = false;
  std::size_t columns = 0;
};

/// Standard input: one line (an answer, a password) without its end, or the error why there is none.
using ReadLine = std::function<Result<std::string>()>;
using MakeConnector = std::function<std::unique_ptr<fleet::Connector>(kube::SessionOptions)>;

/// The process's surroundings, before the command line is read.
struct Surface {
  Output& out;
  Output& err;
  ReadLine read_line{};
  Environment variables{};
  Terminal terminal{};
  const Clock& clock = system_clock();
  MakeConnector make_connector = fleet::make_connector;
  std::stop_token stop{};
};

/// The surroundings of one command, its global flags applied.
struct Env {
  const Surface& surface;
  const Globals& globals;
  Talk& talk;
  Log log{};
  Style style{};      ///< of standard output
  Style err_style{};  ///< of standard error
  Format format = Format::table;
  std::string command{};  ///< what was typed, for a shell, without secrets

  /// Standard output, in one piece.
  void print(std::string_view text) const { surface.out.write(text); }
  void complain(const Error& error) const;  ///< the whole error on standard error
  /// Columns tables have to fit; 0 = never cut.
  std::size_t columns() const { return surface.terminal.out && !globals.plain ? surface.terminal.columns : 0; }
};

/// The real process: descriptors 0 to 2 and its environment.
Surface process_surface(Output& out, Output& err, std::stop_token stop);

}  // namespace corootctl::cli
