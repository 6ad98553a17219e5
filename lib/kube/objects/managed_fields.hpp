/// Who owns which field of an object (metadata.managedFields, fieldsV1). An apply must always send everything its
/// manager owns, or the server removes what is left out (objects 8).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::kube {

/// The object cut down to what `manager` applied: apiVersion, kind, name, namespace and its owned fields. Lists with
/// keyed items are taken whole.
document::Value owned_by(const document::Value& object, std::string_view manager);

/// The object without what the server keeps in its metadata: managedFields, resourceVersion, generation, uid and
/// creationTimestamp. What is left tells two states apart.
document::Value without_bookkeeping(document::Value object);

/// When an apply of `manager` last changed the object; nullopt when none did.
std::optional<std::chrono::system_clock::time_point> last_applied_at(const document::Value& object,
                                                                     std::string_view manager);

/// When the member at `path`, or anything else of a manager that owns it, was last written: the server keeps one time
/// for all fields of a manager. nullopt when nobody is known to own it.
std::optional<std::chrono::system_clock::time_point> last_written_at(const document::Value& object,
                                                                     const std::vector<std::string>& path);

/// The managers (other than `manager`) that own the member at `path` or anything below it, without repeats.
std::vector<std::string> other_owners(const document::Value& object, std::string_view manager,
                                      const std::vector<std::string>& path);

}  // namespace corootctl::kube
