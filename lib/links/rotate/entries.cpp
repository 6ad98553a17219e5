#include "links/rotate/entries.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::links {
namespace {

using document::List;
using document::Object;
using document::Value;

bool names(const Value& entry, const coroot::KeyRef& ref) {
  const auto& selector = entry["keySecret"];
  return selector["name"].as_string() == ref.secret && selector["key"].as_string() == ref.key;
}

Value entry_of(const coroot::KeyRef& ref, const std::string& description) {
  return Object{{"description", description}, {"keySecret", Object{{"name", ref.secret}, {"key", ref.key}}}};
}

/// A Secret of this name holds a key only while it is exchanged.
constexpr std::string_view next_suffix = "-next-key";

bool is_next(const Value& entry) { return entry.at({"keySecret", "name"}).as_string().ends_with(next_suffix); }

/// What the agents of the member's own cluster send.
bool is_of_agents(const Value& spec, const Value& entry) {
  const auto& selector = spec["apiKeySecret"];
  if (selector.is_object() && entry["keySecret"].is_object())
    return names(entry, {selector["name"].as_string(), selector["key"].as_string()});
  const auto& plain = spec["apiKey"].as_string();
  return !plain.empty() && plain == entry["key"].as_string() && entry["keySecret"].is_null();
}

class Search {
 public:
  Search(const Value& resource, const List& entries, const std::vector<SecretString>& values)
      : spec_(resource["spec"]), entries_(entries), values_(values) {}

  std::optional<std::size_t> find(const std::string& key_name, const SecretString& hub_key) const {
    const auto by_value = [&](std::size_t i) { return !hub_key.empty() && values_[i].equals(hub_key); };
    const auto by_name = [&](std::size_t i) { return entries_[i].at({"keySecret", "key"}).as_string() == key_name; };
    const auto by_words = [&](std::size_t i) {
      return lower(entries_[i]["description"].as_string()).find("multi") != std::string::npos;
    };
    if (const auto found = first(by_value)) return found;
    if (const auto found = first(by_name)) return found;
    if (const auto found = first(by_words)) return found;
    const auto not_of_agents = [&](std::size_t i) { return !is_of_agents(spec_, entries_[i]); };
    const auto only = first(not_of_agents);
    const bool is_one = only && !first([&](std::size_t i) { return i != *only && not_of_agents(i); });
    return is_one ? only : std::nullopt;
  }

 private:
  template <class Fits>
  std::optional<std::size_t> first(Fits fits) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (!is_next(entries_[i]) && fits(i)) return i;
    return std::nullopt;
  }
  const Value& spec_;
  const List& entries_;
  const std::vector<SecretString>& values_;
};

/// Where a plain key shall lie: beside the project's other keys.
std::string secret_beside(const List& entries) {
  for (const auto& entry : entries)
    if (entry["keySecret"].is_object() && !is_next(entry)) return entry.at({"keySecret", "name"}).as_string();
  return "coroot";
}

/// The project's entries in what we own of the resource.
Value with_entries(const Value& live, const std::string& project, List entries) {
  Value out = kube::owned_by(live, kube::field_manager);
  List projects = live.at({"spec", "projects"}).as_list();
  for (auto& each : projects)
    if (each["name"].as_string() == project) each.make({"apiKeys"}) = entries;
  out.make({"spec", "projects"}) = std::move(projects);
  out.make({"metadata", "resourceVersion"}) = live.at({"metadata", "resourceVersion"});
  return out;
}

List entries_in(const Value& live, const std::string& project) {
  const Value* found = coroot::find_project(live, project);
  return found == nullptr ? List{} : (*found)["apiKeys"].as_list();
}

}  // namespace

Result<KeyPlace> find_place(const Value& resource, const std::string& project, const std::string& key_name,
                            const std::vector<SecretString>& values, const SecretString& hub_key) {
  const auto entries = entries_in(resource, project);
  const auto found = Search(resource, entries, values).find(key_name, hub_key);
  if (!found)
    return fail_with_hint(ErrorKind::not_found,
                          "install it with corootctl, or add an apiKeys entry with keySecret key " + key_name,
                          "project {} has no key for other Coroots", project);
  const auto& entry = entries[*found];
  if (is_of_agents(resource["spec"], entry))
    return fail_with_hint(ErrorKind::invalid,
                          "Give other Coroots a key of their own: add an apiKeys entry with keySecret key " + key_name +
                              ", then link again.",
                          "the agents of project {} send the same key as the hub", project);
  KeyPlace out{*found, !entry["keySecret"].is_object(), {}, {}, false, entry["description"].as_string()};
  out.now = out.is_plain ? coroot::KeyRef{secret_beside(entries), key_name}
                         : coroot::KeyRef{entry.at({"keySecret", "name"}).as_string(),
                                          entry.at({"keySecret", "key"}).as_string()};
  out.next = {out.now.secret + std::string(next_suffix), out.now.key};
  out.has_next = std::any_of(entries.begin(), entries.end(), [&](const Value& each) { return names(each, out.next); });
  return out;
}

Value with_next(const Value& live, const std::string& project, const KeyPlace& place) {
  auto entries = entries_in(live, project);
  const bool is_there =
      std::any_of(entries.begin(), entries.end(), [&](const Value& each) { return names(each, place.next); });
  if (!is_there) entries.push_back(entry_of(place.next, "multi, next"));
  return with_entries(live, project, std::move(entries));
}

Value with_one(const Value& live, const std::string& project, const KeyPlace& place) {
  const auto entries = entries_in(live, project);
  const bool is_named =
      std::any_of(entries.begin(), entries.end(), [&](const Value& each) { return names(each, place.now); });
  List out;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_old = place.is_plain && i == place.entry && !entries[i]["keySecret"].is_object();
    if (is_old && !is_named) out.push_back(entry_of(place.now, place.described.empty() ? "multi" : place.described));
    if (!is_old && !names(entries[i], place.next)) out.push_back(entries[i]);
  }
  return with_entries(live, project, std::move(out));
}

}  // namespace corootctl::links
