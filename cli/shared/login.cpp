#include "cli/shared/login.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/surroundings.hpp"

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

constexpr std::chrono::seconds secret_deadline{15};

/// "CONTEXT/NAMESPACE/NAME/KEY" from its end: contexts may have slashes in their names.
Result<std::vector<std::string>> parts_of(const std::string& text) {
  std::vector<std::string> out;
  std::string rest = text;
  for (int i = 0; i < 3; ++i) {
    const auto slash = rest.rfind('/');
    if (slash == std::string::npos) break;
    out.insert(out.begin(), rest.substr(slash + 1));
    rest.resize(slash);
  }
  out.insert(out.begin(), rest);
  const bool whole =
      out.size() == 4 && std::none_of(out.begin(), out.end(), [](const auto& part) { return part.empty(); });
  if (whole) return out;
  return fail_with_hint(ErrorKind::usage, "Write CONTEXT/NAMESPACE/NAME/KEY.",
                        "--coroot-key-secret \"{}\": no key of a Secret", text);
}

Result<SecretString> key_in_secret(const std::string& text, const Env& env) {
  CTL_PASS(const auto parts, parts_of(text));
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(const auto cluster, select_one(config, parts[0], "--coroot-key-secret", env));
  const auto connector = connector_for(env);
  Within within{Deadline::in(secret_deadline), env.surface.stop};
  const kube::ObjectRef ref{kube::resources::secrets(), parts[1], parts[2]};
  CTL_TRY(const auto reader, connector->reader_for(cluster, within), "--coroot-key-secret");
  CTL_TRY(const auto secret, reader.get(ref, within), "--coroot-key-secret");
  CTL_TRY(auto bytes, base64_decode(secret["data"][std::string_view(parts[3])].as_string()), "--coroot-key-secret");
  SecretString key{std::string(trim(bytes))};
  wipe(bytes);
  if (key.empty()) return fail(ErrorKind::not_found, "--coroot-key-secret: {} has no key {}", ref.describe(), parts[3]);
  return key;
}

Result<SecretString> read_key(const LoginOptions& options, const Env& env) {
  if (!options.key_secret.empty()) return key_in_secret(options.key_secret, env);
  if (options.key_stdin) {
    CTL_TRY(auto line, env.surface.read_line(), "--coroot-key-stdin");
    return SecretString(std::move(line));
  }
  CTL_TRY(auto text, read_file(options.key_file), "--coroot-key-file");
  SecretString key{std::string(trim(text))};
  wipe(text);
  return key;
}

Result<> add_key(const LoginOptions& options, const Env& env, hub::Login& login) {
  const int sources = static_cast<int>(!options.key_file.empty()) + static_cast<int>(options.key_stdin) +
                      static_cast<int>(!options.key_secret.empty());
  if (sources > 1) return fail(ErrorKind::usage, "a service account's key is given more than once");
  if (options.key_stdin && options.password_stdin)
    return fail(ErrorKind::usage, "--coroot-key-stdin and --coroot-password-stdin cannot be used together");
  if (sources == 0) {
    login.key = SecretString(env.surface.variables.get_or_empty(key_variable));
    return {};
  }
  CTL_PASS(login.key, read_key(options, env));
  if (login.key.empty()) return fail(ErrorKind::usage, "the service account's key is empty");
  login.key_was_asked_for = true;
  return {};
}

Result<> add_user(const LoginOptions& options, const Env& env, hub::Login& login) {
  const bool has_password = options.password_stdin || !options.password_file.empty();
  if (options.user.empty() && !has_password) return {};
  if (options.user.empty()) return fail(ErrorKind::usage, "a Coroot password was given, but no --coroot-user");
  if (!has_password) {
    return fail_with_hint(ErrorKind::usage, "Add --coroot-password-stdin or --coroot-password-file FILE.",
                          "--coroot-user needs a password");
  }
  if (options.password_stdin && !options.password_file.empty()) {
    return fail(ErrorKind::usage, "--coroot-password-stdin and --coroot-password-file cannot be used together");
  }
  login.user = options.user;
  CTL_PASS(login.password, read_password(options, env));
  if (login.password.empty()) return fail(ErrorKind::usage, "the Coroot password is empty");
  return {};
}

}  // namespace

void declare_login(CLI::App& app, LoginOptions& options) {
  heading("Login to Coroot",
          {text_flag(app, "--coroot-user", options.user, "EMAIL", "user of Coroot (default: its anonymous role)"),
           switch_flag(app, "--coroot-password-stdin", options.password_stdin, "password on the first line of stdin"),
           text_flag(app, "--coroot-password-file", options.password_file, "FILE", "file with the password"),
           text_flag(app, "--coroot-key-file", options.key_file, "FILE",
                     "file with a service account's key; travels with --coroot-url only"),
           switch_flag(app, "--coroot-key-stdin", options.key_stdin, "that key on the first line of stdin"),
           text_flag(app, "--coroot-key-secret", options.key_secret, "CONTEXT/NAMESPACE/NAME/KEY",
                     "that key in a Secret of a cluster")});
}

Result<hub::Login> login_of(const LoginOptions& options, const Env& env) {
  hub::Login login;
  CTL_RUN(add_user(options, env, login));
  CTL_RUN(add_key(options, env, login));
  return login;
}

}  // namespace corootctl::cli
