/// A stand-in for the hub's Coroot server: a recorded incident that looks live, panel data from the recording or from a
/// real Prometheus, and the failures that were measured on real servers (coroot-api 17-20).
#pragma once

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
enum class MemberFault { none, down, hanging, wrong_key, wrong_url, empty, typo, old, forbidden };
/// "ok", "down", "hang", "wrong-key", "wrong-url", "empty", "typo", "old", "forbidden".
std::optional<MemberFault> parse_member_fault(std::string_view text);

struct CorootOptions {
  std::string address = "127.0.0.1";
  int port = 0;
  std::string scenario{};  ///< directory with answers/
  std::string more{};  ///< another one, whose answers come first: logs and traces; "" = the members have no ClickHouse
  std::map<std::string, std::string> prometheus{};  ///< project name to URL
  std::string own_project{};                        ///< the hub's own cluster; empty = the aggregate's last member
  SecretString password{};                          ///< of "admin"; empty = everybody is an anonymous Viewer
  SecretString service_key{};  ///< of service account "pipeline", an Editor; empty = too old for them
  bool first_start = false;    ///< a login server whose administrator has no password yet
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
  /// The members of aggregates; one that is not named has those that were recorded.
  void set_members(std::map<std::string, std::vector<std::string>> members);
  /// "METHOD path?query" of every request so far.
  std::vector<std::string> calls() const;
  /// Live time minus recorded time in force.
  std::int64_t shift_ms() const;

 private:
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
  bool exists(const std::string& project) const;
  std::optional<std::vector<std::string>> members_of(const std::string& project) const;
  MemberFault fault_of(const std::string& project) const;
  /// The worst of a project itself and, for an aggregate, its members.
  std::pair<std::string, MemberFault> trouble_of(const std::string& project) const;
  std::int64_t current_shift();

  CorootOptions options_;
  Recording recording_{};
  std::unique_ptr<http::Transport> transport_{};
  std::string signing_key_{};
  mutable std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::map<std::string, MemberFault> faults_{};
  std::optional<std::set<std::string>> projects_{};
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
