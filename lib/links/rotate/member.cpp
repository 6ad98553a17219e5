#include "links/rotate/member.hpp"

#include <algorithm>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "deploy/execute.hpp"
#include "deploy/wait.hpp"
#include "kube/objects/managed_fields.hpp"
#include "links/server_keys.hpp"
#include "links/soon.hpp"

namespace corootctl::links {
namespace {

using deploy::Action;
using document::Value;

struct Words {
  Stage stage;
  const char* name;
  const char* hint;
};
constexpr Words words[] = {
    {Stage::untouched, "untouched", "The hub reads with the old key. The same command begins the exchange."},
    {Stage::begun, "begun", "The hub reads with the old key, which stays valid. The same command goes on from here."},
    {Stage::both_keys, "both keys",
     "The member accepts both keys, and the hub reads with the old one. The same command goes on from here."},
    {Stage::switched, "switched",
     "The hub has the new key, the member accepts both, and nothing was dropped. The same command goes on from here."},
    {Stage::proven, "proven",
     "The hub reads with the new key; the old one is not forgotten yet. The same command goes on from here."},
    {Stage::rotated, "rotated", ""}};

const Words& words_of(Stage stage) {
  return *std::find_if(std::begin(words), std::end(words), [&](const Words& each) { return each.stage == stage; });
}

SecretString decoded(const Value& text) {
  auto bytes = base64_decode(text.as_string());
  return bytes ? SecretString(std::move(*bytes)) : SecretString();
}

kube::ObjectRef secret_ref(const deploy::Installation& installation, const std::string& name) {
  return {kube::resources::secrets(), installation.namespace_name, name};
}

Result<SecretString> key_at(const kube::Reader& reader, const deploy::Installation& installation,
                            const coroot::KeyRef& ref, const Within& within) {
  CTL_PASS(const auto live, reader.find(secret_ref(installation, ref.secret), within));
  return live ? decoded((*live)["data"][std::string_view(ref.key)]) : SecretString();
}

/// The keys of the project's entries, in their order.
Result<std::vector<SecretString>> entry_values(const kube::Reader& reader, const deploy::Installation& installation,
                                               const std::string& project, const Within& within) {
  std::vector<SecretString> out;
  const Value* found = coroot::find_project(installation.resource, project);
  for (const auto& entry : (*found)["apiKeys"].as_list()) {
    const auto& selector = entry["keySecret"];
    if (!selector.is_object()) {
      out.emplace_back(entry["key"].as_string());
      continue;
    }
    const coroot::KeyRef ref{selector["name"].as_string(), selector["key"].as_string()};
    CTL_PASS(auto value, key_at(reader, installation, ref, within));
    out.push_back(std::move(value));
  }
  return out;
}

/// Who wrote the key that will be overwritten, besides the operator: whoever writes the server's StatefulSet.
Result<std::vector<std::string>> owners_of_key(const kube::Reader& reader, const deploy::Installation& installation,
                                               const coroot::KeyRef& ref, const Within& within) {
  CTL_PASS(const auto secret, reader.find(secret_ref(installation, ref.secret), within));
  if (!secret) return std::vector<std::string>{};
  auto out = kube::other_owners(*secret, kube::field_manager, {"data", ref.key});
  const kube::ObjectRef server{kube::resources::stateful_sets(), installation.namespace_name,
                               coroot::ObjectNames(installation.name).server()};
  CTL_PASS(const auto live, reader.find(server, within));
  const auto operators =
      live ? kube::other_owners(*live, kube::field_manager, {"spec", "template", "spec"}) : std::vector<std::string>{};
  std::erase_if(
      out, [&](const auto& name) { return std::find(operators.begin(), operators.end(), name) != operators.end(); });
  return out;
}

/// Writing, waiting and telling in one member.
class Work {
 public:
  Work(const MemberWish& wish, const fleet::Surroundings& around, const std::stop_token& stop, const SeenMember& seen,
       RotatedMember& report)
      : wish_(wish), around_(around), stop_(stop), seen_(seen), report_(report) {}

  using Entries = Value (*)(const Value&, const std::string&, const KeyPlace&);

  Result<> apply_entries(Entries entries, const char* why, bool dry) {
    deploy::Step step{context(), coroot_ref(), Action::apply, {}, why, "", {}};
    step.merge = [this, entries](const std::optional<Value>& live) -> Result<Value> {
      if (!live) return fail(ErrorKind::not_found, "{} is gone", coroot_ref().describe());
      return entries(*live, wish_.member.project, seen_.place);
    };
    return write(std::move(step), wish_.force_conflicts, dry);
  }

  /// The operator made the value that is overwritten, and never writes it again (operator 15).
  Result<> put_key() {
    const auto ref = secret_ref(seen_.installation, seen_.place.now.secret);
    deploy::Step step{context(), ref, Action::apply, {}, "the new key at the place of the old one", "", {}};
    step.merge = [this, ref](const std::optional<Value>& live) -> Result<Value> {
      Value out = live ? kube::owned_by(*live, kube::field_manager) : Value();
      out.make({"apiVersion"}) = "v1";
      out.make({"kind"}) = "Secret";
      out.make({"metadata", "name"}) = ref.name;
      out.make({"metadata", "namespace"}) = ref.namespace_name;
      if (live) out.make({"metadata", "resourceVersion"}) = live->at({"metadata", "resourceVersion"});
      out.make({"data", seen_.place.now.key}) = base64_encode(seen_.next.reveal());
      return out;
    };
    return write(std::move(step), true, false);
  }

  Result<> remove_next() {
    CTL_RUN(patiently([&](const Within& each) -> Result<> {
      const auto& next = seen_.place.next;
      CTL_PASS(const bool reads, server_reads(*seen_.client, seen_.installation, next.secret, {next.key}, each));
      if (reads) return fail(ErrorKind::no_data, "the server still reads Secret {}", next.secret);
      return {};
    }));
    return write({context(),
                  secret_ref(seen_.installation, seen_.place.next.secret),
                  Action::remove,
                  {},
                  "the new key has the old one's place",
                  "",
                  {}},
                 false, false);
  }

  Result<> wait() {
    const Within within{Deadline::in(wish_.timeout), stop_};
    CTL_PASS(const auto now, patiently([&](const Within& each) {
               return deploy::read_installation(*seen_.client, seen_.installation.namespace_name,
                                                seen_.installation.name, each);
             }));
    auto waited = deploy::wait_until_running(*seen_.client, now, context(), around_, within);
    if (waited.error) return tl::unexpected(std::move(*waited.error));
    return {};
  }

  Result<SecretString> next_key() {
    return patiently(
        [&](const Within& each) { return key_at(*seen_.client, seen_.installation, seen_.place.next, each); });
  }

 private:
  const std::string& context() const { return wish_.member.cluster.context; }
  kube::ObjectRef coroot_ref() const {
    return {kube::resources::coroots(), seen_.installation.namespace_name, seen_.installation.name};
  }

  template <class Ask>
  auto patiently(const Ask& ask) const -> decltype(ask(std::declval<const Within&>())) {
    return deploy::ask_patiently(ask, context(), around_, {Deadline::in(wish_.timeout), stop_});
  }

  Result<> write(deploy::Step step, bool force, bool dry) {
    const deploy::Site site{*seen_.client, seen_.installation.namespace_name, around_, {}};
    auto done = deploy::execute(site, {{std::move(step)}, {}}, {dry, force, {}}, soon(stop_));
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(report_.objects));
    if (done.error) return tl::unexpected(std::move(*done.error));
    return {};
  }

  const MemberWish& wish_;
  const fleet::Surroundings& around_;
  const std::stop_token& stop_;
  const SeenMember& seen_;
  RotatedMember& report_;
};

}  // namespace

std::string_view name_of(Stage stage) { return words_of(stage).name; }
std::string hint_for(Stage stage) { return words_of(stage).hint; }

bool is_finishing(const SeenMember& seen) { return !seen.next.empty() && seen.kept.equals(seen.next); }
bool has_begun(const SeenMember& seen) { return seen.place.has_next || !seen.next.empty(); }

Result<SeenMember> see_member(const MemberWish& wish, const SecretString& hub_key, const fleet::Surroundings& around,
                              Within within) {
  SeenMember out;
  const auto& project = wish.member.project;
  CTL_PASS(out.client, around.connector.client_for(wish.member.cluster, !wish.may_write, within));
  CTL_PASS(out.uid, fleet::cluster_uid(*out.client, within));
  CTL_PASS(out.installation, ops::installation_of(*out.client, wish.member, within));
  CTL_PASS(const auto values, entry_values(*out.client, out.installation, project, within));
  CTL_PASS(out.place, find_place(out.installation.resource, project, wish.key_name, values, hub_key));
  out.current = values[out.place.entry];
  CTL_PASS(out.kept, key_at(*out.client, out.installation, out.place.now, within));
  CTL_PASS(out.next, key_at(*out.client, out.installation, out.place.next, within));
  CTL_PASS(out.owners, owners_of_key(*out.client, out.installation, out.place.now, within));
  if (out.owners.empty() || wish.force_conflicts || is_finishing(out)) return out;
  return fail_with_hint(ErrorKind::conflict,
                        "Give the new key to that tool by hand; or overwrite what it wrote with --force-conflicts.",
                        "{} owns key {} of {}, and would set it back", printable(join(out.owners, ", "), 100),
                        out.place.now.key, secret_ref(out.installation, out.place.now.secret).describe());
}

Result<> add_key(const MemberWish& wish, const SecretString& hub_key, const fleet::Surroundings& around,
                 const std::stop_token& stop, SeenMember& seen, RotatedMember& report) {
  Work work(wish, around, stop, seen, report);
  report.stage = Stage::begun;
  if (!is_finishing(seen)) CTL_RUN(work.apply_entries(with_next, "a second key, which the operator makes", false));
  CTL_RUN(work.wait());
  if (!is_finishing(seen)) {
    CTL_PASS(seen, see_member(wish, hub_key, around, soon(stop)));
    CTL_PASS(seen.next, Work(wish, around, stop, seen, report).next_key());
  }
  if (seen.next.empty())
    return fail(ErrorKind::no_data, "{} has no key {}, which the operator was to make",
                secret_ref(seen.installation, seen.place.next.secret).describe(), seen.place.next.key);
  report.new_fingerprint = deploy::fingerprint(seen.next);
  report.stage = Stage::both_keys;
  return {};
}

Result<> drop_key(const MemberWish& wish, const fleet::Surroundings& around, const std::stop_token& stop,
                  const SeenMember& seen, RotatedMember& report) {
  Work work(wish, around, stop, seen, report);
  if (!is_finishing(seen)) CTL_RUN(work.put_key());
  CTL_RUN(work.apply_entries(with_one, "the new key alone", false));
  CTL_RUN(work.wait());
  CTL_RUN(work.remove_next());
  report.stage = Stage::rotated;
  return {};
}

Result<> try_key(const MemberWish& wish, const fleet::Surroundings& around, const std::stop_token& stop,
                 const SeenMember& seen, RotatedMember& report) {
  if (has_begun(seen)) return {};
  return Work(wish, around, stop, seen, report).apply_entries(with_next, "a second key", true);
}

}  // namespace corootctl::links
