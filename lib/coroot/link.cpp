#include "coroot/link.hpp"

#include "http/url.hpp"

namespace corootctl::coroot {

namespace {

/// Coroot itself takes request lines of 700 kB, ingresses between 8 and 16 kB. All queries of one member fit 24 kB;
/// where something refuses that length, callers halve the request, which costs one short round trip.
constexpr std::size_t longest_direct = 24'000;

class DirectLink : public Link {
 public:
  DirectLink(std::shared_ptr<http::Transport> transport, std::string base_url)
      : transport_(std::move(transport)), base_url_(std::move(base_url)) {}

  Result<http::Response> send(const Ask& ask, Deadline deadline, std::stop_token stop) override {
    http::Request request;
    request.method = ask.method;
    request.url = http::join_path(base_url_, ask.path);
    if (!ask.query.empty()) request.url += "?" + http::encode_query(ask.query);
    request.headers = ask.headers;
    request.headers.push_back({"Accept", "application/json"});
    if (!ask.content_type.empty()) request.headers.push_back({"Content-Type", ask.content_type});
    request.body = ask.body;
    request.deadline = deadline;
    request.secret_body = ask.secret;
    return transport_->send(request, stop);
  }

  std::string address() const override { return base_url_; }
  std::size_t longest_target() const override { return longest_direct; }

 private:
  std::shared_ptr<http::Transport> transport_;
  std::string base_url_;
};

}  // namespace

Result<std::unique_ptr<Link>> direct_link(std::shared_ptr<http::Transport> transport, const std::string& base_url) {
  CTL_TRY(const auto url, http::parse_url(base_url), "address of the Coroot server");
  if (url.scheme != "http" && url.scheme != "https") {
    return fail(ErrorKind::config, "the address of the Coroot server must begin with http:// or https://");
  }
  if (!url.userinfo.empty()) {
    return fail_with_hint(ErrorKind::config, "Coroot has no basic authentication; give a user and a password instead.",
                          "the address of the Coroot server must not hold a user or password");
  }
  return std::make_unique<DirectLink>(std::move(transport), url.without_userinfo());
}

}  // namespace corootctl::coroot
