/// From settings to a Coroot resource, shared by install (member.yaml) and link-clusters (hub.yaml).
#pragma once

#include "ops/install.hpp"

namespace corootctl::ops {

/// What both templates know: names, service, keys, storage.
document::Value template_parameters(const ResourceSettings& settings, const std::string& namespace_name);

/// The template with its parameters, then --values and --set laid over; they cannot change kind, name or namespace.
Result<document::Value> render_resource(const std::string& template_name, const document::Value& parameters,
                                        const ResourceSettings& settings);

/// Errors: usage, with the rule.
Result<> check_project_name(const std::string& name);

}  // namespace corootctl::ops
