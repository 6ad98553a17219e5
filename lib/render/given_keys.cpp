#include "render/given_keys.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "document/yaml.hpp"

namespace corootctl::render {
namespace {

using document::Value;

constexpr std::size_t shortest_key = 8;

/// What the fleet can do with: project and property.
std::set<std::pair<std::string, std::string>> wanted_keys(const fleetfile::Fleet& fleet) {
  std::set<std::pair<std::string, std::string>> out;
  const auto add = [&](const std::vector<KeySecret>& secrets) {
    for (const auto& secret : secrets)
      for (const auto& entry : secret.entries) out.emplace(entry.project, entry.property);
  };
  add(key_secrets(fleet, fleet.hub, true));
  for (const auto& member : fleet.members) add(key_secrets(fleet, member, false));
  return out;
}

/// Reads the file and gathers what is wrong with it. Names that are not known are not repeated: one may be a key that
/// was written in the wrong place.
class KeysReader {
 public:
  KeysReader(const std::string& source, const fleetfile::Fleet& fleet) : source_(source), wanted_(wanted_keys(fleet)) {}

  void read(const document::MarkedDocument& document) {
    for (const auto& each : document.repeated) complain(each.position, "a name that is there already");
    if (document.another.line > 0) complain(document.another, "a second document begins here");
    if (!document.value.is_object()) complain(document.value.position, "no object of projects with their keys");
    for (const auto& [project, keys] : document.value.as_object()) read_project(project, keys);
  }

  Result<GivenKeys> result() && {
    if (mistakes_.empty()) return std::move(out_);
    return fail_with_hint(ErrorKind::config,
                          fmt::format("Write PROJECT: {{{}: KEY, {}: KEY}}.", agents_property, hub_property), "{}",
                          join(mistakes_, "\n"));
  }

 private:
  void complain(const document::Position& at, const std::string& what) {
    mistakes_.push_back(fmt::format("{}:{}:{}: {}", source_, std::max(at.line, 1), std::max(at.column, 1), what));
  }

  void read_project(const std::string& project, const Value& keys) {
    const auto is_its = [&](const auto& wanted) { return wanted.first == project; };
    if (std::none_of(wanted_.begin(), wanted_.end(), is_its)) {
      complain(keys.key_position, "the fleet has no such project; it has " + join_first(projects(), 8));
    } else if (!keys.is_object()) {
      complain(keys.position, project + ": no object of keys");
    } else {
      for (const auto& [property, key] : keys.as_object()) read_key(project, property, key);
    }
  }

  void read_key(const std::string& project, const std::string& property, const Value& key) {
    const auto what = project + " " + property;
    if (!wanted_.contains({project, property})) {
      complain(key.key_position, project + ": no cluster of the fleet needs a key of this name");
    } else if (!key.is_string()) {
      complain(key.position, fmt::format("{}: a text is needed, and this reads as {}; quote it", what, key.kind()));
    } else if (key.as_string().size() < shortest_key) {
      complain(key.position, fmt::format("{}: shorter than {} characters", what, shortest_key));
    } else if (!is_one_word(key.as_string())) {
      complain(key.position, what + ": has characters that no key has");
    } else {
      out_.emplace(std::pair(project, property), SecretString(key.as_string()));
    }
  }

  std::vector<std::string> projects() const {
    std::vector<std::string> out;
    for (const auto& [project, property] : wanted_)
      if (out.empty() || out.back() != project) out.push_back(project);
    return out;
  }

  static bool is_one_word(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  }

  const std::string& source_;
  std::set<std::pair<std::string, std::string>> wanted_;
  std::vector<std::string> mistakes_{};
  GivenKeys out_{};
};

}  // namespace

Result<GivenKeys> read_given_keys(std::string_view text, const std::string& source, const fleetfile::Fleet& fleet) {
  CTL_PASS(const auto document, document::parse_marked_yaml(text, source));
  KeysReader reader(source, fleet);
  reader.read(document);
  return std::move(reader).result();
}

}  // namespace corootctl::render
