/// Strictly typed reading of a document tree, as Go's JSON decoder reads kubeconfig (kubeconfig 10-13, 24): unknown
/// members are ignored, null is the zero value, anything of another type is a problem that names its field and place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret_string.hpp"
#include "document/value.hpp"

namespace corootctl::kube {

/// What is wrong with one file. Texts hold places, field paths and types; never a value.
struct FieldProblems {
  std::string source{};  ///< file name, or what was read
  /// "/x/a.yaml: line 3, column 12: users[0].user.token: expected a string, found an integer"
  std::vector<std::string> texts{};
  std::string hint{};  ///< for the first problem that has one
  void add(const document::Value& at, std::string_view path, std::string_view text);
};

/// "a string", "an integer", "null": for messages.
std::string found_kind(const document::Value& node);

/// The members of one mapping. A null reads as an empty mapping. Borrows node and problems for its own life.
class Fields {
 public:
  Fields(const document::Value& node, std::string path, FieldProblems& problems);

  void read(std::string_view key, std::string& out) const;
  void read(std::string_view key, bool& out) const;
  void read(std::string_view key, SecretString& out) const;
  void read(std::string_view key, std::vector<std::string>& out) const;
  /// Base64 text of a `[]byte` field, decoded.
  void read_bytes(std::string_view key, std::string& out) const;
  void read_bytes(std::string_view key, SecretString& out) const;
  /// A mapping of texts, or of lists of texts.
  template <class Out>
  void read_map(std::string_view key, std::vector<std::pair<std::string, Out>>& out) const {
    const Fields members = child(key);
    for (const auto& member : members.node().as_object()) {
      members.read(member.key, out.emplace_back(member.key, Out()).second);
    }
  }

  Fields child(std::string_view key) const;
  /// One Fields per item of the list at `key`.
  std::vector<Fields> items(std::string_view key) const;
  bool has(std::string_view key) const { return !node_[key].is_null(); }
  const document::Value& node() const { return node_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_of(std::string_view key) const;
  const document::Value& node_;
  std::string path_;
  FieldProblems& problems_;
};

}  // namespace corootctl::kube
