/// What a further `kubectl apply` of the file behind an object would undo. Client-side apply keeps that file in an
/// annotation and never asks who owns a field (objects 13, 30).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::kube {

/// The file as `kubectl apply` wrote it last; nullopt when that never happened. A Secret's stringData is in its data.
std::optional<document::Value> last_applied(const document::Value& object);

/// Paths of the fields that `manager` applied and that this file has with another value, such as {"spec", "projects"}.
std::vector<std::vector<std::string>> set_back_by_apply(const document::Value& object, std::string_view manager);

/// Another manager and the fields of it, as paths, that an apply of `wanted` over `live` takes away.
struct TakeOver {
  std::string manager{};
  std::vector<std::vector<std::string>> fields{};
};

/// What a forced apply of `wanted` by `manager` takes over, by other manager in the order of the live object; equal
/// values are shared with their owner and are left out (objects 7).
std::vector<TakeOver> take_overs(const document::Value& live, const document::Value& wanted, std::string_view manager);

}  // namespace corootctl::kube
