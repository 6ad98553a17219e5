/// Field ownership: metadata.managedFields and server-side apply (objects 6-9).
/// Maps are granular, every list is atomic; that is exact for the Coroot resource, whose lists carry no list-type.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "document/value.hpp"
#include "support/cluster/objects.hpp"

namespace corootctl::support {

using FieldPath = std::vector<std::string>;
using FieldSet = std::set<FieldPath>;

/// ".spec.projects"
std::string path_text(const FieldPath& path);
/// The fields of an object that somebody can own: scalars, lists and empty maps, without identity and server-kept
/// metadata.
FieldSet owned_fields(const document::Value& object);

struct FieldManager {
  std::string name{}, operation{}, subresource{}, api_version{}, time{};
  FieldSet fields{};
};
std::vector<FieldManager> read_managers(const document::Value& object);
void write_managers(document::Value& object, const std::vector<FieldManager>& managers);

/// Who writes, how and when.
struct Writer {
  std::string manager{}, subresource{}, api_version{}, time{};
  bool force = false;
};

struct ApplyOutcome {
  std::vector<StatusCause> conflicts{};  ///< not empty: nothing was applied
  std::string conflict_message{};
  document::Value object{};
};

/// Lays `config` over `live` for one manager: conflicts with others unless forced, removal of what this manager applied
/// before and leaves out now. `live` is null when the object does not exist.
ApplyOutcome apply_fields(const document::Value& live, const document::Value& config, const Writer& writer);

/// Notes in `after` that `writer` changed what differs from `before` (PUT, POST, merge patch).
void record_update(const document::Value& before, document::Value& after, const Writer& writer);

}  // namespace corootctl::support
