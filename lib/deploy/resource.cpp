#include "deploy/settings.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "document/edit.hpp"
#include "templating/template.hpp"

namespace corootctl::deploy {
namespace {

using document::List;
using document::Object;
using document::Value;

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value port_or_null(int port) { return port == 0 ? Value() : Value(port); }

Value storage(const std::string& size, const std::string& class_name) {
  if (size.empty() && class_name.empty()) return {};
  return Object{{"size", text_or_null(size)}, {"class_name", text_or_null(class_name)}};
}

Value key(const std::string& secret, const std::string& name) { return Object{{"secret", secret}, {"key", name}}; }

Value ingress(const ResourceSettings& settings) {
  if (settings.ingress_host.empty()) return {};
  return Object{{"host", settings.ingress_host},
                {"class_name", text_or_null(settings.ingress_class)},
                {"path", text_or_null(settings.ingress_path)}};
}

/// Descriptions have to be there, and no two alike (links 7).
Value account_parameters(const ResourceSettings& settings) {
  List out;
  for (const auto& account : settings.service_accounts) {
    out.emplace_back(Object{{"name", account.name},
                            {"role", account.role},
                            {"description", "key of " + account.name},
                            {"secret", coroot::ObjectNames(settings.name).service_accounts()},
                            {"key", account.name}});
  }
  return out;
}

/// --values may be a whole resource or just its spec; so may the paths of --set.
bool names_whole_resource(std::string_view first) {
  return first == "spec" || first == "metadata" || first == "apiVersion" || first == "kind";
}

Value as_resource(const Value& overlay) {
  const auto& members = overlay.as_object();
  const bool whole =
      std::any_of(members.begin(), members.end(), [](const auto& m) { return names_whole_resource(m.key); });
  return whole ? overlay : Value(Object{{"spec", overlay}});
}

Result<> lay_over(Value& resource, const ResourceSettings& settings) {
  const auto identity = Object{{"kind", resource["kind"]}, {"metadata", resource["metadata"]}};
  for (const auto& values : settings.values) {
    if (!values.is_object() && !values.is_null()) {
      return fail(ErrorKind::config, "--values: expected an object, found a {}", values.kind());
    }
    if (values.is_object()) resource = document::merge(resource, as_resource(values));
  }
  for (const auto& expression : settings.sets) {
    const auto first = expression.substr(0, expression.find_first_of(".=["));
    CTL_CHECK(document::apply_set(names_whole_resource(first) ? resource : resource.make({"spec"}), expression),
              "--set");
  }
  const auto& metadata = identity.find("metadata");
  const bool same = resource["kind"] == *identity.find("kind") &&
                    resource.at({"metadata", "name"}) == (*metadata)["name"] &&
                    resource.at({"metadata", "namespace"}) == (*metadata)["namespace"];
  if (same) return {};
  return fail_with_hint(ErrorKind::usage, "use -n for the namespace and --name for the name",
                        "--values and --set cannot change kind, name or namespace of the resource");
}

}  // namespace

Value template_parameters(const ResourceSettings& settings, const std::string& namespace_name) {
  Object out{{"name", settings.name}, {"namespace", namespace_name}, {"refresh_interval", settings.refresh_interval}};
  out.set("service", Object{{"type", text_or_null(settings.service_type)},
                            {"node_port", port_or_null(settings.node_port)},
                            {"grpc_node_port", port_or_null(settings.grpc_node_port)}});
  out.set("ingress", ingress(settings));
  out.set("agent_key", key(settings.key_secret, settings.agent_key));
  out.set("multi_cluster_key", key(settings.key_secret, settings.multi_cluster_key));
  if (!settings.license_secret.empty()) {
    out.set("enterprise", Object{{"license_secret", settings.license_secret}, {"license_key", settings.license_key}});
  }
  out.set("storage", Object{{"coroot", storage(settings.storage_size, settings.storage_class)},
                            {"prometheus", storage(settings.prometheus_storage_size, settings.storage_class)},
                            {"clickhouse", storage(settings.clickhouse_storage_size, settings.storage_class)},
                            {"keeper", storage("", settings.storage_class)}});
  out.set("auth_anonymous_role", text_or_null(settings.anonymous_role));
  if (!settings.service_accounts.empty()) out.set("service_accounts", account_parameters(settings));
  return out;
}

Result<Value> render_resource(const std::string& template_name, const Value& parameters,
                              const ResourceSettings& settings) {
  CTL_TRY(const auto text, templating::load(settings.template_directory, template_name), "load template");
  CTL_PASS(auto resource, templating::render(text, template_name, parameters));
  CTL_RUN(lay_over(resource, settings));
  return resource;
}

Result<ServiceAccount> read_service_account(const std::string& text) {
  static constexpr std::string_view roles[] = {"Viewer", "Editor", "Admin"};
  constexpr std::size_t longest = 63;
  ServiceAccount out;
  const auto equals = text.find('=');
  out.name = text.substr(0, equals);
  if (equals != std::string::npos) out.role = text.substr(equals + 1);
  const auto strange = out.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
  if (out.name.empty() || out.name.size() > longest || strange != std::string::npos) {
    return fail_with_hint(ErrorKind::usage, "Use up to 63 of a-z, 0-9, - and _: it is the key's name in a Secret.",
                          "'{}' is not a valid name of a service account", out.name);
  }
  if (std::find(std::begin(roles), std::end(roles), out.role) != std::end(roles)) return out;
  return fail_with_hint(ErrorKind::usage, "Roles of one's own go into spec.serviceAccounts, with --values.",
                        "'{}' is no role of every Coroot: Viewer, Editor, Admin", out.role);
}

Result<> check_project_name(const std::string& name) {
  if (coroot::is_valid_project_name(name)) return {};
  return fail_with_hint(ErrorKind::usage, "use at least three of a-z, 0-9, - and _", "'{}' is not a valid project name",
                        name);
}

Result<Value> member_resource(const ResourceSettings& settings, const std::string& namespace_name,
                              const std::string& project) {
  CTL_CHECK(check_project_name(project), "--project");
  auto parameters = template_parameters(settings, namespace_name);
  parameters.object().set("project", project);
  return render_resource("member.yaml", parameters, settings);
}

}  // namespace corootctl::deploy
