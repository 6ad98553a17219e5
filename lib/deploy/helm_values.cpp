#include "deploy/helm_values.hpp"

#include "base/files.hpp"
#include "document/yaml.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

/// helm keeps every number as a double: of whole numbers above 2^53 the last digits are lost.
Value as_stored(const Value& value) {
  if (value.is_integer()) return static_cast<double>(value.as_integer());
  if (value.is_list()) {
    document::List items;
    for (const auto& item : value.as_list()) items.push_back(as_stored(item));
    return items;
  }
  if (!value.is_object()) return value;
  Object members;
  for (const auto& [key, member] : value.as_object()) members.set(key, as_stored(member));
  return members;
}

/// A null stays: it takes the chart's default away.
void lay_over(Value& values, const Value& above) {
  for (const auto& [key, value] : above.as_object()) {
    auto& place = values.make({key});
    if (place.is_object() && value.is_object()) {
      lay_over(place, value);
    } else {
      place = value;
    }
  }
}

}  // namespace

Result<Value> read_helm_values(const std::vector<std::string>& files) {
  Value values = Object{};
  for (const auto& file : files) {
    CTL_PASS(const auto text, read_file(file));
    CTL_PASS(const auto documents, document::parse_yaml_all(text, file));
    if (documents.size() > 1) {
      return fail_with_hint(ErrorKind::usage, "Give each document a file of its own; --helm-values can be repeated.",
                            "--helm-values {}: {} YAML documents, of which helm 3 reads the first and helm 4 all", file,
                            documents.size());
    }
    if (!documents.empty()) lay_over(values, as_stored(documents.front()));
  }
  return values;
}

}  // namespace corootctl::deploy
