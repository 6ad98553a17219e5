/// One look at a namespace: workloads, and what explains why they do not run.
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// Read once, asked for every component.
struct Observed {
  document::List workloads{}, pods{}, claims{}, events{};
};

/// Claims and events only explain: a user who may not read them still gets the rest.
Result<Observed> observe(const kube::Reader& reader, const std::string& namespace_name, const Within& within);

/// nullptr when there is none.
const document::Value* find_workload(const Observed& seen, const std::string& kind, const std::string& name);

/// The reasons why the workload's pods do not run, the most telling first: their own trouble, volumes, warnings.
std::vector<std::string> troubles_of(const Observed& seen, const document::Value& workload);

}  // namespace corootctl::deploy
