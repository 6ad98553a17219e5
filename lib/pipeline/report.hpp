/// What a pipeline is told, whichever verb it comes from: cases that were judged, and what was found in them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace corootctl::pipeline {

enum class Level { note, warning, error };

/// A kind of finding. Its id is stable: files that accept findings name it.
struct Rule {
  std::string id{};       ///< "CRT107", "rca.root_cause"
  std::string name{};     ///< "pod-security"
  std::string title{};    ///< a few words
  std::string meaning{};  ///< what a finding means
  std::string fix{};      ///< what to do about it
  Level level = Level::error;
};

/// How a finding stands to an earlier answer; `none` = nothing was compared.
enum class Baseline { none, is_new, unchanged, absent };

struct Finding {
  Level level = Level::error;
  bool fails = false;     ///< its case is a failed one
  std::string cluster{};  ///< "" = of all
  std::string object{};   ///< "Namespace coroot", "shop:Deployment:orders"; "" = the cluster itself
  std::string message{};
  bool names_place = false;  ///< the message says cluster and object itself
  std::string hint{};        ///< the next thing to do; "" = what the rule says
  std::string url{};         ///< a page about it; "" = none is known
  Baseline baseline = Baseline::none;
};

/// What could not be judged, or not be read.
struct Unjudged {
  std::string cluster{};
  std::string why{};
};

/// One thing that was looked at.
struct Case {
  std::string name{};
  std::string rule{};  ///< id; its findings are of this kind
  std::vector<Finding> findings{};
  std::vector<Unjudged> unjudged{};
  bool is_skipped = false;  ///< nothing of it could be judged
  std::string text{};       ///< the whole story; "" = its findings tell it
};

struct Report {
  std::string verb{};
  std::string file{};  ///< file of the repository that all of it is about, relative to its root; "" = none
  std::vector<Rule> rules{};
  std::vector<Case> cases{};
  std::vector<Unjudged> unread{};  ///< clusters that could not be read at all
};

/// "prod-a: Namespace coroot: it enforces baseline": cluster, object and message, the first two where they are known.
std::string placed(const Finding& finding);
std::string placed(const Unjudged& unjudged);

/// The finding's own hint, else the rule's.
std::string hint_of(const Finding& finding, const Rule& rule);

/// What to say in one piece: place, message, hint, address.
std::string told(const Finding& finding, const Rule& rule);

/// The rule of that id, and its place among the report's rules. Every case names one that is there.
std::size_t index_of(const Report& report, const std::string& rule);
const Rule& rule_of(const Report& report, const Case& judged);

/// "prod-a/Namespace coroot": stands for a file where a form wants one and there is none.
std::string place_of(const Finding& finding);

}  // namespace corootctl::pipeline
