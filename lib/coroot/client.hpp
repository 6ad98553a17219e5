/// Reading one Coroot server: session, projects, the world of a project, and PromQL through panel data.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "coroot/excerpts.hpp"
#include "coroot/link.hpp"
#include "coroot/panel.hpp"
#include "coroot/report.hpp"
#include "coroot/views.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

/// What helps who may not change the server's projects.
inline constexpr auto may_change_projects =
    "Give --coroot-user and the password of an administrator of the hub's Coroot.";

/// Safe to use from several threads at once; log in before sharing it. Errors of every call: as Link, plus unauthorized
/// (401 of both kinds, 403), not_found, no_data (empty answers), invalid and failed, each with what to do.
class Client {
 public:
  explicit Client(std::unique_ptr<Link> link);

  /// Logs in with a password; the session cookie stays in memory. Coroot has no API tokens for people up to 1.24.5
  /// (coroot-api 5).
  /// Errors: unauthorized for a wrong user or password.
  Result<> login(const std::string& user, const SecretString& password, const Within& within);

  /// Sends this key of a service account with every request, in place of a session (links 5); an empty one stops
  /// that. A server that knows no such keys goes by its anonymous role, or refuses.
  void use_key(SecretString key) { key_ = std::move(key); }

  /// Puts something between us and the server, such as a listener; before the client is shared.
  void go_through(const std::function<std::unique_ptr<Link>(std::unique_ptr<Link>)>& wrap) {
    link_ = wrap(std::move(link_));
  }

  /// Who we are and which projects there are; asks the server each time.
  Result<User> user(const Within& within) const;
  /// The id of a project by its name; the server is asked again only for names that were not there before.
  /// Errors: not_found, with near names in the hint.
  Result<std::string> project_id(const std::string& name, const Within& within) const;

  /// The projects as the last look at the server showed them.
  std::vector<ProjectName> known_projects() const;

  Result<Project> project(const std::string& id, const Within& within) const;
  /// Deletes a project with all that the server keeps under its id (coroot-api 44); one that is gone is deleted, too.
  /// Errors: unauthorized when the user may not change projects.
  Result<> remove_project(const std::string& id, const Within& within) const;
  Result<ProjectStatus> status(const std::string& id, const Within& within) const;
  /// Open ones first, newest first; at most `limit`.
  Result<std::vector<IncidentEntry>> incidents(const std::string& id, int limit, const Within& within) const;
  /// Errors: not_found for a key the project does not have, and for an app that left the server's window.
  Result<IncidentDetail> incident(const std::string& id, const std::string& key, const Within& within) const;
  Result<std::vector<AppEntry>> applications(const std::string& id, const Within& within) const;
  Result<std::vector<MapApp>> map(const std::string& id, const Within& within) const;
  Result<std::vector<NodeEntry>> nodes(const std::string& id, const Within& within) const;
  /// An overview as it is: "applications", "deployments", ...
  Result<document::Value> overview(const std::string& id, const std::string& view, const Within& within) const;

  /// The charts of one application, by the hub's id of it. Errors also: not_found for an app the server does not know.
  Result<AppPage> app_page(const std::string& id, const std::string& application, std::int64_t from_ms,
                           std::int64_t to_ms, const Within& within) const;

  /// Log messages of one application by likeness, over [from_ms, to_ms]. Errors: as app_page, and no_data.
  Result<LogPatterns> log_patterns(const std::string& id, const std::string& application, std::int64_t from_ms,
                                   std::int64_t to_ms, const Within& within) const;
  /// Its spans: how many over all of [from_ms, to_ms], and examples of those that `wanted`, a trace_query(), asks for.
  /// Errors: as app_page; no_data; failed where the member has no trace store.
  Result<Traces> traces(const std::string& id, const std::string& application, std::int64_t from_ms, std::int64_t to_ms,
                        const std::string& wanted, const Within& within) const;

  /// Runs the entries over [from_ms, to_ms]. One failing entry or member fails the whole request (coroot-api 20), so
  /// put one member's queries into one request. The server chooses the step: 15 s at best, 1 minute above 1 h, 5 above
  /// 6 h.
  Result<Panel> panel(const std::string& id, const std::vector<PanelEntry>& entries, std::int64_t from_ms,
                      std::int64_t to_ms, const Within& within) const;

  /// The view of one application's profiles, by the hub's id of it: `profiles`, `status`, `message`. Errors: as
  /// app_page.
  Result<document::Value> profiles(const std::string& id, const std::string& application, const Within& within) const;

  /// Whether the server takes this for some project's API key. Its answer, which may hold other keys, is dropped.
  Result<bool> opens(const SecretString& key, const Within& within) const;

  const Link& link() const { return *link_; }

  /// The address under which people open this server in a browser; "" = none is known.
  const std::string& browser_address() const { return browser_address_; }
  /// Before the client is shared.
  void set_browser_address(std::string address) { browser_address_ = std::move(address); }

 private:
  Result<http::Response> send(Ask ask, const Within& within) const;
  Result<document::Value> get(const std::string& path, std::vector<std::pair<std::string, std::string>> query,
                              const Within& within) const;
  Result<document::Value> get_of_project(const std::string& id, const std::string& rest,
                                         std::vector<std::pair<std::string, std::string>> query,
                                         const Within& within) const;

  std::unique_ptr<Link> link_;
  std::string browser_address_{};
  SecretString cookie_{};  ///< "coroot_session=..."
  SecretString key_{};     ///< of a service account
  mutable std::mutex known_mutex_{};
  mutable std::map<std::string, std::string> known_projects_{};  ///< name to id
};

}  // namespace corootctl::coroot
