/// Collecting from a fake hub, and looking into what came out.
#pragma once

#include "collect/collect.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests {

/// For all of prod-global, at the hub's time.
collect::CollectRequest request_for(const FakeHub& hub);
Result<collect::Collected> try_collect(const FakeHub& hub, const collect::CollectRequest& request,
                                       std::shared_ptr<Asked> asked = nullptr);
/// Must not fail.
collect::Collected collect(const FakeHub& hub);

std::vector<std::string> calls_of(const signals::Snapshot& snapshot);     ///< "from -> to"
std::vector<std::string> gaps_of(const std::vector<signals::Gap>& gaps);  ///< "subject: what"
const signals::App& app(const signals::Snapshot& snapshot, const std::string& id);
float at(const signals::SeriesBag& bag, const std::string& signal, std::size_t point);

/// One entry of a hub's list, broken by its latency; its key is "k" and the last three digits of the time.
std::string open_incident(const std::string& id, std::int64_t at_ms);
/// A hub's answer with these entries.
http::Response incidents(const std::string& list);

}  // namespace corootctl::tests
