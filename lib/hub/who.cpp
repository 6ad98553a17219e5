#include "hub/who.hpp"

#include "fleet/fan_out.hpp"

namespace corootctl::hub {
namespace {

Result<> ask_one(Who& out, const CorootAccess& access, const fleet::Surroundings& around, const Within& within) {
  CTL_PASS(const auto client, open_coroot(access, "", around, within));
  CTL_PASS(const auto user, client->user(within));
  const bool by_key = !access.login.key.empty() && !access.url.empty() && access.login.user.empty();
  out.login = user.anonymous ? "anonymous role" : by_key ? "service account" : "password";
  out.user = user.name;
  out.role = user.role;
  out.projects = static_cast<int>(user.projects.size());
  return {};
}

}  // namespace

std::vector<Who> ask_who(const WhoRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  const auto begin = [&](std::size_t i) {
    const auto& access = request.servers[i];
    Who out;
    out.server = access.url.empty() ? access.hub->context : access.url;
    out.way = access.url.empty() ? "service proxy" : "direct";
    return out;
  };
  return fleet::report_each(request.servers.size(), request.width, std::move(stop), begin,
                            [&](Who& out, std::size_t i, const std::stop_token& token) {
                              return ask_one(out, request.servers[i], around, {Deadline::in(request.deadline), token});
                            });
}

}  // namespace corootctl::hub
