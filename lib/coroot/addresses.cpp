#include "coroot/addresses.hpp"

#include <algorithm>

#include "http/url.hpp"

namespace corootctl::coroot {
namespace {

std::string below(const Addresses& addresses, const std::string& path) {
  return http::join_path(addresses.base, "/p/" + http::encode_component(addresses.project_id) + path);
}

/// A colon is allowed in a path; Coroot itself leaves it as it is.
std::string encoded_id(const std::string& id) {
  std::string out;
  for (std::size_t from = 0; from <= id.size();) {
    const auto colon = std::min(id.find(':', from), id.size());
    out += (from == 0 ? "" : ":") + http::encode_component(std::string_view(id).substr(from, colon - from));
    from = colon + 1;
  }
  return out;
}

}  // namespace

std::string address_of_app(const Addresses& addresses, const std::string& app) {
  if (addresses.base.empty() || split_app(app).cluster.empty()) return "";
  const auto colon = app.find(':');
  const auto found = std::find_if(addresses.projects.begin(), addresses.projects.end(),
                                  [&](const auto& each) { return each.name == app.substr(0, colon); });
  const auto id = found == addresses.projects.end() ? app : found->id + app.substr(colon);
  return below(addresses, "/applications/" + encoded_id(id));
}

std::string address_of_incident(const Addresses& addresses, const std::string& key) {
  if (addresses.base.empty() || key.empty()) return "";
  return below(addresses, "/incidents?incident=" + http::encode_component(key));
}

}  // namespace corootctl::coroot
