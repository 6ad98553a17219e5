/// What a user must be allowed to do for each verb, as data: help, examples, documents and tests read this one table.
#pragma once

#include <string>
#include <vector>

namespace corootctl::rights {

/// Where a rule counts: in the whole cluster, or in the namespace where Coroot runs.
enum class Scope { cluster, home };

/// When a rule is needed, where a caller can know whether it is so.
namespace conditions {
inline constexpr auto definition_there = "the definition is there already";
inline constexpr auto operator_there = "the operator is there already";
inline constexpr auto several_clusters = "several clusters at once";
}  // namespace conditions

/// One line of a Role or ClusterRole. A name may hold %coroot%, %namespace% and %release%.
struct Rule {
  std::string group{};
  std::string resource{};
  std::vector<std::string> names{};  ///< empty = any
  std::vector<std::string> verbs{};
  Scope scope = Scope::home;
  std::string why{};
  std::string when{};  ///< needed only then; "" = always
};

/// One way to use a verb: what kind of cluster it is about and who brings the operator decide which rights it needs.
struct Use {
  std::string verb{};
  std::string place{};        ///< "hub", "member"; "" = any cluster
  std::string operator_by{};  ///< "helm", "manifests", "nobody"; "" = it makes no difference
  std::vector<Rule> rules{};
};

/// All of them, in the order of the help.
const std::vector<Use>& all_uses();

/// The verbs of the table, each once.
std::vector<std::string> known_verbs();

/// Verbs that ask no cluster, so that nobody needs a right for them.
const std::vector<std::string>& verbs_without_rights();

}  // namespace corootctl::rights
