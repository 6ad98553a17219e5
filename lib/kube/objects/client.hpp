/// Objects of one cluster. A Reader has no write verbs and gives away nothing that has: who holds one cannot write.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/resources.hpp"
#include "kube/session/session.hpp"

namespace corootctl::kube {

/// "server gitVersion", e.g. v1.34.4, from GET /version.
struct ServerVersion {
  std::string git_version{};
  int major = 0, minor = 0;
};

/// Turns a failed answer into an Error: Status bodies by reason, then code; proxy pages by code (objects 1-3).
/// `action` reads "get Secret coroot/coroot". Conflict texts name the other field managers. Reasons: stale_version for
/// a 409 because the object moved since it was read, not_served for a 404 about the path itself.
Error status_error(const http::Response& response, const std::string& action);

class Discovery;

class Reader {
 public:
  explicit Reader(std::shared_ptr<Session> session);
  /// nullopt when the object (or its whole kind) does not exist.
  Result<std::optional<document::Value>> find(const ObjectRef& ref, const Within& within) const;
  /// not_found when it does not exist.
  Result<document::Value> get(const ObjectRef& ref, const Within& within) const;
  /// Every item, over all pages; namespace "" = all namespaces. An unknown kind is an empty list.
  Result<std::vector<document::Value>> list(const Resource& resource, const std::string& namespace_name,
                                            const std::string& label_selector, const Within& within) const;
  Result<ServerVersion> version(const Within& within) const;
  /// The resource behind apiVersion and kind, by discovery; kept for the life of the Reader's session.
  Result<Resource> discover(const std::string& api_version, const std::string& kind, const Within& within) const;
  /// Whether this user may do it (SelfSubjectAccessReview).
  Result<bool> allowed(const std::string& verb, const Resource& resource, const std::string& namespace_name,
                       const Within& within) const;
  /// For what talks over the same connection: watches, a service proxy.
  const ReadSession& session() const { return session_; }
  const ConnectionSpec& connection() const { return session_.connection(); }

 private:
  ReadSession session_;
  std::shared_ptr<Discovery> discovery_;  ///< shared by copies, so that each kind is asked for once
};

struct ApplyOptions {
  bool force_conflicts = false;
  bool dry_run = false;  ///< dryRun=All: the server checks everything and writes nothing
};

/// One apply: what the server has now, and whether that differs from before.
enum class Outcome { created, changed, unchanged };
struct Applied {
  document::Value object{};
  Outcome outcome = Outcome::unchanged;
};

inline constexpr std::string_view field_manager = "corootctl";

/// A resourceVersion that no object has: an apply with it makes the object, or is stale when there is one (objects 32).
inline constexpr std::string_view no_version = "1";

/// Reader plus the write verbs. Every write names its field manager and validates strictly.
class Client : public Reader {
 public:
  explicit Client(std::shared_ptr<Session> session) : Reader(session), writing_(std::move(session)) {}
  /// Server-side apply of a whole object. Reads the object first to tell what changed (by resourceVersion); with
  /// metadata.resourceVersion in `object` a stale one is a conflict whose reason is stale_version; a field conflict
  /// names the managers (objects 6, 7).
  Result<Applied> apply(const document::Value& object, const Resource& resource, const ApplyOptions& options,
                        const Within& within) const;
  /// The same over an object that was just read (nullopt = it did not exist): one request less.
  Result<Applied> apply_over(const std::optional<document::Value>& before, const document::Value& object,
                             const Resource& resource, const ApplyOptions& options, const Within& within) const;
  Result<document::Value> create(const document::Value& object, const Resource& resource, bool dry_run,
                                 const Within& within) const;
  /// In the background: dependents go after it. Errors: not_found when it does not exist.
  Result<> remove(const ObjectRef& ref, bool dry_run, const Within& within) const;
  const std::shared_ptr<Session>& writing_session() const { return writing_; }

 private:
  std::shared_ptr<Session> writing_;
};

}  // namespace corootctl::kube
