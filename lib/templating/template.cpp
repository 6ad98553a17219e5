#include "templating/template.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::templating {
namespace {

using document::List;
using document::Member;
using document::Object;
using document::Value;

/// The text between "${" and "}".
struct Placeholder {
  std::string path{};     ///< "service.type"
  bool required = false;  ///< written with "!"
};

/// A scalar in pieces: literal text, and placeholders between.
struct Piece {
  std::string literal{};
  std::optional<Placeholder> placeholder{};  ///< when set, `literal` is empty
};

constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

/// `inner` is what stands between the braces.
std::optional<Placeholder> parse_placeholder(std::string_view inner) {
  Placeholder out;
  out.required = inner.ends_with('!');
  if (out.required) inner.remove_suffix(1);
  const bool has_empty_step =
      inner.empty() || inner.front() == '.' || inner.back() == '.' || inner.find("..") != inner.npos;
  if (has_empty_step || inner.find_first_not_of(name_characters) != std::string_view::npos) return std::nullopt;
  out.path = inner;
  return out;
}

/// The pieces of a scalar; "$${" is a literal "${". nullopt when a placeholder is not closed or its name has other
/// characters than letters, digits, '_', '-' and '.'.
std::optional<std::vector<Piece>> split_scalar(std::string_view text) {
  std::vector<Piece> out;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) out.push_back({std::exchange(literal, {}), std::nullopt});
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$${")) {
      literal += "${";
      at += 3;
    } else if (rest.starts_with("${")) {
      const std::size_t close = rest.find('}');
      auto placeholder = close == rest.npos ? std::nullopt : parse_placeholder(rest.substr(2, close - 2));
      if (!placeholder) return std::nullopt;
      flush();
      out.push_back({{}, std::move(placeholder)});
      at += close + 1;
    } else {
      literal += text[at++];
    }
  }
  flush();
  return out;
}

/// What a node became; nothing when it is left out.
using Rendered = std::optional<Value>;

class Renderer {
 public:
  Renderer(const std::string& name, const Value& parameters, const Value& defaults)
      : name_(name), parameters_(parameters), defaults_(defaults) {}

  Result<Rendered> render(const Value& node) {
    if (node.is_object()) return render_object(node);
    if (node.is_list()) return render_list(node);
    if (node.is_string()) return render_scalar(node);
    return Rendered(node);
  }

 private:
  /// One element of a $for's list under the name it is bound to.
  struct Binding {
    std::string name{};
    const Value* value = nullptr;
  };

  tl::unexpected<Error> refuse(const Value& node, std::string_view reason) const {
    return fail(ErrorKind::config, "template {}: line {}: {}", name_, node.position.line, reason);
  }

  /// The innermost binding, else the parameter, else the template's default; null when there is none.
  const Value& first_step(const std::string& step) const {
    const auto bound =
        std::find_if(bindings_.rbegin(), bindings_.rend(), [&](const Binding& b) { return b.name == step; });
    if (bound != bindings_.rend()) return *bound->value;
    const Value& given = parameters_[step];
    return given.is_null() ? defaults_[step] : given;
  }

  const Value& find(const std::string& path) const {
    const auto steps = split(path, '.');
    const Value* place = &first_step(steps.front());
    for (std::size_t i = 1; i < steps.size(); ++i) place = &(*place)[steps[i]];
    return *place;
  }

  Result<Rendered> render_scalar(const Value& node) const {
    const auto pieces = split_scalar(node.as_string());
    if (!pieces) return refuse(node, "a placeholder is not of the form ${name} or ${name!}");
    if (pieces->size() == 1 && pieces->front().placeholder) return whole_value(node, *pieces->front().placeholder);
    CTL_PASS(Value out, joined(node, *pieces));
    out.position = node.position;
    return Rendered(std::move(out));
  }

  Result<Rendered> whole_value(const Value& node, const Placeholder& placeholder) const {
    const Value& found = find(placeholder.path);
    if (found.is_null() && placeholder.required)
      return refuse(node, fmt::format("parameter {} is missing", placeholder.path));
    if (found.is_null()) return Rendered();
    Rendered out = found;
    out->position = node.position;
    return out;
  }

  Result<std::string> joined(const Value& node, const std::vector<Piece>& pieces) const {
    std::string out;
    for (const Piece& piece : pieces) {
      out += piece.literal;
      if (!piece.placeholder) continue;
      const std::string& path = piece.placeholder->path;
      const Value& found = find(path);
      if (found.is_null()) return refuse(node, fmt::format("parameter {} is missing", path));
      if (found.is_object() || found.is_list()) {
        return refuse(node, fmt::format("parameter {} is of kind {} and cannot be part of a text", path, found.kind()));
      }
      out += found.is_string() ? found.as_string() : document::to_json(found);
    }
    return out;
  }

  /// Whether the object's "$if", if it has one, lets it stay.
  Result<bool> is_wanted(const Value& node) const {
    const Value* condition = node.as_object().find("$if");
    if (!condition) return true;
    if (!condition->is_string()) return refuse(node, "$if takes the name of a parameter");
    const Value& found = find(condition->as_string());
    return !found.is_null() && found.as_bool(true);
  }

  Result<Rendered> render_object(const Value& node) {
    if (node.as_object().contains("$for")) return refuse(node, "$for may only stand in an item of a list");
    CTL_PASS(const bool wanted, is_wanted(node));
    if (!wanted) return Rendered();
    Value out{Object()};
    out.position = node.position;
    for (const Member& member : node.as_object()) {
      if (member.key == "$if") continue;
      CTL_PASS(auto value, render(member.value));
      if (!value) continue;
      CTL_PASS(const auto key, render_key(node, member.key));
      out.object().set(key, std::move(*value));
    }
    return kept_unless_emptied(node, std::move(out));
  }

  Result<std::string> render_key(const Value& node, const std::string& key) const {
    const auto pieces = split_scalar(key);
    if (!pieces) return refuse(node, "a placeholder in a key is not of the form ${name}");
    return joined(node, *pieces);
  }

  Result<Rendered> render_list(const Value& node) {
    Value out{List()};
    out.position = node.position;
    for (const Value& item : node.as_list()) {
      CTL_RUN(item.as_object().contains("$for") ? repeat(item, out.list()) : append(item, out.list()));
    }
    return kept_unless_emptied(node, std::move(out));
  }

  static bool is_empty(const Value& node) { return node.as_object().empty() && node.as_list().empty(); }

  /// A list or object that had content in the template and lost all of it goes away itself; an object with "$if" stays,
  /// because its condition already decided.
  static Rendered kept_unless_emptied(const Value& node, Value out) {
    const bool is_conditional = node.as_object().contains("$if");
    if (is_empty(out) && !is_empty(node) && !is_conditional) return std::nullopt;
    return out;
  }

  Result<> append(const Value& item, List& out) {
    CTL_PASS(auto value, render(item));
    if (value) out.push_back(std::move(*value));
    return {};
  }

  Result<> repeat(const Value& item, List& out) {
    const Value& name = item["$for"];
    const Value& source = item["$in"];
    const Value* body = item.as_object().find("$do");
    if (!name.is_string() || !source.is_string() || !body) return refuse(item, "$for needs a name, $in and $do");
    CTL_PASS(const bool wanted, is_wanted(item));
    const Value& elements = find(source.as_string());
    if (!wanted || elements.is_null()) return {};
    if (!elements.is_list()) {
      return refuse(item, fmt::format("parameter {} is of kind {}, not a list", source.as_string(), elements.kind()));
    }
    for (const Value& element : elements.as_list()) {
      bindings_.push_back({name.as_string(), &element});
      auto done = append(*body, out);
      bindings_.pop_back();
      if (!done) return done;
    }
    return {};
  }

  const std::string& name_;
  const Value& parameters_;
  const Value& defaults_;
  std::vector<Binding> bindings_{};
};

}  // namespace

Result<Value> render(std::string_view text, const std::string& name, const Value& parameters) {
  CTL_PASS(auto tree, document::parse_yaml(text, "template " + name));
  const Value defaults = tree["$defaults"];
  if (tree.is_object()) tree.object().erase("$defaults");
  CTL_PASS(auto rendered, Renderer(name, parameters, defaults).render(tree));
  return rendered ? std::move(*rendered) : Value();
}

Result<std::string> load(const std::string& directory, const std::string& name) {
  if (directory.empty()) return built_in(name);
  auto text = read_file(directory + "/" + name);
  if (!text && text.error().kind == ErrorKind::not_found) return built_in(name);
  return text;
}

}  // namespace corootctl::templating
