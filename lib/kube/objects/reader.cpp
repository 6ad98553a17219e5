#include <charconv>

#include "base/text.hpp"
#include "document/json.hpp"
#include "kube/objects/access.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/discovery.hpp"
#include "kube/objects/paths.hpp"
#include "kube/objects/status.hpp"

namespace corootctl::kube {
namespace {

constexpr int page_size = 500;  // kubectl's own (objects 14)

std::string describe_list(const Resource& resource, const std::string& namespace_name) {
  const auto where = namespace_name.empty() || !resource.namespaced ? std::string() : " in " + namespace_name;
  return "list " + resource.kind + where;
}

bool is_html(const http::Response& response) {
  return lower(response.header("Content-Type")).find("html") != std::string::npos;
}

/// A 404 of the API server itself: the object, its namespace or its kind is not there. A web server's page is not that.
bool says_absent(const http::Response& response) { return response.status == 404 && !is_html(response); }

Result<document::Value> parse_answer(const http::Response& response, const std::string& action) {
  if (response.status < 200 || response.status > 299) return tl::unexpected<Error>(status_error(response, action));
  if (is_html(response)) {
    return fail_with_hint(ErrorKind::failed, "Check the server address: a login page or proxy may be in between.",
                          "{}: the answer is an HTML page, not Kubernetes", action);
  }
  auto value = document::parse_json(response.body, "the server's answer");
  if (value) return value;
  return fail_with_hint(ErrorKind::failed, "Try again; something on the way may be cutting answers short.", "{}: {}",
                        action, value.error().what);
}

/// Appends one page's items; the kind's name, which list items lack, is put back.
void collect(document::Value page, const Resource& resource, std::vector<document::Value>& items) {
  for (auto& item : page.make({"items"}).list()) {
    if (item["kind"].is_null()) {
      item.object().set("kind", resource.kind);
      item.object().set("apiVersion", resource.api_version());
    }
    items.push_back(std::move(item));
  }
}

void set_page(Call& call, bool whole, const std::string& token) {
  std::erase_if(call.query, [](const auto& part) { return part.first == "limit" || part.first == "continue"; });
  if (!whole) call.query.emplace_back("limit", std::to_string(page_size));
  if (!token.empty()) call.query.emplace_back("continue", token);
}

int leading_number(const std::string& text) {
  int out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);  // managed services write "34+"
  return out;
}

}  // namespace

Reader::Reader(std::shared_ptr<Session> session)
    : session_(std::move(session)), discovery_(std::make_shared<Discovery>()) {}

Result<std::optional<document::Value>> Reader::find(const ObjectRef& ref, const Within& within) const {
  const auto action = "get " + ref.describe();
  Call call;
  CTL_TRY(call.path, object_path(ref), action);
  call.secret = !holds_no_secrets(ref.resource);
  CTL_TRY(const auto answer, session_.send(call, within.deadline, within.stop), action);
  if (says_absent(answer)) return std::optional<document::Value>();
  CTL_PASS(auto object, parse_answer(answer, action));
  return std::optional<document::Value>(std::move(object));
}

Result<document::Value> Reader::get(const ObjectRef& ref, const Within& within) const {
  CTL_PASS(auto found, find(ref, within));
  if (!found) return fail(ErrorKind::not_found, "{} does not exist", ref.describe());
  return std::move(*found);
}

Result<std::vector<document::Value>> Reader::list(const Resource& resource, const std::string& namespace_name,
                                                  const std::string& label_selector, const Within& within) const {
  const auto action = describe_list(resource, namespace_name);
  Call call;
  CTL_TRY(call.path, collection_path(resource, namespace_name), action);
  call.secret = !holds_no_secrets(resource);
  if (!label_selector.empty()) call.query.emplace_back("labelSelector", label_selector);
  std::vector<document::Value> items;
  std::string token;
  for (bool whole = false;;) {
    set_page(call, whole, token);
    CTL_TRY(const auto answer, session_.send(call, within.deadline, within.stop), action);
    if (says_absent(answer)) return std::vector<document::Value>{};
    if (answer.status == 410 && !token.empty()) {  // the pages' snapshot is gone: once more, in one piece (objects 15)
      items.clear();
      token.clear();
      whole = true;
      continue;
    }
    CTL_PASS(auto page, parse_answer(answer, action));
    const auto next = page.at({"metadata", "continue"}).as_string();
    if (!next.empty() && next == token) return fail(ErrorKind::failed, "{}: the server repeats a page", action);
    token = next;
    collect(std::move(page), resource, items);
    if (token.empty()) return items;
  }
}

Result<ServerVersion> Reader::version(const Within& within) const {
  const std::string action = "get the server's version";
  Call call;
  call.path = "/version";
  CTL_TRY(const auto answer, session_.send(call, within.deadline, within.stop), action);
  CTL_PASS(const auto body, parse_answer(answer, action));
  ServerVersion out;
  out.git_version = printable(body["gitVersion"].as_string(), 100);
  if (out.git_version.empty()) return fail(ErrorKind::failed, "{}: no Kubernetes server answers there", action);
  out.major = leading_number(body["major"].as_string());
  out.minor = leading_number(body["minor"].as_string());
  return out;
}

Result<Resource> Reader::discover(const std::string& api_version, const std::string& kind, const Within& within) const {
  return discovery_->find(session_, api_version, kind, within);
}

Result<bool> Reader::allowed(const std::string& verb, const Resource& resource, const std::string& namespace_name,
                             const Within& within) const {
  return is_allowed(*this, {verb, resource.group, resource.version, resource.plural, namespace_name, ""}, within);
}

}  // namespace corootctl::kube
