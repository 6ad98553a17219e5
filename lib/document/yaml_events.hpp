/// One YAML document as a flat list of events: the only place that talks to libyaml, the C library that go-yaml (so
/// kubectl) is a port of: the same texts are refused, and a kubeconfig of 2 MB is read in a fifth of the time that
/// yaml-cpp takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

struct Event {
  enum class Kind { scalar, alias, list, map, end };
  Kind kind = Kind::scalar;
  Position position{};
  bool plain = false;      ///< scalar without quotes and without a tag
  std::string tag{};       ///< "" or an explicit tag, long form
  std::string text{};      ///< of a scalar
  std::size_t target = 0;  ///< alias: index of the anchored event; list and map: index of their end
};

struct Stream {
  std::string_view text{};  ///< clean UTF-8
  const std::string& source;
};

/// The events of the first document (empty when there is none); what follows its end is not looked at, as in
/// go-yaml: a second document, or the rest behind a closing brace.
Result<std::vector<Event>> read_first_document(const Stream& stream);

/// The events of every document.
Result<std::vector<std::vector<Event>>> read_documents(const Stream& stream);

}  // namespace corootctl::document
