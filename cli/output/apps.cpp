#include "cli/output/apps.hpp"

#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {
namespace {

document::Value indicator_value(const coroot::Indicator& each) {
  return document::Object{{"name", each.name}, {"status", each.status}, {"value", text_or_null(each.value)}};
}

}  // namespace

std::string short_name(const coroot::AppName& name) {
  const bool bare = name.namespace_name.empty() || name.namespace_name == "_" || name.kind == "ExternalService";
  return bare ? name.name : name.namespace_name + "/" + name.name;
}

Tone tone_of_status(std::string_view status) {
  if (status == "critical") return Tone::bad;
  if (status == "warning") return Tone::warning;
  return status == "ok" ? Tone::good : Tone::plain;
}

Cell status_cell(const ops::AppRow& app) {
  return app.stale ? Cell(app.status + " (old)", Tone::dim) : Cell(app.status, tone_of_status(app.status));
}

document::Value app_value(const ops::AppRow& app) {
  return document::Object{{"id", app.id},
                          {"cluster", app.name.cluster},
                          {"namespace", app.name.namespace_name},
                          {"kind", app.name.kind},
                          {"name", app.name.name},
                          {"category", text_or_null(app.category)},
                          {"type", text_or_null(app.type)},
                          {"status", app.status},
                          {"stale", app.stale},
                          {"indicators", list_of(app.indicators, indicator_value)}};
}

document::Value members_value(const ops::Honesty& honesty) {
  return list_of(honesty.members, [](const auto& member) {
    return document::Object{{"project", member.project}, {"health", health_value(member)}};
  });
}

}  // namespace corootctl::cli
