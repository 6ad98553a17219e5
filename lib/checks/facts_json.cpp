#include "checks/facts_json.hpp"

#include <tuple>
#include <utility>

namespace corootctl::checks {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr auto schema = "corootctl.facts/v1";

/// The members of each record: one list for writing and for reading.
template <class Record>
struct Fields;

template <>
struct Fields<Gap> {
  static constexpr auto all = std::tuple(std::pair("part", &Gap::part), std::pair("why", &Gap::why));
};
template <>
struct Fields<Failure> {
  static constexpr auto all = std::tuple(std::pair("kind", &Failure::kind), std::pair("what", &Failure::what),
                                         std::pair("hint", &Failure::hint));
};
template <>
struct Fields<Node> {
  static constexpr auto all = std::tuple(std::pair("name", &Node::name), std::pair("kubelet", &Node::kubelet),
                                         std::pair("kernel", &Node::kernel), std::pair("os", &Node::os),
                                         std::pair("ready", &Node::ready), std::pair("addresses", &Node::addresses));
};
template <>
struct Fields<Right> {
  static constexpr auto all = std::tuple(
      std::pair("purpose", &Right::purpose), std::pair("verb", &Right::verb), std::pair("resource", &Right::resource),
      std::pair("group", &Right::group), std::pair("namespace_name", &Right::namespace_name),
      std::pair("allowed", &Right::allowed), std::pair("name", &Right::name), std::pair("when", &Right::when));
};
template <>
struct Fields<Quota> {
  static constexpr auto all = std::tuple(std::pair("name", &Quota::name), std::pair("resource", &Quota::resource),
                                         std::pair("hard", &Quota::hard), std::pair("used", &Quota::used));
};
template <>
struct Fields<Namespace> {
  static constexpr auto all =
      std::tuple(std::pair("name", &Namespace::name), std::pair("exists", &Namespace::exists),
                 std::pair("level", &Namespace::level), std::pair("refusal", &Namespace::refusal),
                 std::pair("hint", &Namespace::hint));
};
template <>
struct Fields<Definition> {
  static constexpr auto all = std::tuple(
      std::pair("exists", &Definition::exists), std::pair("established", &Definition::established),
      std::pair("knows_remote", &Definition::knows_remote), std::pair("knows_aggregate", &Definition::knows_aggregate));
};
template <>
struct Fields<Operator> {
  static constexpr auto all =
      std::tuple(std::pair("namespace_name", &Operator::namespace_name), std::pair("object", &Operator::object),
                 std::pair("release", &Operator::release), std::pair("image", &Operator::image),
                 std::pair("chart", &Operator::chart), std::pair("trouble", &Operator::trouble),
                 std::pair("hint", &Operator::hint));
};
template <>
struct Fields<Component> {
  static constexpr auto all =
      std::tuple(std::pair("name", &Component::name), std::pair("object", &Component::object),
                 std::pair("image", &Component::image), std::pair("reason", &Component::reason),
                 std::pair("hint", &Component::hint), std::pair("found", &Component::found),
                 std::pair("ready", &Component::ready), std::pair("failed", &Component::failed),
                 std::pair("stopped", &Component::stopped), std::pair("unseen", &Component::unseen),
                 std::pair("pods_ready", &Component::pods_ready), std::pair("pods_wanted", &Component::pods_wanted));
};
template <>
struct Fields<Key> {
  static constexpr auto all = std::tuple(std::pair("place", &Key::place), std::pair("state", &Key::state),
                                         std::pair("fingerprint", &Key::fingerprint));
};
template <>
struct Fields<Project> {
  static constexpr auto all =
      std::tuple(std::pair("name", &Project::name), std::pair("kind", &Project::kind),
                 std::pair("place", &Project::place), std::pair("keys", &Project::keys),
                 std::pair("url", &Project::url), std::pair("metric_resolution", &Project::metric_resolution),
                 std::pair("tls_skip_verify", &Project::tls_skip_verify), std::pair("members", &Project::members),
                 std::pair("has_overrides", &Project::has_overrides));
};
template <>
struct Fields<Account> {
  static constexpr auto all = std::tuple(std::pair("name", &Account::name), std::pair("keys", &Account::keys));
};
template <>
struct Fields<Misread> {
  static constexpr auto all = std::tuple(std::pair("project", &Misread::project), std::pair("what", &Misread::what),
                                         std::pair("hint", &Misread::hint));
};
template <>
struct Fields<Installation> {
  static constexpr auto all =
      std::tuple(std::pair("namespace_name", &Installation::namespace_name), std::pair("name", &Installation::name),
                 std::pair("agents_only", &Installation::agents_only), std::pair("status", &Installation::status),
                 std::pair("errors", &Installation::errors), std::pair("error_fields", &Installation::error_fields),
                 std::pair("projects", &Installation::projects), std::pair("accounts", &Installation::accounts),
                 std::pair("agents_key", &Installation::agents_key),
                 std::pair("refresh_interval", &Installation::refresh_interval),
                 std::pair("components", &Installation::components), std::pair("misread", &Installation::misread),
                 std::pair("unwritten", &Installation::unwritten));
};
template <>
struct Fields<ClockReading> {
  static constexpr auto all = std::tuple(std::pair("ahead_ms", &ClockReading::ahead_ms),
                                         std::pair("uncertain_ms", &ClockReading::uncertain_ms));
};
template <>
struct Fields<Cluster> {
  static constexpr auto all = std::tuple(
      std::pair("context", &Cluster::context), std::pair("failure", &Cluster::failure), std::pair("uid", &Cluster::uid),
      std::pair("version", &Cluster::version), std::pair("clock", &Cluster::clock), std::pair("nodes", &Cluster::nodes),
      std::pair("storage_classes", &Cluster::storage_classes), std::pair("quotas", &Cluster::quotas),
      std::pair("rights", &Cluster::rights), std::pair("space", &Cluster::space),
      std::pair("definition", &Cluster::definition), std::pair("operators", &Cluster::operators),
      std::pair("installations", &Cluster::installations), std::pair("being_deleted", &Cluster::being_deleted),
      std::pair("service_ranges", &Cluster::service_ranges), std::pair("runs_flux", &Cluster::runs_flux),
      std::pair("gaps", &Cluster::gaps));
};
template <>
struct Fields<Address> {
  static constexpr auto all = std::tuple(
      std::pair("project", &Address::project), std::pair("url", &Address::url), std::pair("from", &Address::from),
      std::pair("outcome", &Address::outcome), std::pair("detail", &Address::detail),
      std::pair("expires_ms", &Address::expires_ms), std::pair("inside", &Address::inside));
};
template <>
struct Fields<Member> {
  static constexpr auto all = std::tuple(
      std::pair("project", &Member::project), std::pair("url", &Member::url), std::pair("context", &Member::context),
      std::pair("state", &Member::state), std::pair("detail", &Member::detail), std::pair("hint", &Member::hint),
      std::pair("ok", &Member::ok), std::pair("last_data_ms", &Member::last_data_ms),
      std::pair("agents", &Member::agents), std::pair("store", &Member::store),
      std::pair("store_detail", &Member::store_detail), std::pair("port_series", &Member::port_series));
};
template <>
struct Fields<Aggregate> {
  static constexpr auto all =
      std::tuple(std::pair("name", &Aggregate::name), std::pair("members", &Aggregate::members),
                 std::pair("status", &Aggregate::status), std::pair("action", &Aggregate::action),
                 std::pair("message", &Aggregate::message));
};
template <>
struct Fields<Hub> {
  static constexpr auto all =
      std::tuple(std::pair("context", &Hub::context), std::pair("namespace_name", &Hub::namespace_name),
                 std::pair("name", &Hub::name), std::pair("failure", &Hub::failure),
                 std::pair("server_version", &Hub::server_version), std::pair("members", &Hub::members),
                 std::pair("aggregates", &Hub::aggregates), std::pair("projects", &Hub::projects),
                 std::pair("open_by_id", &Hub::open_by_id), std::pair("gaps", &Hub::gaps));
};
template <>
struct Fields<Helm> {
  static constexpr auto all = std::tuple(std::pair("program", &Helm::program), std::pair("version", &Helm::version),
                                         std::pair("trouble", &Helm::trouble));
};
template <>
struct Fields<Facts> {
  static constexpr auto all =
      std::tuple(std::pair("taken_at_ms", &Facts::taken_at_ms), std::pair("namespace_name", &Facts::namespace_name),
                 std::pair("clusters", &Facts::clusters), std::pair("hub", &Facts::hub),
                 std::pair("addresses", &Facts::addresses), std::pair("helm", &Facts::helm));
};

Value written(const std::string& text) { return text; }
Value written(bool value) { return value; }
Value written(std::int64_t value) { return value; }

template <class Record>
Value written(const Record& record);

template <class Item>
Value written(const std::optional<Item>& item) {
  return item ? written(*item) : Value();
}

template <class Item>
Value written(const std::vector<Item>& items) {
  List out;
  for (const auto& item : items) out.push_back(written(item));
  return out;
}

template <class Record>
Value written(const Record& record) {
  Object out;
  std::apply([&](const auto&... field) { (out.set(field.first, written(record.*field.second)), ...); },
             Fields<Record>::all);
  return out;
}

void read(const Value& value, std::string& into) { into = value.as_string(); }
void read(const Value& value, bool& into) { into = value.as_bool(); }
void read(const Value& value, std::int64_t& into) { into = value.as_integer(); }

template <class Record>
void read(const Value& value, Record& into);

template <class Item>
void read(const Value& value, std::optional<Item>& into) {
  if (value.is_null()) return;
  read(value, into.emplace());
}

template <class Item>
void read(const Value& value, std::vector<Item>& into) {
  for (const auto& item : value.as_list()) read(item, into.emplace_back());
}

template <class Record>
void read(const Value& value, Record& into) {
  std::apply([&](const auto&... field) { (read(value[field.first], into.*field.second), ...); }, Fields<Record>::all);
}

}  // namespace

Value to_value(const Facts& facts) {
  Object out{{"schema", schema}};
  auto members = written(facts);
  for (auto& [key, value] : members.object()) out.set(key, std::move(value));
  return out;
}

Result<Facts> read_facts(const Value& document) {
  const auto& said = document["schema"].as_string();
  if (said != schema) return fail(ErrorKind::config, "not facts of checks: schema is \"{}\", not {}", said, schema);
  Facts out;
  read(document, out);
  return out;
}

}  // namespace corootctl::checks
