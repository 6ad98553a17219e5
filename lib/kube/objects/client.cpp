#include "kube/objects/client.hpp"

#include "document/json.hpp"
#include "kube/objects/managed_fields.hpp"
#include "kube/objects/paths.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

/// A write as this tool makes it: its own manager, strict validation (objects 6, 10, 11).
Call write_call(std::string method, std::string content_type, const Resource& resource, bool dry_run) {
  Call call;
  call.method = std::move(method);
  call.content_type = std::move(content_type);
  call.query = {{"fieldManager", std::string(field_manager)}, {"fieldValidation", "Strict"}};
  if (dry_run) call.query.emplace_back("dryRun", "All");
  call.secret = !holds_no_secrets(resource);
  return call;
}

struct Written {
  Value object{};
  bool is_new = false;
};

Result<Written> write(Session& session, const Call& call, const std::string& action, const Within& within) {
  CTL_TRY(const auto answer, session.send(call, within.deadline, within.stop), action);
  if (answer.status < 200 || answer.status > 299) return tl::unexpected<Error>(status_error(answer, action));
  CTL_TRY(auto object, document::parse_json(answer.body, "the server's answer"), action);
  return Written{std::move(object), answer.status == 201};
}

Outcome outcome_of(const std::optional<Value>& before, const Written& written, bool dry_run) {
  if (!before || written.is_new) return Outcome::created;
  const bool same =
      dry_run ? without_bookkeeping(*before) == without_bookkeeping(written.object)  // resourceVersion does not move
              : before->at({"metadata", "resourceVersion"}) == written.object.at({"metadata", "resourceVersion"});
  return same ? Outcome::unchanged : Outcome::changed;
}

std::string body_of(Value object) {
  object.make({"metadata"}).object().erase("managedFields");  // the server refuses an apply that carries them
  return document::to_json(object);
}

}  // namespace

Result<Applied> Client::apply(const Value& object, const Resource& resource, const ApplyOptions& options,
                              const Within& within) const {
  CTL_PASS(const auto ref, ref_of(object, resource));
  CTL_PASS(const auto before, find(ref, within));
  return apply_over(before, object, resource, options, within);
}

Result<Applied> Client::apply_over(const std::optional<Value>& before, const Value& object, const Resource& resource,
                                   const ApplyOptions& options, const Within& within) const {
  CTL_PASS(const auto ref, ref_of(object, resource));
  const auto action = "apply " + ref.describe();
  auto call = write_call("PATCH", "application/apply-patch+yaml", resource, options.dry_run);
  CTL_TRY(call.path, object_path(ref), action);
  call.query.emplace_back("force", options.force_conflicts ? "true" : "false");
  call.body = body_of(object);
  CTL_PASS(auto written, write(*writing_, call, action, within));
  const auto outcome = outcome_of(before, written, options.dry_run);
  return Applied{std::move(written.object), outcome};
}

Result<Value> Client::create(const Value& object, const Resource& resource, bool dry_run, const Within& within) const {
  CTL_PASS(const auto ref, ref_of(object, resource));
  const auto action = "create " + ref.describe();
  auto call = write_call("POST", "application/json", resource, dry_run);
  CTL_TRY(call.path, collection_path(resource, ref.namespace_name), action);
  call.body = body_of(object);
  CTL_PASS(auto written, write(*writing_, call, action, within));
  return std::move(written.object);
}

Result<> Client::remove(const ObjectRef& ref, bool dry_run, const Within& within) const {
  const auto action = "delete " + ref.describe();
  Call call;
  call.method = "DELETE";
  CTL_TRY(call.path, object_path(ref), action);
  document::Object options{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}, {"propagationPolicy", "Background"}};
  if (dry_run) options.set("dryRun", document::List{"All"});  // in the query a server would not see it (objects 10)
  call.content_type = "application/json";
  call.body = document::to_json(Value(std::move(options)));
  call.secret = !holds_no_secrets(ref.resource);
  CTL_TRY(const auto answer, writing_->send(call, within.deadline, within.stop), action);
  if (answer.status < 200 || answer.status > 299) return tl::unexpected<Error>(status_error(answer, action));
  return {};
}

}  // namespace corootctl::kube
