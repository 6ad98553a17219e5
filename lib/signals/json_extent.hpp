/// Finds where a JSON value ends without parsing it, so that a large file can be read piece by piece: the parser then
/// needs an index of one app, not of 300 MB.
#pragma once

#include <cstddef>
#include <string_view>

namespace corootctl::signals {

/// A walk over the members of one object or the elements of one array; it borrows the text.
class JsonWalk {
 public:
  /// `text` begins with '{' or '[' (after blanks).
  explicit JsonWalk(std::string_view text);

  /// Moves to the next member or element; false at the end or when the text is broken.
  bool next();
  /// The raw name, without quotes and with escapes as written; empty in an array.
  std::string_view key() const { return key_; }
  /// The raw text of the value.
  std::string_view value() const { return value_; }
  /// The text is no whole object or array.
  bool broken() const { return broken_; }
  /// Where the walk stands, in bytes from the start of the text.
  std::size_t offset() const { return at_; }

 private:
  bool stop_broken();
  bool read_key();
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  bool object_ = false;
  bool first_ = true;
  bool broken_ = false;
  std::string_view key_{};
  std::string_view value_{};
};

}  // namespace corootctl::signals
