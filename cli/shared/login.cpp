#include "cli/shared/login.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

Result<SecretString> read_password(const LoginOptions& options, const Env& env) {
  if (options.password_stdin) {
    CTL_TRY(auto line, env.surface.read_line(), "--coroot-password-stdin");
    return SecretString(std::move(line));
  }
  CTL_TRY(auto text, read_file(options.password_file), "--coroot-password-file");
  SecretString password{std::string(trim(text))};
  wipe(text);
  return password;
}

}  // namespace

void declare_login(CLI::App& app, LoginOptions& options) {
  heading("Login to Coroot",
          {text_flag(app, "--coroot-user", options.user, "EMAIL", "user of Coroot (default: its anonymous role)"),
           switch_flag(app, "--coroot-password-stdin", options.password_stdin, "password on the first line of stdin"),
           text_flag(app, "--coroot-password-file", options.password_file, "FILE", "file with the password")});
}

Result<hub::Login> login_of(const LoginOptions& options, const Env& env) {
  const bool has_password = options.password_stdin || !options.password_file.empty();
  if (options.user.empty() && !has_password) return hub::Login{};
  if (options.user.empty()) return fail(ErrorKind::usage, "a Coroot password was given, but no --coroot-user");
  if (!has_password) {
    return fail_with_hint(ErrorKind::usage, "Add --coroot-password-stdin or --coroot-password-file FILE.",
                          "--coroot-user needs a password");
  }
  if (options.password_stdin && !options.password_file.empty()) {
    return fail(ErrorKind::usage, "--coroot-password-stdin and --coroot-password-file cannot be used together");
  }
  CTL_PASS(auto password, read_password(options, env));
  if (password.empty()) return fail(ErrorKind::usage, "the Coroot password is empty");
  return hub::Login{options.user, std::move(password)};
}

}  // namespace corootctl::cli
