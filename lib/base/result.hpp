/// Errors as values: what failed, where, and what to do next.
#pragma once

#include <fmt/core.h>

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace corootctl {

/// What code decides on. cli/exit_code.cpp maps each kind to one exit code; nobody else does.
enum class ErrorKind {
  usage,         ///< the command line or the fleet file is wrong
  config,        ///< a kubeconfig or values file is wrong
  unreachable,   ///< no connection: DNS, refused, TLS
  unauthorized,  ///< 401 or 403: the credentials do not suffice
  conflict,      ///< another writer owns the field, or the object moved
  not_found,
  invalid,  ///< the server refused the content
  timeout,
  no_data,    ///< the answer is not there yet
  cancelled,  ///< interrupted by the user
  failed,     ///< an operation ended badly; the text says which
  internal,   ///< internal error
};

/// "not-found", "unreachable", ...: the stable word for programs and files.
std::string_view name_of(ErrorKind kind);
std::optional<ErrorKind> error_kind(std::string_view name);

/// What more code decides on where the kind is too coarse. Set where the failure arrives: the texts are for people
/// only, and no code compares them.
enum class Reason {
  none,
  connection_lost,       ///< the connection ended before the whole answer was there
  outcome_unknown,       ///< a write was interrupted on its way: it may have been done
  stale_version,         ///< the object changed since it was read: read it again and retry
  not_served,            ///< the API server does not know this path, so not the kind (yet)
  request_too_long,      ///< for the server or a proxy before it
  web_page,              ///< a page for people where an API's data were asked for
  unknown_data_source,   ///< Coroot has no such member project
  member_bad_request,    ///< from here on what a member answered its hub: 400, for the query or for lack of a key
  member_wrong_key,      ///< it does not accept the hub's key
  member_wrong_address,  ///< something other than Coroot's API answered
  member_unreachable,    ///< nothing answered in time
};

/// "stale-version", ...: the stable word for programs; "" for none.
std::string_view name_of(Reason reason);
std::optional<Reason> error_reason(std::string_view name);

/// What is wrong in a text, without the text's name, and where: 1-based; line 0 = not known.
struct Flaw {
  int line = 0, column = 0;
  std::string reason{};
};

/// A failure on its way to the user. No field ever holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string what{};                ///< names the object; lower case, no final dot
  std::vector<std::string> where{};  ///< steps, innermost first: "apply Secret coroot/x", "cluster prod-a"
  std::string hint{};                ///< the next thing to try, a sentence; may be empty
  Reason reason = Reason::none;
  std::string summary{};  ///< what without the request's name, for a table's cell; empty = all of it
  Flaw flaw{};            ///< of a text that cannot be read
  Error with(std::string step) && {
    where.push_back(std::move(step));
    return std::move(*this);
  }
  Error advise(std::string text) && {
    hint = std::move(text);
    return std::move(*this);
  }
  Error because(Reason why) && {
    reason = why;
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

/// make_error(ErrorKind::config, "{} is empty", path).advise("Name another file.")
template <class... A>
Error make_error(ErrorKind kind, fmt::format_string<A...> text, A&&... args) {
  return {.kind = kind, .what = fmt::format(text, std::forward<A>(args)...)};
}

/// The same as a failure to return.
template <class... A>
tl::unexpected<Error> fail(ErrorKind kind, fmt::format_string<A...> text, A&&... args) {
  return tl::unexpected<Error>(make_error(kind, text, std::forward<A>(args)...));
}

/// The same with a hint.
template <class... A>
tl::unexpected<Error> fail_with_hint(ErrorKind kind, std::string hint, fmt::format_string<A...> text, A&&... args) {
  return tl::unexpected<Error>(make_error(kind, text, std::forward<A>(args)...).advise(std::move(hint)));
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
/// CTL_CHECK(write(...), "write journal"): for a Result<> without a value. Safe in an `if` without braces, also with an
/// `else` after it.
#define CTL_CHECK(expr, step)                                                            \
  do {                                                                                   \
    if (auto ctl_done = (expr); !ctl_done)                                               \
      return tl::unexpected<::corootctl::Error>(std::move(ctl_done.error()).with(step)); \
  } while (false)
/// CTL_RUN(check(...)): the same when the callee's own words are enough.
#define CTL_RUN(expr)                                                                                              \
  do {                                                                                                             \
    if (auto ctl_done = (expr); !ctl_done) return tl::unexpected<::corootctl::Error>(std::move(ctl_done.error())); \
  } while (false)
