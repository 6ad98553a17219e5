/// Waiting for one object by list and watch, not by asking again and again (objects 16-18).
#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::kube {

/// Whether the object (nullopt = it does not exist) is as awaited; an error ends the wait.
using Awaited = std::function<Result<bool>(const std::optional<document::Value>&)>;

/// Asks `is_met` about the object as it is, and after every change, until it says true. A stream that ends is resumed
/// where it was, a second later at the earliest; a place that the server has forgotten (410) means a new list. Who may
/// not list or watch polls with get. Errors: those of `is_met`; timeout at the deadline; cancelled; what keeps the
/// server from answering at all.
Result<> wait_for(const Reader& reader, const ObjectRef& ref, const Awaited& is_met, const Clock& clock,
                  const Within& within);

}  // namespace corootctl::kube
