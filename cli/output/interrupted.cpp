#include "cli/output/interrupted.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t most_listed = 6;  // objects of one cluster: an operator from manifests has twenty

std::string sentence(const char* head, const std::vector<std::string>& parts) {
  return parts.empty() ? "" : fmt::format(" {}: {}.", head, join(parts, "; "));
}

void add(std::vector<std::string>& parts, const std::string& context, const std::vector<std::string>& names) {
  if (!names.empty()) parts.push_back(context + ": " + join_first(names, most_listed));
}

/// Whether the flag's value may be a secret.
bool takes_secret(std::string_view flag) {
  return flag == "--token" || flag == "--password" || flag == "--set" || flag == "--post";
}

std::string without_secret(const std::string& word) {
  const auto equals = word.find('=');
  if (equals != std::string::npos && takes_secret(std::string_view(word).substr(0, equals)))
    return word.substr(0, equals + 1) + "...";
  return hide_userinfo(word, "...@");
}

}  // namespace

std::string interrupted_line(const std::vector<Progressed>& clusters, const std::string& command) {
  std::vector<std::string> done, in_doubt, left;
  for (const auto& cluster : clusters) {
    std::vector<std::string> objects;
    for (const auto& object : cluster.objects) objects.push_back(object.object);
    add(done, cluster.context, objects);
    add(in_doubt, cluster.context, cluster.unfinished.in_doubt);
    add(left, cluster.context, cluster.unfinished.left);
  }
  if (done.empty()) done.emplace_back("nothing");
  return "Interrupted." + sentence("Done", done) + sentence("Perhaps done", in_doubt) + sentence("Not done", left) +
         " Go on with: " + command;
}

Error with_way_on(Error error, const std::string& command) {
  if (error.kind == ErrorKind::cancelled) error.hint = "Nothing was written. Go on with: " + command;
  return error;
}

std::string command_line(const std::vector<std::string>& args) {
  std::string out = "corootctl";
  for (std::size_t i = 0; i < args.size(); ++i) {
    const bool hidden = i > 0 && takes_secret(args[i - 1]);
    out += " " + (hidden ? std::string("...") : shell_word(printable(without_secret(args[i]))));
  }
  return out;
}

}  // namespace corootctl::cli
