#include "kube/config/typed_fields.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

void expect(FieldProblems& problems, const Value& node, std::string_view path, std::string_view type) {
  problems.add(node, path, fmt::format("expected {}, found {}", type, found_kind(node)));
  if (!problems.hint.empty()) return;
  const bool scalar = node.is_bool() || node.is_number();
  if (type == "a string" && scalar) {
    problems.hint = "Put the value in quotes: without them YAML reads it as a number or a boolean.";
  }
  if (type == "a boolean" && !node.is_list() && !node.is_object())
    problems.hint = "Write true or false without quotes.";
}

void read_text(FieldProblems& problems, const Value& node, std::string_view path, std::string& out) {
  if (node.is_null()) return;
  if (!node.is_string()) return expect(problems, node, path, "a string");
  out = node.as_string();
}

void read_texts(FieldProblems& problems, const Value& node, const std::string& path, std::vector<std::string>& out) {
  if (node.is_null()) return;
  if (!node.is_list()) return expect(problems, node, path, "a list");
  std::size_t index = 0;
  for (const auto& item : node.as_list()) {
    read_text(problems, item, fmt::format("{}[{}]", path, index++), out.emplace_back());
  }
}

}  // namespace

std::string found_kind(const Value& node) {
  const auto kind = node.kind();
  if (node.is_null()) return "null";
  const bool vowel = std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", kind);
}

void FieldProblems::add(const Value& at, std::string_view path, std::string_view text) {
  const auto place =
      at.position.line > 0 ? fmt::format(": line {}, column {}", at.position.line, at.position.column) : "";
  texts.push_back(fmt::format("{}{}: {}{}{}", source, place, path, path.empty() ? "" : ": ", text));
}

Fields::Fields(const Value& node, std::string path, FieldProblems& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (!node.is_null() && !node.is_object()) expect(problems, node, path_, "a mapping");
}

std::string Fields::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void Fields::read(std::string_view key, std::string& out) const {
  if (const Value& node = node_[key]; !node.is_null()) read_text(problems_, node, path_of(key), out);
}

void Fields::read(std::string_view key, bool& out) const {
  const Value& node = node_[key];
  if (node.is_bool()) out = node.as_bool();
  if (!node.is_bool() && !node.is_null()) expect(problems_, node, path_of(key), "a boolean");
}

void Fields::read(std::string_view key, SecretString& out) const {
  std::string text;
  read(key, text);
  if (!text.empty()) out = SecretString(std::move(text));
}

void Fields::read(std::string_view key, std::vector<std::string>& out) const {
  if (const Value& node = node_[key]; !node.is_null()) read_texts(problems_, node, path_of(key), out);
}

void Fields::read_bytes(std::string_view key, std::string& out) const {
  std::string text;
  read(key, text);
  if (text.empty()) return;
  auto bytes = base64_decode(text);
  wipe(text);
  if (bytes) {
    out = std::move(*bytes);
  } else {
    problems_.add(node_[key], path_of(key), "not base64 (padded, standard alphabet, no blanks)");
  }
}

void Fields::read_bytes(std::string_view key, SecretString& out) const {
  std::string bytes;
  read_bytes(key, bytes);
  if (!bytes.empty()) out = SecretString(std::move(bytes));
}

Fields Fields::child(std::string_view key) const { return {node_[key], path_of(key), problems_}; }

std::vector<Fields> Fields::items(std::string_view key) const {
  std::vector<Fields> out;
  const Value& node = node_[key];
  if (node.is_null()) return out;
  const auto path = path_of(key);
  if (!node.is_list()) expect(problems_, node, path, "a list");
  out.reserve(node.as_list().size());
  for (std::size_t i = 0; i < node.as_list().size(); ++i) {
    out.emplace_back(node.as_list()[i], path + "[" + std::to_string(i) + "]", problems_);
  }
  return out;
}

}  // namespace corootctl::kube
