#include "kube/objects/access.hpp"

#include "document/json.hpp"

namespace corootctl::kube {
namespace {

document::Value review_of(const Access& access) {
  const auto slash = access.resource.find('/');
  document::Object attributes{{"verb", access.verb},
                              {"group", access.group},
                              {"version", access.version},
                              {"resource", access.resource.substr(0, slash)}};
  if (slash != std::string::npos) attributes.set("subresource", access.resource.substr(slash + 1));
  if (!access.namespace_name.empty()) attributes.set("namespace", access.namespace_name);
  if (!access.name.empty()) attributes.set("name", access.name);
  return document::Object{{"apiVersion", "authorization.k8s.io/v1"},
                          {"kind", "SelfSubjectAccessReview"},
                          {"spec", document::Object{{"resourceAttributes", std::move(attributes)}}}};
}

}  // namespace

Result<bool> is_allowed(const Reader& reader, const Access& access, const Within& within) {
  const auto action = fmt::format("ask for the right to {} {}", access.verb, access.resource);
  Call call;
  call.method = "POST";
  call.path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  call.body = document::to_json(review_of(access));
  call.content_type = "application/json";
  call.reads_only = true;
  CTL_TRY(const auto answer, reader.session().send(call, within.deadline, within.stop), action);
  if (answer.status < 200 || answer.status > 299) return tl::unexpected<Error>(status_error(answer, action));
  CTL_TRY(const auto body, document::parse_json(answer.body, "the server's answer"), action);
  return body.at({"status", "allowed"}).as_bool();
}

}  // namespace corootctl::kube
