#include "converge/survey.hpp"

#include <algorithm>
#include <utility>

#include "deploy/installations.hpp"
#include "deploy/operator_source.hpp"
#include "deploy/operators.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::converge {
namespace {

void choose(std::vector<deploy::Installation> all, const std::string& namespace_name, Surveyed& out) {
  if (all.empty()) return;
  auto chosen =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.namespace_name == namespace_name; });
  if (chosen == all.end()) chosen = all.begin();
  if (all.size() > 1)
    out.gaps.push_back(fmt::format("there are {} Coroot resources, and {}/{} is taken", all.size(),
                                   chosen->namespace_name, chosen->name));
  if (chosen->namespace_name != namespace_name)
    out.gaps.push_back(fmt::format("Coroot is in namespace {}, not in {}", chosen->namespace_name, namespace_name));
  out.installation = std::move(*chosen);
}

/// Whether the operator is another one than install would bring or update.
Result<> find_operator(const kube::Reader& reader, const std::string& namespace_name, const Within& within,
                       Surveyed& out) {
  const auto operators = deploy::find_operators(reader, namespace_name, within);
  if (!operators && operators.error().kind == ErrorKind::unauthorized) {
    out.gaps.push_back("operator: " + describe(operators.error()));
    return {};
  }
  if (!operators) return tl::unexpected(operators.error());
  const deploy::OperatorSource usual;
  const auto is_usual = [&](const deploy::Operator& each) {
    return each.namespace_name == namespace_name && each.release == usual.release;
  };
  const auto& found = operators->found;
  if (found.empty() || std::any_of(found.begin(), found.end(), is_usual)) return {};
  out.other_operator = found.front().describe();
  return {};
}

}  // namespace

std::vector<Surveyed> survey(const SurveyRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  return fleet::report_each(
      request.clusters.size(), request.width, std::move(stop),
      [&](std::size_t i) { return Surveyed{.context = request.clusters[i].context}; },
      [&](Surveyed& out, std::size_t i, const std::stop_token& token) -> Result<> {
        Within within{Deadline::in(request.deadline), token};
        CTL_PASS(const auto reader, around.connector.reader_for(request.clusters[i], within));
        CTL_PASS(auto found, deploy::find_readable_installations(reader, within));
        if (found.gap) out.gaps.push_back(*found.gap);
        CTL_PASS(out.role, deploy::role_of(reader, found.all, within));
        choose(std::move(found.all), request.namespace_name, out);
        return find_operator(reader, request.namespace_name, within, out);
      });
}

}  // namespace corootctl::converge
