/// A stand-in for the hub's Coroot server: a recorded incident that looks live, panel data from the recording or from a
/// real Prometheus, and the failures that were measured on real servers (coroot-api 17-20).
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "http/transport.hpp"
#include "support/coroot/panel.hpp"
#include "support/coroot/recording.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

/// What is wrong with a member, as the hub meets it. For an aggregate: `typo` = it has a member that does not exist,
/// `old` = the hub is too old for panel data, `forbidden` = the user may not query metrics.
/// `tunnel` = metrics pass, the way to its ClickHouse does not; `portless` = its cluster agent reports no Service
/// ports.
enum class MemberFault { none, down, hanging, wrong_key, wrong_url, empty, typo, old, forbidden, tunnel, portless };
/// "ok", "down", "hang", "wrong-key", "wrong-url", "empty", "typo", "old", "forbidden", "tunnel", "portless".
std::optional<MemberFault> parse_member_fault(std::string_view text);

struct CorootOptions {
  std::string address = "127.0.0.1";
  int port = 0;
  std::string scenario{};  ///< directory with answers/
  std::string more{};  ///< another one, whose answers come first: logs and traces; "" = the members have no ClickHouse
  std::map<std::string, std::string> prometheus{};  ///< project name to URL
  std::string own_project{};                        ///< the hub's own cluster; empty = the aggregate's last member
  SecretString password{};                          ///< of "admin"; empty = everybody is anonymous
  std::string anonymous_role = "Viewer";
  SecretString service_key{};  ///< of service account "pipeline", an Editor; empty = too old for them
  bool first_start = false;    ///< a login server whose administrator has no password yet
};

/// A project of the server's configuration.
struct ConfiguredProject {
  std::string name{};
  std::string remote_url{};  ///< of a remote project; "" = another kind
};

class StandInCoroot {
 public:
  static Result<std::unique_ptr<StandInCoroot>> start(CorootOptions options);
  ~StandInCoroot();
  StandInCoroot(const StandInCoroot&) = delete;
  StandInCoroot& operator=(const StandInCoroot&) = delete;
  std::string url() const;
  void set_fault(const std::string& project, MemberFault fault);
  /// Which projects exist; nullopt = all that were recorded.
  void set_projects(std::optional<std::set<std::string>> names);
  /// Whether a project's id is taken for its key, as servers up to 1.24.5 do (coroot-api 45).
  void set_ids_open(bool are_open) { ids_open_ = are_open; }
  /// The members of aggregates; one that is not named has those that were recorded.
  void set_members(std::map<std::string, std::vector<std::string>> members);
  /// A start with this configuration: projects that are not known yet are made, those that are keep their records; what
  /// a remote project says is written into its record, and nothing ever takes it out again (coroot-api 44).
  void restart(const std::vector<ConfiguredProject>& projects);
  /// How often it has started so.
  int starts() const;
  /// Where the data of a project are read: "" = the server's own store; nullopt = no such project.
  std::optional<std::string> source_of(const std::string& project) const;
  /// nullopt = no such project.
  std::optional<std::string> id_of(const std::string& project) const;
  /// "METHOD path?query" of every request so far.
  std::vector<std::string> calls() const;
  /// Live time minus recorded time in force.
  std::int64_t shift_ms() const;

 private:
  /// What the server keeps of a project.
  struct Record {
    std::string id{};
    std::string remote_url{};
  };

  explicit StandInCoroot(CorootOptions options) : options_(std::move(options)) {}
  ServedResponse answer(const ServedRequest& request, std::stop_token stop);
  std::optional<ServedResponse> session(const ServedRequest& request);
  ServedResponse login(const ServedRequest& request);
  bool is_signed_in(const ServedRequest& request) const;
  bool is_service(const ServedRequest& request) const;
  ServedResponse answer_project(const ServedRequest& request, const std::string& id, const std::string& rest,
                                std::stop_token stop);
  ServedResponse panel(const ServedRequest& request, const std::string& project, std::stop_token stop);
  RangeAnswer query(const std::string& datasource, const RangeQuery& query, std::int64_t shift, std::stop_token stop);
  ServedResponse world(const std::string& project, const std::string& path, const std::string& rest);
  ServedResponse recorded(const std::string& path);
  ServedResponse users(const ServedRequest& request);
  ServedResponse database(const ServedRequest& request);
  ServedResponse remove(const std::string& id);
  bool is_admin() const { return !options_.password.empty() || options_.anonymous_role == "Admin"; }
  std::map<std::string, Record> records() const;
  std::optional<std::vector<std::string>> members_of(const std::string& project) const;
  MemberFault fault_of(const std::string& project) const;
  /// The worst of a project itself and, for an aggregate, its members.
  std::pair<std::string, MemberFault> trouble_of(const std::string& project) const;
  std::int64_t current_shift();

  CorootOptions options_;
  std::shared_ptr<const Recording> recording_{};
  std::unique_ptr<http::Transport> transport_{};
  std::string signing_key_{};
  mutable std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::map<std::string, MemberFault> faults_{};
  std::optional<std::map<std::string, Record>> records_{};  ///< nullopt = those that were recorded
  std::set<std::string> made_before_{};                     ///< a project that is made again gets another id
  int starts_ = 0;
  std::atomic<bool> ids_open_{true};
  std::map<std::string, std::vector<std::string>> members_{};
  std::vector<std::string> calls_{};
  std::int64_t shift_ms_ = 0;
  std::int64_t shifted_at_ms_ = 0;  ///< when the shift was chosen
  std::int64_t last_call_ms_ = 0;
  std::unique_ptr<HttpServer> server_{};
};

/// Adds `shift_ms` to every epoch-millisecond number of a JSON text that lies within a month around `recorded_at_ms`.
std::string shift_times(const std::string& json, std::int64_t recorded_at_ms, std::int64_t shift_ms);

}  // namespace corootctl::support
