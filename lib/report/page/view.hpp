/// A list or a map as one web page that stands for itself, in the look of an answer's page: what many clusters have,
/// with what to filter it by. No script runs in it and it asks no server for anything.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::report {

/// Empty is "-".
struct ViewCell {
  std::string text{};
  std::string address{};    ///< a link to somewhere else; only http and https become one
  bool is_state = false;    ///< in the colour of its row's state
  bool is_command = false;  ///< to be copied
};

/// The first cell is the heading of the row.
struct ViewRow {
  std::string state{};  ///< what the page can be filtered by: critical, warning, info, unknown, ok, open, resolved
  std::vector<ViewCell> cells{};
};

struct ViewTable {
  std::string heading{};
  std::string summary{};  ///< "12 apps: 2 critical, 10 ok"
  bool is_open = true;    ///< else only heading and summary are seen until somebody opens it
  std::vector<std::string> columns{};
  std::vector<ViewRow> rows{};
};

struct ViewFact {
  std::string label{}, value{}, note{};
};

struct ViewPage {
  std::string kind{};   ///< "Apps"
  std::string scope{};  ///< the project
  std::string state{};  ///< of the whole: a row's, with its colour
  std::string claim{};  ///< one sentence
  std::vector<ViewFact> facts{};
  std::vector<std::string> gaps{};  ///< what could not be read
  document::Value map{};            ///< graph_value, with "hint"; null = none
  std::vector<ViewTable> tables{};
  std::string command{};  ///< that made the page
};

/// A choice of states stands above the tables when their rows have more than one. The same arguments give the same
/// bytes. Errors: as fill_page.
Result<std::string> to_page(const ViewPage& page);

/// "12 apps: 2 critical, 10 ok", worst first; the states may be in any order, and `what` is one of them: "app".
std::string count_states(const std::vector<std::string>& states, const std::string& what);

}  // namespace corootctl::report
