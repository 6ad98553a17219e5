/// Collects the members of one object while it is read; stays fast for objects with very many keys.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "document/value.hpp"

namespace corootctl::document {

class ObjectBuilder {
 public:
  /// The last value of a repeated key wins and keeps the place of the first. False when the key was there.
  bool set(std::string key, Value value);
  Object take();

 private:
  Value* find(const std::string& key);

  std::vector<Member> members_{};
  std::unordered_map<std::string, std::size_t> places_{};  ///< empty while a linear search is faster
};

}  // namespace corootctl::document
