#include "report/page/fill.hpp"

#include <kainjow/mustache.hpp>

#include "base/markup.hpp"
#include "report/page/templates.hpp"

namespace corootctl::report {
namespace {

namespace mustache = kainjow::mustache;

mustache::data filling(const document::Value& value) {
  if (value.is_bool()) return value.as_bool();
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_string()) {
    std::string text = xml_text(value.as_string());
    if (text.empty()) return false;
    return text;
  }
  if (value.is_list()) {
    mustache::list items;
    for (const document::Value& item : value.as_list()) items.push_back(filling(item));
    return items;
  }
  if (!value.is_object()) return false;
  mustache::object members;
  for (const document::Member& member : value.as_object()) members.emplace(member.key, filling(member.value));
  return members;
}

/// Texts without tags of their own, but for the partials.
mustache::data part(std::string_view text) {
  return mustache::partial([text] { return std::string(text); });
}

}  // namespace

Result<std::string> fill_page(Template which, const document::Value& data) {
  mustache::mustache page{std::string(which == Template::answer ? page_templates.answer : page_templates.view)};
  mustache::data all = filling(data);
  all.set("head", part(page_templates.head));
  all.set("plot_svg", part(page_templates.plot));
  all.set("map_svg", part(page_templates.map));
  all.set("style", mustache::data(std::string(page_templates.style)));
  all.set("style_hash", mustache::data(std::string(page_templates.style_hash)));
  std::string out = page.render(all);
  if (!page.is_valid()) return fail(ErrorKind::internal, "the page's template: {}", page.error_message());
  return out;
}

}  // namespace corootctl::report
