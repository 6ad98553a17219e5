/// The simulated API server's objects: which kinds there are, and a store of what exists. No network, no locks.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::support {

/// A kind the server knows.
struct SimKind {
  std::string group{}, version{}, kind{}, plural{};
  bool namespaced = true;
  bool has_status = false;      ///< PUT/PATCH of .../status is a separate write
  bool has_generation = false;  ///< metadata.generation counts changes outside metadata and status
  bool custom = false;          ///< from a CustomResourceDefinition
  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
};

/// The built-in kinds.
std::vector<SimKind> built_in_kinds();
/// The kinds that a CustomResourceDefinition object defines: one per served version.
std::vector<SimKind> kinds_of_definition(const document::Value& definition);

struct ObjectKey {
  std::string group{}, plural{}, namespace_name{}, name{};
  auto operator<=>(const ObjectKey&) const = default;
};

/// An HTTP answer of the API server.
struct SimAnswer {
  int status = 200;
  document::Value body{};
};

/// One cause of a Status: the reason, the text and the field path.
struct StatusCause {
  std::string reason{}, message{}, field{};
};

/// A Failure Status as the real server sends it.
SimAnswer failure(int code, std::string_view reason, std::string_view message);
SimAnswer failure(int code, std::string_view reason, std::string_view message, const SimKind& kind,
                  std::string_view name, const std::vector<StatusCause>& causes = {});
SimAnswer not_found(const SimKind& kind, std::string_view name);
/// "coroots.coroot.com", "secrets".
std::string qualified_plural(const SimKind& kind);
/// 422 with one or several causes; the message lists them as the real server does.
SimAnswer invalid(const SimKind& kind, std::string_view name, const std::vector<StatusCause>& causes);

class ObjectStore {
 public:
  /// `seed` makes the UIDs of one cluster differ from those of another; the same seed gives the same UIDs.
  explicit ObjectStore(std::string seed) : seed_(std::move(seed)) {}
  const document::Value* find(const ObjectKey& key) const;
  /// Stores it with the next resourceVersion.
  const document::Value& put(const ObjectKey& key, document::Value object);
  /// Removes it and, recursively, what only it owned; a namespace takes its content along.
  void erase(const ObjectKey& key);
  std::vector<const document::Value*> list(const std::string& group, const std::string& plural,
                                           const std::string& namespace_name) const;
  std::vector<ObjectKey> keys() const;
  std::string next_uid();
  /// Removes what only objects own that are gone, also when they went before it was made.
  void collect_garbage();
  std::uint64_t revision() const { return revision_; }

 private:
  bool is_orphan(const document::Value& object) const;

  std::string seed_;
  std::map<ObjectKey, document::Value> objects_{};
  std::map<std::string, int, std::less<>> uids_{};
  std::uint64_t revision_ = 100;
  std::uint64_t made_ = 0;
};

/// Whether labels satisfy a selector such as "a=b,c!=d,e in (x,y),f,!g".
bool matches_selector(const document::Value& labels, std::string_view selector);
/// Whether an object satisfies a field selector over metadata.name, metadata.namespace, involvedObject.* and
/// status.phase.
bool matches_fields(const document::Value& object, std::string_view selector);

/// "metadata.name" and so on of an object.
std::string name_of(const document::Value& object);
std::string namespace_of(const document::Value& object);

}  // namespace corootctl::support
