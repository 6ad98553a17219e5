/// What a Result failed with, for tests.
#pragma once

#include <doctest/doctest.h>

#include "base/result.hpp"

namespace corootctl {

/// The error of `result`; one that holds a value fails the test case at once instead of being read as an error.
template <typename T>
Error error_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

}  // namespace corootctl
