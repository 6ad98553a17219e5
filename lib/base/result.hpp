/// Errors as values: what failed, where, and what to do next.
#pragma once

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace corootctl {

/// What code decides on. cli/exit_code.cpp maps each kind to one exit code; nobody else does.
enum class ErrorKind {
  usage,         ///< the command line is wrong
  config,        ///< a kubeconfig, fleet or values file is wrong
  unreachable,   ///< no connection: DNS, refused, TLS
  unauthorized,  ///< 401 or 403: the credentials do not suffice
  conflict,      ///< another writer owns the field, or the object moved
  not_found,
  invalid,  ///< the server refused the content
  timeout,
  no_data,    ///< the answer is not there yet
  cancelled,  ///< interrupted by the user
  failed,     ///< an operation ended badly; the text says which
  internal,   ///< a bug of ours
};

/// A failure on its way to the user. No field ever holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string what{};                ///< names the object; lower case, no final dot
  std::vector<std::string> where{};  ///< steps, innermost first: "apply Secret coroot/x", "cluster prod-a"
  std::string hint{};                ///< the next thing to try, a sentence; may be empty
  Error with(std::string step) && {
    where.push_back(std::move(step));
    return std::move(*this);
  }
  Error advise(std::string text) && {
    hint = std::move(text);
    return std::move(*this);
  }
};

/// "cluster prod-a: apply Secret coroot/x: connection refused": the steps outermost first, then what.
std::string describe(const Error& error);

/// A value or an Error. Unlike a plain tl::expected of Debian 12, dropping one is a compiler warning.
template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}  // NOLINT: lets map() and and_then() chains convert back
};

template <class... A>
tl::unexpected<Error> fail(ErrorKind kind, fmt::format_string<A...> text, A&&... args) {
  Error error;
  error.kind = kind;
  error.what = fmt::format(text, std::forward<A>(args)...);
  return tl::unexpected<Error>(std::move(error));
}

/// The same with a hint.
template <class... A>
tl::unexpected<Error> fail_with_hint(ErrorKind kind, std::string hint, fmt::format_string<A...> text, A&&... args) {
  auto error = fail(kind, text, std::forward<A>(args)...);
  error.value().hint = std::move(hint);
  return error;
}

}  // namespace corootctl

#define CTL_CAT_(a, b) a##b
#define CTL_CAT(a, b) CTL_CAT_(a, b)
#define CTL_TRY_(tmp, var, expr, step)                                                    \
  auto tmp = (expr);                                                                      \
  if (!tmp) return tl::unexpected<::corootctl::Error>(std::move(tmp.error()).with(step)); \
  var = std::move(*tmp)
/// CTL_TRY(auto text, read_file(path), "read values"): binds the value, or returns the error with the step added.
#define CTL_TRY(var, expr, step) CTL_TRY_(CTL_CAT(try_, __LINE__), var, expr, step)
#define CTL_PASS_(tmp, var, expr)                                              \
  auto tmp = (expr);                                                           \
  if (!tmp) return tl::unexpected<::corootctl::Error>(std::move(tmp.error())); \
  var = std::move(*tmp)
/// The same when the callee's own words are enough.
#define CTL_PASS(var, expr) CTL_PASS_(CTL_CAT(try_, __LINE__), var, expr)
/// CTL_CHECK(write(...), "write journal"): for a Result<> without a value.
#define CTL_CHECK(expr, step)                                          \
  if (auto CTL_CAT(try_, __LINE__) = (expr); !CTL_CAT(try_, __LINE__)) \
  return tl::unexpected<::corootctl::Error>(std::move(CTL_CAT(try_, __LINE__).error()).with(step))
